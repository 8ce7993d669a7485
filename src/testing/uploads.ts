import { realpath, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { ActionError, errorMessage, type Problem } from "../lib/errors.ts";
import { isInside } from "../lib/paths.ts";

/**
 * Checks files that test cases name: they are uploaded, so none may lie outside the workspace, by a link
 * neither.
 * @param mustExist whether a path that is not there is a problem, and not just a text.
 * @throws {ActionError} that lists those which can't be used.
 */
export async function checkUploads(
  paths: readonly string[],
  directory: string,
  workspace: string,
  mustExist = true,
): Promise<void> {
  if (paths.length === 0) return;
  const root = await realpath(workspace);
  const checks = [...new Set(paths)].map((path) =>
    obstacle(path, resolve(directory, path), root, mustExist),
  );
  const problems = (await Promise.all(checks)).filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new ActionError(problems);
}

async function obstacle(
  name: string,
  path: string,
  root: string,
  mustExist: boolean,
): Promise<Problem | undefined> {
  const refuse = (why: string): Problem => ({
    code: "upload-file-unreadable",
    message: `A test case names the file @${name}, which can't be uploaded: ${why}.`,
    hint: "Give a file of the workspace, relative to working-directory.",
  });
  try {
    if (!isInside(await realpath(path), root)) return refuse("it is outside the workspace");
    return (await stat(path)).isFile() ? undefined : refuse("it is no file");
  } catch (error) {
    return mustExist ? refuse(errorMessage(error)) : undefined;
  }
}
