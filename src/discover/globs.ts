import { posix } from "node:path";
import { ActionError } from "../lib/errors.ts";
import {
  ANYTHING,
  DIRECTORIES,
  literal,
  matchBeginnings,
  NAME,
  oneCharacter,
} from "../lib/wildcards.ts";

/** Whether a text is a glob, and not a path. */
export function isGlob(text: string): boolean {
  return /[*?[]/.test(text);
}

/**
 * A glob or path as one from the root of the repository, without a slash at its ends: `./models/a/` and `/models/a` are
 * `models/a`.
 * @param prefix the directory that it is relative to.
 */
export function fromRoot(glob: string, prefix = ""): string {
  const [mark, path] = glob.startsWith("!") ? ["!", glob.slice(1)] : ["", glob];
  const directory = prefix.replace(/[*?[\\]/g, "\\$&");
  return `${mark}${posix.join(".", directory, path).replace(/(?<=.)\/$/, "")}`;
}

/** Whether a glob from the root of the repository is outside of it. */
export function isOutside(glob: string): boolean {
  return /^!?\.\.(\/|$)/.test(glob);
}

/**
 * The globs of an input, from the root of the repository.
 * @throws {ActionError} for a glob that is outside of it.
 */
export function inputGlobs(input: string, globs: readonly string[], prefix: string): string[] {
  const outside = globs.find((glob) => isOutside(fromRoot(glob, prefix)));
  if (outside === undefined) return globs.map((glob) => fromRoot(glob, prefix));
  throw new ActionError({
    code: "glob-invalid",
    message: `Input ${input} has the glob "${outside}", which is outside of the repository.`,
    hint: `Set ${input} to globs of paths inside the repository.`,
  });
}

/** Globs that match everything below a directory, too. */
export function withDescendants(globs: readonly string[]): string[] {
  return globs.flatMap((glob) =>
    /^!?\.$/.test(glob) ? glob.replace(".", "**") : [glob, `${glob}/**`],
  );
}

/** Tests whether a path matches one of some globs, and none that starts with `!`. */
export function globsMatcher(globs: readonly string[]): (path: string) => boolean {
  const matchers = globs.map((glob) => ({
    excludes: glob.startsWith("!"),
    matches: globMatcher(glob.replace(/^!/, "")),
  }));
  return (path) => {
    const found = matchers.filter(({ matches }) => matches(path));
    return found.length > 0 && !found.some(({ excludes }) => excludes);
  };
}

/** Tests whether a path matches a glob as git's do: only `**` matches a slash. */
export function globMatcher(glob: string): (path: string) => boolean {
  const parts = glob
    .split(/(\*\*\/|\/\*\*$|\*\*|\*|\?|\[[!^]?[^\]]{1,256}\]|\\.)/s)
    .flatMap((sign) => {
      if (sign === "**/") return DIRECTORIES;
      if (sign === "/**") return [literal("/"), oneCharacter(/./s), ANYTHING];
      if (sign === "**") return ANYTHING;
      if (sign === "*") return NAME;
      if (sign === "?") return oneCharacter(/[^/]/u);
      if (/^\[.+\]$/s.test(sign)) return oneCharacter(new RegExp(`(?!/)${characters(sign)}`, "u"));
      return literal(sign.replace(/^\\(?=.)/s, ""));
    });
  return (path) => matchBeginnings(parts, path).ends.includes(path.length);
}

/** A set of characters as a regular expression for one of them. In a range the wrong way round (`[z-a]`), git matches the first one. */
function characters(set: string): string {
  const negation = /^\[[!^]/.test(set) ? "^" : "";
  const literal = (character: string) => character.replace(/[\\\]^-]/, "\\$&");
  const body = set
    .slice(1 + negation.length, -1)
    .replace(/(.)-(.)|./gs, (one: string, start?: string, end = "") => {
      if (start === undefined) return literal(one);
      return start > end ? literal(start) : `${literal(start)}-${literal(end)}`;
    });
  return `[${negation}${body}]`;
}
