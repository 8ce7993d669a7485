import {
  fullName,
  MODEL_NAME_RULE,
  type ModelName,
  parseModelReference,
} from "../lib/model-name.ts";
import { linesOf } from "../lib/text.ts";
import type { Context } from "../runtime/context.ts";
import { PREVIEW_MODEL } from "./action.ts";
import { everyDefined, MATRIX_RULE, parseMatrices, previewTemplate } from "./matrix-input.ts";
import { InputReader, upTo } from "./reader.ts";

/** Inputs of sweep/action.yml. */
export type SweepInputs = Readonly<ReturnType<typeof readSweepInputs>>;

/** A production model, and the template of its previews' names. */
export interface PreviewedModel {
  readonly production: ModelName;
  readonly template: string;
}

const MAX_DAYS = 3650;

/** Reads every input of the sweep, once. */
export function readSweepInputs({ environment, registryHost }: Context) {
  const read = new InputReader();
  const credentials = {
    apiToken: read.secret("api-token", environment["REPLICATE_API_TOKEN"]),
    cliAuthToken: undefined,
    problems: [...read.problems],
  };
  const model = read.model("model", registryHost);
  const lines = `${MODEL_NAME_RULE}; one name per line`;
  const parseModels = (text: string) =>
    everyDefined(linesOf(text).map((line) => parseModelReference(line, registryHost)));
  const models = read.parsed("models", lines, parseModels) ?? [];
  const matrix = read.parsed("matrix", MATRIX_RULE, parseMatrices) ?? [];
  const template = read.text("preview-model") ?? PREVIEW_MODEL;
  const named = [...(model === undefined ? [] : [model]), ...models];
  const all: PreviewedModel[] = [
    ...named.map((one) => ({ production: one, template })),
    // After the others: settings of a project win over inputs.
    ...matrix.map((job) => ({
      production: job.model,
      template: previewTemplate(job.entry, template),
    })),
  ];
  return {
    credentials,
    /** Production models; empty: the project's. */
    models: [...new Map(all.map((one) => [fullName(one.production), one])).values()],
    project: {
      directory: read.text("working-directory") ?? ".",
      configFile: read.text("config-file") ?? "cog.yaml",
    },
    template,
    sinceDays: read.number("since-days", upTo(MAX_DAYS), 30),
    dryRun: read.flag("dry-run", false),
    githubToken: read.secret("github-token", undefined),
    /** Inputs that are not valid: what depends on them is checked with the default. */
    problems: read.problems,
  };
}
