import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Context } from "../context.ts";

const TIMEOUT_SECONDS = 10;

/**
 * The commit that lies in a directory, on the events where it decides whose code is built.
 * @param directory the project's: another repository may be checked out there than in the workspace.
 * @returns undefined on other events, and when git can't tell.
 */
export async function checkedOutCommit(
  { event, environment }: Context,
  directory: string,
): Promise<string | undefined> {
  if (event.name !== "pull_request_target" && event.name !== "workflow_run") return undefined;
  try {
    const { stdout } = await promisify(execFile)(
      "git",
      ["-c", "safe.directory=*", "-C", directory, "rev-parse", "HEAD"],
      { env: { ...environment }, timeout: TIMEOUT_SECONDS * 1000 },
    );
    return stdout.trim();
  } catch {
    // No git, or no repository: whoever asks takes what can't be told for foreign code.
    return undefined;
  }
}
