import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Repository } from "../git/repository.ts";
import { ActionError, errorMessage, type Problem, wrapError } from "../lib/errors.ts";
import { resolveOutside, symlinkProblem } from "../lib/paths.ts";
import { type InputRules, NO_SETTINGS, parseSettings, type Settings } from "./settings.ts";

/** The settings file, with its problems, which are reported together with those of the projects. */
export interface SettingsFile {
  readonly file: string;
  readonly settings: Settings;
  readonly problems: readonly Problem[];
}

const DEFAULT_FILE = ".github/replicate.yml";

/**
 * Reads the settings of the projects.
 * @param given path from the root of the checkout; undefined: the default file, if it exists.
 * @throws {ActionError} when the file cannot be read, or is outside the workspace.
 */
export async function readSettings(
  given: string | undefined,
  { directory, prefix }: Repository,
  workspace: string,
  rules: InputRules,
): Promise<SettingsFile> {
  const file = given ?? DEFAULT_FILE;
  const path = join(resolve(directory, prefix.replaceAll(/[^/]+/g, "..")), file);
  const real = await resolveOutside(path, workspace);
  if (real !== undefined)
    throw new ActionError(symlinkProblem(`Input settings is "${file}"`, real));
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    if (given === undefined) return { file, settings: NO_SETTINGS, problems: [] };
    throw wrapError(cause, {
      code: "settings-unreadable",
      message: `Could not read "${file}", the file of input settings: ${errorMessage(cause)}.`,
      hint: "Set settings to the path of a file from the root of the repository.",
    });
  }
  return { file, ...parseSettings(text, file, rules) };
}
