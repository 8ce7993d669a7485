import type { Credentials } from "../model/options.ts";

/** An API token that was given as the CLI auth token, and alone, is used for what it is. */
export function sortTokens(given: Credentials): {
  credentials: Credentials;
  notes: readonly string[];
} {
  const { apiToken, cliAuthToken } = given;
  if (apiToken !== undefined || cliAuthToken === undefined)
    return { credentials: given, notes: [] };
  if (cliAuthToken.startsWith("r8_"))
    return {
      credentials: { apiToken: cliAuthToken, cliAuthToken: undefined },
      notes: [
        "cli-auth-token holds an API token (r8_…), which is used as api-token: give it there.",
      ],
    };
  return {
    credentials: given,
    notes: [
      "Only cli-auth-token is given, so Replicate's API can't be asked: the model's existence, its owner and its settings are not checked, no model is created, and the version is confirmed by the registry alone. Give api-token for all of that.",
    ],
  };
}
