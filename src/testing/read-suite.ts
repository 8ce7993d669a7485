import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { ActionError, messageOf } from "../lib/errors.ts";
import { ledOut, linkOut } from "../lib/paths.ts";
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
  const real = await ledOut(path, workspace);
  if (real !== undefined) throw new ActionError(linkOut(`Input test-cases names ${path}`, real));
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new ActionError(
      {
        what: `Input test-cases names ${path}, which can't be read (${messageOf(cause)}).`,
        remedy: "Give a file relative to working-directory, or the cases themselves.",
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
