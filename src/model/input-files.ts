import { access, constants, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { BuildOptions } from "../cog/options.ts";
import { errorMessage, type Problem, refuseProblems } from "../lib/errors.ts";
import { gitDirectoryProblem, isInGitDirectory, linkProblem } from "../lib/paths.ts";

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
    file === undefined ? [] : problemsOf(input, resolve(directory, file), workspace),
  );
  await refuseProblems((await Promise.all(checks)).flat());
}

async function problemsOf(input: string, path: string, workspace: string): Promise<Problem[]> {
  const unreadable = (reason: string): Problem[] => [
    {
      code: "metadata-file-unreadable",
      message: `Input ${input} is "${path}", which cannot be read: ${reason}.`,
      hint: `Set ${input} to a file that exists, relative to working-directory.`,
    },
  ];
  try {
    await access(path, constants.R_OK);
    if (!(await stat(path)).isFile()) return unreadable("it is not a file");
    const link = await linkProblem(`Input ${input} names ${path}`, path, workspace);
    if (link !== undefined) return [link];
    const isPublished = input !== "secret-files";
    if (isPublished && (await isInGitDirectory(path)))
      return [gitDirectoryProblem(`Input ${input} names ${path}`)];
    return [];
  } catch (error) {
    return unreadable(errorMessage(error));
  }
}
