import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { ActionError, wrapErrors } from "../lib/errors.ts";
import { refuseOutsideLink } from "../lib/paths.ts";
import type { SuiteInput, TestSuite } from "./options.ts";
import { parseSuite } from "./parse.ts";

/** Reads the input test-cases (undefined: it is empty), so that its problems can be reported with all others. */
export async function readSuiteInput(
  directory: string,
  input: string | undefined,
  workspace: string,
): Promise<SuiteInput> {
  if (input === undefined) return { kind: "none" };
  try {
    return { kind: "suite", suite: await readTestSuite(directory, input, workspace) };
  } catch (error) {
    if (error instanceof ActionError) return { kind: "invalid", problems: error.problems };
    throw error;
  }
}

/**
 * Reads the input test-cases: YAML or JSON, or the path of a file with it, relative to `directory`.
 * @throws {ActionError} for a file that cannot be read or is a link out of the workspace, and for an invalid suite.
 */
export async function readTestSuite(
  directory: string,
  input: string,
  workspace: string,
): Promise<TestSuite> {
  // A path has one line, and does not begin like a list or a mapping.
  if (/\n|^\s*[[{]|^-\s|^\w+:(\s|$)/.test(input)) return parseSuite(input, "Input test-cases");
  const path = resolve(directory, input);
  await refuseOutsideLink(`Input test-cases names ${path}`, path, workspace);
  const text = await wrapErrors(
    () => readFile(path, "utf8"),
    (reason) => ({
      code: "test-cases-unreadable",
      message: `Could not read "${path}", the file named by input test-cases (${reason}).`,
      hint: "Set test-cases to a path relative to working-directory, or to the test cases themselves.",
    }),
  );
  return parseSuite(text, input);
}
