import { ActionError } from "../lib/errors.ts";
import type { Context } from "../runtime/context.ts";
import { PREVIEW_MODEL } from "./action.ts";
import { readCredentials } from "./credentials.ts";
import { MATRIX_RULE, parseMatrices } from "./matrix-input.ts";
import { InputReader } from "./reader.ts";

/** Inputs of collect/action.yml. */
export type CollectInputs = Readonly<ReturnType<typeof readCollectInputs>>;

/**
 * Reads every input of collect, once.
 * @throws {ActionError} with a problem for every input that is not valid.
 */
export function readCollectInputs({ environment }: Context) {
  const read = new InputReader();
  const matrix = read.parsed("matrix", MATRIX_RULE, parseMatrices);
  if (matrix === undefined && read.problems.length === 0) read.refuse("matrix", "", MATRIX_RULE);
  const inputs = {
    jobs: matrix ?? [],
    credentials: readCredentials(read, environment),
    /** Undefined: the commit of the event. */
    commit: read.parsed("commit", "a commit ID of 7 to 64 hex digits", (text) =>
      /^[0-9a-f]{7,64}$/.test(text) ? text : undefined,
    ),
    template: read.text("preview-model") ?? PREVIEW_MODEL,
    githubToken: read.secret("github-token", undefined),
    /** Notices about values that are used otherwise than they are set. */
    notes: read.notes,
  };
  if (read.problems.length > 0) throw new ActionError(read.problems);
  return inputs;
}
