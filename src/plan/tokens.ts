import type { Credentials } from "../model/options.ts";

/** Uses an API token as such when it is the only token, and was set as cli-auth-token. */
export function sortTokens(given: Credentials): {
  credentials: Credentials;
  notes: readonly string[];
} {
  const { apiToken, cliAuthToken, problems } = given;
  if (apiToken !== undefined || cliAuthToken === undefined || problems.length > 0)
    return { credentials: given, notes: [] };
  if (cliAuthToken.startsWith("r8_"))
    return {
      credentials: { apiToken: cliAuthToken, cliAuthToken: undefined, problems },
      notes: [
        "cli-auth-token contains an API token (r8_…), which is used as api-token. Set api-token to it instead.",
      ],
    };
  return {
    credentials: given,
    notes: [
      "Only cli-auth-token is set, so Replicate's API is not available: the model is neither checked nor created, and the version is confirmed by the registry only. Set api-token to use the API.",
    ],
  };
}
