import { isTemplate } from "../discover/model-template.ts";
import type { ComparisonBase, DiscoverOptions, ModelNaming } from "../discover/options.ts";
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
  const options: DiscoverOptions = {
    directory: read.text("working-directory") ?? ".",
    projects: read.parsed("projects", GLOBS, parseGlobs) ?? [],
    alsoWhen: read.parsed("also-when", GLOBS, parseGlobs) ?? [],
    naming: read.parsed("model", TEMPLATE, parseTemplate) ?? { kind: "configured" },
    changedOnly: read.oneOf("changed-only", ["auto", "true", "false"]) ?? "auto",
    settings: settings === undefined ? { kind: "default" } : { kind: "file", path: settings },
    base: read.parsed("base", BASE, parseRevision) ?? { kind: "event" },
  };
  if (read.problems.length > 0) throw new ActionError(read.problems);
  return options;
}

/** Git's globs have no braces: `{a,b}` would match nothing, without any message. */
function parseGlobs(text: string): readonly string[] | undefined {
  const globs = linesOf(text).map((line) => line.replace(/(?<=.)\/+$/, ""));
  return globs.every((glob) => /^!?[^!/{}][^{}]*$/.test(glob)) ? globs : undefined;
}

function parseTemplate(text: string): ModelNaming | undefined {
  return isTemplate(text) ? { kind: "template", template: text } : undefined;
}

/** Git gives a meaning of its own to a leading hyphen or plus, and to a colon. */
function parseRevision(text: string): ComparisonBase | undefined {
  const isRevision = /^[^-+\s:*?[\\][^\s:*?[\\]*$/.test(text);
  return isRevision ? { kind: "revision", revision: text } : undefined;
}
