import { ActionError } from "../lib/errors.ts";
import type { Credentials } from "./options.ts";

/** The error for a token that the API refuses: what kind of value was given tells most about why. */
export function tokenRefusedProblem({ apiToken, cliAuthToken }: Credentials): ActionError {
  if (apiToken?.startsWith("r8_"))
    return new ActionError({
      code: "api-token-refused",
      message:
        "Replicate refuses api-token: it looks like an API token, but it is revoked, mistyped or cut off.",
      hint: "Make a new token at https://replicate.com/account/api-tokens and put it in the secret that api-token reads.",
    });
  return new ActionError({
    code: "api-token-wrong-kind",
    message:
      "Replicate refuses api-token: it is no API token (those begin with r8_); it may be a CLI auth token.",
    hint: cliAuthToken?.startsWith("r8_")
      ? "The two tokens are swapped: cli-auth-token holds the r8_ value. Give that one to api-token."
      : "Give api-token a token from https://replicate.com/account/api-tokens; a CLI auth token belongs in cli-auth-token.",
  });
}
