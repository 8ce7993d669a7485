import { isTemplate } from "../discover/names.ts";
import { ActionError } from "../lib/errors.ts";
import { InputReader } from "./reader.ts";

/** Inputs of discover/action.yml. */
export interface DiscoverInputs {
  /** Directory that projects are looked for in, relative to the workspace. */
  readonly directory: string;
  /** Globs of projects; empty for all. */
  readonly projects: readonly string[];
  /** Globs of files that change every project. */
  readonly alsoWhen: readonly string[];
  /** Name of the models, with placeholders; undefined for those that the projects name. */
  readonly template: string | undefined;
  readonly changedOnly: "auto" | "true" | "false";
  /** What to compare with, in place of the event's own commit. */
  readonly base: string | undefined;
}

const GLOBS =
  "globs with * ? [] and **, one a line and without braces, relative to working-directory; one that begins with ! takes away";
const TEMPLATE = "owner/name, in which {directory}, {path} and {config} are filled in";
const BASE = "the name of a commit, branch or tag";

/**
 * Reads every input of discover, once.
 * @throws {ActionError} that lists every input which is not of the expected form.
 */
export function readDiscoverInputs(): DiscoverInputs {
  const read = new InputReader();
  const inputs: DiscoverInputs = {
    directory: read.text("working-directory") ?? ".",
    projects: read.parsed("projects", GLOBS, parseGlobs) ?? [],
    alsoWhen: read.parsed("also-when", GLOBS, parseGlobs) ?? [],
    template: read.parsed("model", TEMPLATE, (text) => (isTemplate(text) ? text : undefined)),
    changedOnly: read.oneOf("changed-only", ["auto", "true", "false"]) ?? "auto",
    base: read.parsed("base", BASE, parseRevision),
  };
  if (read.problems.length > 0) throw new ActionError(read.problems);
  return inputs;
}

/** git's globs know no braces: `{a,b}` would match nothing, and nobody would hear of it. */
function parseGlobs(text: string): readonly string[] | undefined {
  const globs = text
    .split("\n")
    .map((line) => line.trim().replace(/(?<=.)\/+$/, ""))
    .filter((line) => line !== "");
  return globs.every((glob) => /^!?[^!/{}][^{}]*$/.test(glob)) ? globs : undefined;
}

/** What begins with a hyphen or a plus, or holds a colon, has a meaning of its own for git. */
function parseRevision(text: string): string | undefined {
  return /^[^-+\s:*?[\\][^\s:*?[\\]*$/.test(text) ? text : undefined;
}
