import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Repository } from "../git/repository.ts";
import { ActionError, errorMessage, wrapError } from "../lib/errors.ts";
import { resolveOutside, symlinkProblem } from "../lib/paths.ts";
import type { SettingsSource } from "./options.ts";
import { type InputRules, parseSettings, type Settings } from "./settings.ts";

const DEFAULT_FILE = ".github/replicate.yml";

/**
 * Reads the settings of the projects. Without the default file, there are none.
 * @throws {ActionError} when the file cannot be read, or is outside the workspace.
 */
export async function readSettings(
  source: SettingsSource,
  { directory, prefix }: Repository,
  workspace: string,
  rules: InputRules,
): Promise<Settings> {
  const file = source.kind === "default" ? DEFAULT_FILE : source.path;
  const path = join(resolve(directory, prefix.replaceAll(/[^/]+/g, "..")), file);
  const real = await resolveOutside(path, workspace);
  if (real !== undefined)
    throw new ActionError(symlinkProblem(`Input settings is "${file}"`, real));
  if (source.kind === "default" && !existsSync(path)) return parseSettings("", file, rules);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw wrapError(cause, {
      code: "settings-unreadable",
      message: `Could not read "${file}", the file of input settings: ${errorMessage(cause)}.`,
      hint: "Set settings to the path of a file from the root of the repository.",
    });
  }
  return parseSettings(text, file, rules);
}
