import type { Credentials } from "../model/options.ts";
import type { Context } from "../runtime/context.ts";
import { InputReader } from "./reader.ts";

/**
 * Reads the tokens, from inputs or else from the environment. An API token that is the only one is used as such, also
 * when it was set as cli-auth-token.
 */
export function readCredentials(
  read: InputReader,
  environment: Context["environment"],
): Credentials {
  const apiToken = read.secret("api-token", environment["REPLICATE_API_TOKEN"]);
  const cliAuthToken = read.secret("cli-auth-token", environment["REPLICATE_CLI_AUTH_TOKEN"]);
  const problems = read.problemsOf("api-token", "cli-auth-token");
  const isMisplaced = apiToken === undefined && cliAuthToken?.startsWith("r8_") === true;
  if (!isMisplaced || problems.length > 0) return { apiToken, cliAuthToken, problems };
  read.notes.push(
    "cli-auth-token contains an API token (r8_…), which is used as api-token. Set api-token to it instead.",
  );
  return { apiToken: cliAuthToken, cliAuthToken: undefined, problems };
}

/** The API token, for the post step; undefined: none is set. */
export function readApiToken({ environment }: Context): string | undefined {
  return readCredentials(new InputReader(), environment).apiToken;
}
