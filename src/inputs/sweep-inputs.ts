import {
  fullName,
  MODEL_NAME_RULE,
  type ModelName,
  parseModelReference,
} from "../lib/model-name.ts";
import { linesOf } from "../lib/text.ts";
import type { Credentials } from "../model/options.ts";
import type { Context } from "../runtime/context.ts";
import { everyDefined, MATRIX_RULE, parseMatrices } from "./matrix-input.ts";
import { type InputProblem, InputReader } from "./reader.ts";

/** Inputs of sweep/action.yml. */
export interface SweepInputs {
  /** Production models; empty: the project's. */
  readonly models: readonly ModelName[];
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
  const credentials = {
    apiToken: read.secret("api-token", environment["REPLICATE_API_TOKEN"]),
    cliAuthToken: undefined,
    problems: [...read.problems],
  };
  const model = read.model("model", registryHost);
  const lines = `${MODEL_NAME_RULE}; one name per line`;
  const models = read.parsed("models", lines, (text) => parseModels(text, registryHost)) ?? [];
  const ofMatrix = (read.parsed("matrix", MATRIX_RULE, parseMatrices) ?? []).map(
    ({ model: of }) => of,
  );
  const all = [...(model === undefined ? [] : [model]), ...models, ...ofMatrix];
  return {
    credentials,
    models: [...new Map(all.map((one) => [fullName(one), one])).values()],
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

/** Names of models, one a line; undefined if one of them is invalid. */
function parseModels(text: string, registryHost: string): readonly ModelName[] | undefined {
  return everyDefined(linesOf(text).map((line) => parseModelReference(line, registryHost)));
}
