import { ActionError } from "../lib/errors.ts";
import type { ModelName } from "../lib/model-name.ts";
import type { Context } from "../runtime/context.ts";
import { InputReader } from "./reader.ts";

/** Inputs of sweep/action.yml. */
export interface SweepInputs {
  readonly model: ModelName | undefined;
  readonly apiToken: string | undefined;
  readonly project: { readonly directory: string; readonly configFile: string };
  /** Name of the preview models, with placeholders. */
  readonly template: string;
  readonly sinceDays: number;
  readonly dryRun: boolean;
  readonly githubToken: string | undefined;
}

const LONGEST_DAYS = 3650;

/**
 * Reads every input of the sweep, once.
 * @throws {ActionError} with a problem for every input that is not valid.
 */
export function readSweepInputs({ environment, registryHost }: Context): SweepInputs {
  const read = new InputReader();
  const inputs: SweepInputs = {
    model: read.model("model", registryHost),
    apiToken: read.secret("api-token", environment["REPLICATE_API_TOKEN"]),
    project: {
      directory: read.text("working-directory") ?? ".",
      configFile: read.text("config-file") ?? "cog.yaml",
    },
    template: read.text("preview-model") ?? "{owner}/{name}-pr-{number}",
    sinceDays: read.positiveNumber("since-days", 30, LONGEST_DAYS),
    dryRun: read.flag("dry-run", false),
    githubToken: read.secret("github-token", undefined),
  };
  if (read.problems.length > 0) throw new ActionError(read.problems);
  return inputs;
}
