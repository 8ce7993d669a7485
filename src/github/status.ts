import { ActionError, errorMessage } from "../lib/errors.ts";

/** Whether GitHub refused a request for want of a permission; a rate limit is a 403 as well. */
export function lacksPermission(error: unknown): boolean {
  return (
    statusOf(error) === 403 && error instanceof Error && !/rate limit|abuse/i.test(error.message)
  );
}

/** What GitHub said, without the full stop that ends it. Octokit wraps what its fetch throws. */
export function githubErrorMessage(error: unknown): string {
  const own = error instanceof Error && error.cause instanceof ActionError ? error.cause : error;
  const words =
    own instanceof ActionError
      ? own.problems.map(({ message: what }) => what).join(" ")
      : errorMessage(own);
  return words.replace(/\.$/, "");
}

/** The status of a failed Octokit request; undefined for any other error. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && "status" in error && typeof error.status === "number"
    ? error.status
    : undefined;
}
