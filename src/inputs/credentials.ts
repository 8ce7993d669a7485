import type { Credentials } from "../model/options.ts";
import type { Context } from "../runtime/context.ts";
import { InputReader } from "./reader.ts";

/** Reads the tokens, from inputs or else from the environment. */
export function readCredentials(
  read: InputReader,
  environment: Context["environment"],
): Credentials {
  return {
    apiToken: read.secret("api-token", environment["REPLICATE_API_TOKEN"]),
    cliAuthToken: read.secret("cli-auth-token", environment["REPLICATE_CLI_AUTH_TOKEN"]),
    problems: read.problemsOf("api-token", "cli-auth-token"),
  };
}

/** The API token, for the post step; undefined: none is set. */
export function readApiToken({ environment }: Context): string | undefined {
  return new InputReader().secret("api-token", environment["REPLICATE_API_TOKEN"]);
}
