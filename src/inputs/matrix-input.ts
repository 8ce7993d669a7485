import { type JsonRecord, parseJson, recordOf, scalarText, stringAt } from "../lib/json.ts";
import { type ModelName, parseModelReference } from "../lib/model-name.ts";
import { linesOf } from "../lib/text.ts";
import { type Inputs, readInputs } from "./action.ts";
import { InputReader } from "./reader.ts";

/** One job of a matrix of the discover action. */
interface MatrixJob {
  readonly model: ModelName;
  /** All of its keys. */
  readonly entry: JsonRecord;
}

/** What an input with matrices is set to. */
export const MATRIX_RULE =
  "the output matrix of the discover action; several of them on lines of their own";

/** The jobs of matrices, one JSON object a line; undefined if one of them is not a matrix of models. */
export function parseMatrices(text: string): readonly MatrixJob[] | undefined {
  const jobs = linesOf(text).map((line) => {
    const { include } = recordOf(parseJson(line));
    return Array.isArray(include) ? include.map(jobOf) : undefined;
  });
  const all = everyDefined(jobs)?.flat();
  return all && everyDefined(all);
}

function jobOf(entry: unknown): MatrixJob | undefined {
  const model = parseModelReference(stringAt(entry, "model") ?? "");
  return model && { model, entry: recordOf(entry) };
}

/** The template of the names of an entry's previews: its own, or else the one of the step. */
export function previewTemplate(entry: JsonRecord, template: string): string {
  return stringAt(entry, "preview-model") || template;
}

/** The inputs of the job of an entry that decide what is built, as far as the matrix has them. */
export function entryInputs(entry: JsonRecord): Pick<Inputs, "project" | "build"> {
  const source = (name: string) => scalarText(entry[name]).trim();
  const { project, build } = readInputs({ environment: {}, registryHost: "r8.im" }, source);
  // Only their IDs count: the values are in the environment of the job.
  const ids = [...new InputReader(source).pairs("secret-envs").keys()];
  const secrets = ids.map((id) => ({ id, source: { content: "" } }));
  return { project, build: { ...build, secrets: [...build.secrets, ...secrets] } };
}

/** The values of a list; undefined if one is undefined. */
export function everyDefined<T>(values: readonly (T | undefined)[]): T[] | undefined {
  const defined = values.filter((value) => value !== undefined);
  return defined.length === values.length ? defined : undefined;
}
