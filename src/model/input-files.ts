import { access, constants, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { BuildOptions } from "../cog/options.ts";
import { ActionError, errorMessage, runChecks } from "../lib/errors.ts";
import { refuseGitDirectory, refuseOutsideLink } from "../lib/paths.ts";

/** A file that an input names; undefined where the input is empty. */
type InputFile = readonly [input: string, file: string | undefined];

/** The files that a build reads because inputs name them. */
export function buildFiles(build: BuildOptions): readonly InputFile[] {
  const secretFiles = build.secrets.flatMap(({ source }) =>
    "file" in source ? [["secret-files", source.file] as const] : [],
  );
  return [
    ["dockerfile", build.dockerfile],
    ["openapi-schema", build.openapiSchema],
    ...secretFiles,
  ];
}

/**
 * Checks that files named by inputs can be read, and that no symbolic link leads out of the workspace. Paths are
 * relative to `directory`.
 * @throws {ActionError} that lists the files with a problem.
 */
export async function checkFiles(
  directory: string,
  workspace: string,
  files: readonly InputFile[],
): Promise<void> {
  const checks = files.map(([input, file]) =>
    file === undefined ? undefined : checkFile(input, resolve(directory, file), workspace),
  );
  await runChecks(checks);
}

async function checkFile(input: string, path: string, workspace: string): Promise<void> {
  const unreadable = (reason: string) =>
    new ActionError({
      code: "metadata-file-unreadable",
      message: `Input ${input} is "${path}", which cannot be read: ${reason}.`,
      hint: `Set ${input} to a file that exists, relative to working-directory.`,
    });
  try {
    await access(path, constants.R_OK);
    if (!(await stat(path)).isFile()) throw unreadable("it is not a file");
    const subject = `Input ${input} names ${path}`;
    await refuseOutsideLink(subject, path, workspace);
    // Files of secrets are not published.
    if (input !== "secret-files") await refuseGitDirectory(subject, path);
  } catch (error) {
    throw error instanceof ActionError ? error : unreadable(errorMessage(error));
  }
}
