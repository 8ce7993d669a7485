import { access, constants, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { BuildOptions } from "../cog/options.ts";
import { ActionError, errorMessage, type Problem } from "../lib/errors.ts";
import { resolveOutside, symlinkProblem } from "../lib/paths.ts";
import type { Metadata } from "./options.ts";

/** A file that an input names, if it names one. */
type NamedFile = readonly [input: string, file: string | undefined];

export function metadataFiles({ readmeFile }: Metadata): readonly NamedFile[] {
  return [["readme-file", readmeFile]];
}

export function buildFiles({
  dockerfile,
  openapiSchema,
  secrets,
}: BuildOptions): readonly NamedFile[] {
  return [
    ["dockerfile", dockerfile],
    ["openapi-schema", openapiSchema],
    ...secrets.map(
      ({ source }): NamedFile => ["secret-files", "file" in source ? source.file : undefined],
    ),
  ];
}

/**
 * Checks that files which inputs name can be read, and that no link leads out of the workspace. Paths are
 * relative to working-directory.
 * @throws {ActionError} that lists those which can't.
 */
export async function checkFiles(
  directory: string,
  workspace: string,
  files: readonly NamedFile[],
): Promise<void> {
  const checks = files.map(([input, file]) =>
    file === undefined ? undefined : obstacle(input, resolve(directory, file), workspace),
  );
  const problems = (await Promise.all(checks)).filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new ActionError(problems);
}

async function obstacle(
  input: string,
  path: string,
  workspace: string,
): Promise<Problem | undefined> {
  const refuse = (why: string): Problem => ({
    code: "metadata-file-unreadable",
    message: `Input ${input} names ${path}, which can't be read (${why}).`,
    hint: `Give ${input} a file that exists, relative to working-directory.`,
  });
  try {
    await access(path, constants.R_OK);
    if (!(await stat(path)).isFile()) return refuse("it is no file");
    const real = await resolveOutside(path, workspace);
    return real === undefined ? undefined : symlinkProblem(`Input ${input} names ${path}`, real);
  } catch (error) {
    return refuse(errorMessage(error));
  }
}
