import { json, type Reply } from "../http/http.ts";

const DOCUMENTATION = "https://docs.github.com/rest";

/** An error in GitHub's form; `details` stand between the message and the rest. */
export function failure(
  status: number,
  message: string,
  details: Readonly<Record<string, unknown>> = {},
  headers: Record<string, string> = {},
): Reply {
  const body = { message, ...details, documentation_url: DOCUMENTATION, status: String(status) };
  return json(status, body, headers);
}

export const notFound = (): Reply => failure(404, "Not Found");

export const noToken = (): Reply => failure(401, "Requires authentication");

export const badToken = (): Reply => failure(401, "Bad credentials");

/** The response to a workflow's token when the job lacks a permission. */
export function notPermitted(accepted?: string): Reply {
  return failure(
    403,
    "Resource not accessible by integration",
    {},
    accepted === undefined ? {} : { "x-accepted-github-permissions": accepted },
  );
}

/** 422 for a field that can't be as it is. */
export function invalid(resource: string, field: string, message: string): Reply {
  return failure(422, "Validation Failed", {
    errors: [{ resource, code: "custom", field, message }],
  });
}

/** 422 for a field that is missing or of another type. */
export const malformed = (reason: string): Reply => failure(422, `Invalid request.\n\n${reason}`);
