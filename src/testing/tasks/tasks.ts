import type { JsonRecord } from "../../lib/json.ts";
import { TaskWorker } from "../../lib/task-worker.ts";
import type { PictureCheck, PictureComparison } from "../images/compare.ts";

/** What testing has computed in a thread: everything that a model or a pull request can make endless. */
export interface TestingTasks {
  readonly match: {
    readonly input: { readonly pattern: RegExp; readonly text: string };
    readonly output: boolean;
  };
  readonly jq: {
    readonly input: { readonly query: string; readonly json: string };
    readonly output: JqResult;
  };
  readonly compileJq: { readonly input: string; readonly output: JqSyntax };
  readonly validateInputs: {
    readonly input: { readonly schema: JsonRecord; readonly inputs: readonly JsonRecord[] };
    readonly output: Validation;
  };
  /** Pictures are named by their paths. */
  readonly checkPicture: { readonly input: string; readonly output: PictureCheck };
  readonly comparePictures: {
    readonly input: { readonly expected: string; readonly got: string };
    readonly output: PictureComparison;
  };
}

/** The first result of a query. */
export type JqResult =
  | { readonly kind: "result"; readonly value: unknown }
  | { readonly kind: "none" }
  | { readonly kind: "error"; readonly message: string };

export type JqSyntax =
  | { readonly kind: "valid" }
  | { readonly kind: "invalid"; readonly message: string };

export interface Validation {
  /** For each of the inputs, what is wrong with them. */
  readonly problems: readonly (readonly string[])[];
  /** Why the schema cannot be used; empty when it can. */
  readonly unusable: readonly string[];
}

/** Seconds that a query, a pattern or a schema may take. */
export const TASK_SECONDS = 5;
/** Seconds that decoding and comparing pictures may take: the largest need about ten. */
export const PICTURE_SECONDS = 20;

export type TestingWorker = TaskWorker<TestingTasks>;

/** @param signal ends what it is at. */
export function startTestingWorker(signal: AbortSignal): TestingWorker {
  const here = import.meta.url;
  return new TaskWorker(
    new URL(here.endsWith(".ts") ? "../../worker.ts" : "worker.js", here),
    signal,
  );
}
