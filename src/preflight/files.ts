import { access, constants } from "node:fs/promises";
import { resolve } from "node:path";
import { ActionError, messageOf, type Problem } from "../errors.ts";
import type { BuildOptions, Metadata } from "../inputs.ts";

/**
 * Checks that every file which an input names can be read. Paths are relative to working-directory.
 * @throws {ActionError} that lists those which can't.
 */
export async function checkFiles(
  directory: string,
  metadata: Metadata,
  build: BuildOptions | undefined,
): Promise<void> {
  const named: readonly (readonly [input: string, file: string | undefined])[] = [
    ["readme-file", metadata.readmeFile],
    ["dockerfile", build?.dockerfile],
    ["openapi-schema", build?.openapiSchema],
    ...(build?.secrets ?? []).map(
      ({ source }) => ["secret-files", "file" in source ? source.file : undefined] as const,
    ),
  ];
  const checks = named.map(([input, file]) =>
    file === undefined ? undefined : unreadable(input, resolve(directory, file)),
  );
  const problems = (await Promise.all(checks)).filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new ActionError(problems);
}

async function unreadable(input: string, path: string): Promise<Problem | undefined> {
  try {
    await access(path, constants.R_OK);
    return undefined;
  } catch (error) {
    return {
      what: `Input ${input} names ${path}, which can't be read (${messageOf(error)}).`,
      remedy: `Give ${input} a file that exists, relative to working-directory.`,
    };
  }
}
