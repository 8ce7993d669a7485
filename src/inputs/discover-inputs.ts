import { isTemplate } from "../discover/model-template.ts";
import type { DiscoverOptions } from "../discover/options.ts";
import { ActionError } from "../lib/errors.ts";
import { linesOf } from "../lib/text.ts";
import { InputReader } from "./reader.ts";

const GLOBS =
  "globs with * ? [] and **, one per line, without braces, relative to working-directory; a glob that starts with ! excludes";
const TEMPLATE = "owner/name with the placeholders {directory}, {path}, and {config}";
const BASE = "a commit, branch, or tag";

/**
 * Reads every input of discover/action.yml.
 * @throws {ActionError} that lists every invalid input.
 */
export function readDiscoverInputs(): DiscoverOptions {
  const read = new InputReader();
  const settings = read.text("settings");
  const template = read.parsed("model", TEMPLATE, (text) => (isTemplate(text) ? text : undefined));
  // A leading hyphen or plus, a colon, and braces have a special meaning in git.
  const revision = read.parsed("base", BASE, (text) =>
    /^[^-+\s:*?[\\{][^\s:*?[\\{]*$/.test(text) ? text : undefined,
  );
  const options: DiscoverOptions = {
    directory: read.text("working-directory") ?? ".",
    projects: read.parsed("projects", GLOBS, parseGlobs) ?? [],
    alsoWhen: read.parsed("also-when", GLOBS, parseGlobs) ?? [],
    naming: template === undefined ? { kind: "configured" } : { kind: "template", template },
    changedOnly: read.oneOf("changed-only", ["auto", "true", "false"]) ?? "auto",
    settings: settings === undefined ? { kind: "default" } : { kind: "file", path: settings },
    base: revision === undefined ? { kind: "event" } : { kind: "revision", revision },
  };
  if (read.problems.length > 0) throw new ActionError(read.problems);
  return options;
}

/** Git's globs have no braces: `{a,b}` would match nothing, without any message. */
function parseGlobs(text: string): readonly string[] | undefined {
  const globs = linesOf(text).map((line) => line.replace(/(?<=.)\/+$/, ""));
  return globs.every((glob) => /^!?[^!/{}][^{}]*$/.test(glob)) ? globs : undefined;
}
