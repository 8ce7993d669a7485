import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { ActionError, errorMessage } from "../lib/errors.ts";
import { resolveOutside, symlinkProblem } from "../lib/paths.ts";
import type { TestSuite } from "./cases.ts";

/**
 * Reads the input test-cases: YAML or JSON as it stands, or the name of a file that holds it.
 * @param directory what the file's path is relative to.
 * @throws {ActionError} for a file that can't be read, or lies outside the workspace by a link, and for what is
 * not understood.
 */
export async function readSuite(
  directory: string,
  given: string | undefined,
  workspace: string,
): Promise<TestSuite | undefined> {
  if (given === undefined) return undefined;
  const { parseSuite } = await import("./parse-suite.ts");
  if (isContent(given)) return parseSuite(given, "Input test-cases");
  const path = resolve(directory, given);
  const real = await resolveOutside(path, workspace);
  if (real !== undefined)
    throw new ActionError(symlinkProblem(`Input test-cases names ${path}`, real));
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new ActionError(
      {
        code: "test-cases-unreadable",
        message: `Input test-cases names ${path}, which can't be read (${errorMessage(cause)}).`,
        hint: "Give a file relative to working-directory, or the cases themselves.",
      },
      { cause },
    );
  });
  return parseSuite(text, given);
}

/** No name of a file has several lines, or begins as a list or a mapping does. */
function isContent(text: string): boolean {
  return /\n|^\s*[[{]|^-\s|^\w+:(\s|$)/.test(text);
}
