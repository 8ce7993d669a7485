import type { ModelName } from "../lib/model-name.ts";
import type { Credentials } from "../model/options.ts";
import type { Context } from "../runtime/context.ts";
import { type InputProblem, InputReader } from "./reader.ts";

/** Inputs of sweep/action.yml. */
export interface SweepInputs {
  readonly model: ModelName | undefined;
  readonly credentials: Credentials;
  readonly project: { readonly directory: string; readonly configFile: string };
  /** Name of the preview models, with placeholders. */
  readonly template: string;
  readonly sinceDays: number;
  readonly dryRun: boolean;
  readonly githubToken: string | undefined;
  /** Inputs that are not valid: what depends on them is checked with the default. */
  readonly problems: readonly InputProblem[];
}

const LONGEST_DAYS = 3650;

/** Reads every input of the sweep, once. */
export function readSweepInputs({ environment, registryHost }: Context): SweepInputs {
  const read = new InputReader();
  return {
    credentials: {
      apiToken: read.secret("api-token", environment["REPLICATE_API_TOKEN"]),
      cliAuthToken: undefined,
      problems: [...read.problems],
    },
    model: read.model("model", registryHost),
    project: {
      directory: read.text("working-directory") ?? ".",
      configFile: read.text("config-file") ?? "cog.yaml",
    },
    template: read.text("preview-model") ?? "{owner}/{name}-pr-{number}",
    sinceDays: read.positiveNumber("since-days", 30, LONGEST_DAYS),
    dryRun: read.flag("dry-run", false),
    githubToken: read.secret("github-token", undefined),
    problems: read.problems,
  };
}
