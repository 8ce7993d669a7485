import { ActionError } from "../lib/errors.ts";
import type { Credentials } from "../model/options.ts";
import type { Context } from "../runtime/context.ts";
import { MATRIX_RULE, type MatrixJob, parseMatrices } from "./matrix-input.ts";
import { InputReader } from "./reader.ts";

/** Inputs of collect/action.yml. */
export interface CollectInputs {
  readonly jobs: readonly MatrixJob[];
  readonly credentials: Credentials;
  /** Undefined: the commit of the event. */
  readonly commit: string | undefined;
  /** Name of the preview models, with placeholders. */
  readonly template: string;
  readonly githubToken: string | undefined;
}

/**
 * Reads every input of collect, once.
 * @throws {ActionError} with a problem for every input that is not valid.
 */
export function readCollectInputs({ environment }: Context): CollectInputs {
  const read = new InputReader();
  const matrix = read.parsed("matrix", MATRIX_RULE, parseMatrices);
  if (matrix === undefined && read.problems.length === 0) read.refuse("matrix", "", MATRIX_RULE);
  const inputs: CollectInputs = {
    jobs: matrix ?? [],
    credentials: {
      apiToken: read.secret("api-token", environment["REPLICATE_API_TOKEN"]),
      cliAuthToken: read.secret("cli-auth-token", environment["REPLICATE_CLI_AUTH_TOKEN"]),
      problems: [],
    },
    commit: read.parsed("commit", "a commit ID of 7 to 64 hex digits", (text) =>
      /^[0-9a-f]{7,64}$/.test(text) ? text : undefined,
    ),
    template: read.text("preview-model") ?? "{owner}/{name}-pr-{number}",
    githubToken: read.secret("github-token", undefined),
  };
  if (read.problems.length > 0) throw new ActionError(read.problems);
  return inputs;
}
