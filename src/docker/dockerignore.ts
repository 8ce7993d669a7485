import { posix } from "node:path";
import {
  ANYTHING,
  DIRECTORIES,
  literal,
  matchBeginnings,
  NAME,
  oneCharacter,
  type Part,
} from "../lib/wildcards.ts";

/** A line of .dockerignore. */
interface Pattern {
  /** Whether it includes files again: `!src/weights`. */
  readonly isException: boolean;
  readonly text: string;
  /** What every path begins with that it matches. */
  readonly prefix: string;
  readonly parts: readonly Part[];
}

/**
 * Characters that are read, and that are compared in all, in a few seconds. .dockerignore comes from the repository, and
 * nothing else happens meanwhile. Anything beyond counts as part of the image.
 */
const MAX_LENGTH = 250_000;
const MAX_STEPS = 300_000_000;

/**
 * Tests which files of a project are part of its image: those of the build context, without what
 * .dockerignore excludes. Git's directory is excluded, and Cog's: every build writes .cog, and Cog up to 0.16
 * leaves a part of it behind.
 * @param text content of .dockerignore; empty when there is none.
 * @returns as `dockerignoreFilter` does.
 */
export function contextFilter(text: string): (path: string) => boolean {
  const isSent = dockerignoreFilter(text);
  return (path) => !/^\.(git|cog)(\/|$)/.test(path) && isSent(path);
}

/**
 * Tests which files of a project Docker sends to the build, by .dockerignore alone: Git's directory is sent, too.
 * @param text content of .dockerignore; empty when there is none.
 * @returns a function of paths relative to the project. For a directory (git lists ignored directories and
 * submodules instead of their files) it returns whether anything in it may be part of the image.
 */
export function dockerignoreFilter(text: string): (path: string) => boolean {
  const patterns = text.length > MAX_LENGTH ? [] : parsePatterns(text);
  const parts = patterns.reduce((sum, pattern) => sum + pattern.parts.length, 0);
  let steps = 0;
  return (path) => {
    if (/^\/?$/.test(path)) return false;
    if (steps + parts * path.length > MAX_STEPS) return true;
    const candidates = patterns.filter(
      ({ prefix }) => path.startsWith(prefix) || prefix.startsWith(path),
    );
    const result = matchPath(candidates, path);
    steps += patterns.length + result.steps;
    return result.isSent;
  };
}

/**
 * Matches a path, from its first directory on, as when Docker walks the tree (moby/patternmatcher,
 * MatchesUsingParentResults): what matches a directory matches everything in it.
 */
function matchPath(patterns: readonly Pattern[], path: string) {
  const names = [...path.matchAll(/[^/]+/g)].map(({ index, 0: name }) => ({
    end: index + name.length,
    isExcluded: false,
  }));
  let mayIncludeBelow = false;
  let steps = 0;
  for (const { isException, text, parts } of patterns) {
    const match = matchBeginnings(parts, path);
    const ends = new Set(match.ends.filter((end) => end === path.length || path[end] === "/"));
    let isMatch = false;
    for (const name of names) {
      isMatch ||= name.isExcluded === isException && ends.has(name.end);
      if (isMatch) name.isExcluded = !isException;
    }
    // The path of a submodule looks like a file's, so its name has to be written in the exception.
    mayIncludeBelow ||=
      isException && (path.endsWith("/") ? match.isOpen : text.startsWith(`${path}/`));
    steps += match.steps;
  }
  return { isSent: mayIncludeBelow || names.at(-1)?.isExcluded === false, steps };
}

/**
 * Parses .dockerignore (moby/patternmatcher, ignorefile).
 * @returns none if Docker rejects one of the patterns, or reads it in a way of its own: everything counts as sent then.
 */
function parsePatterns(text: string): readonly Pattern[] {
  const patterns: Pattern[] = [];
  for (const line of text.replace(/^\uFEFF/, "").split("\n")) {
    const isException = line.trim().startsWith("!");
    const written = line
      .trim()
      .slice(isException ? 1 : 0)
      .trim();
    if (line.startsWith("#") || (written === "" && !isException)) continue;
    const path = posix
      .normalize(written)
      .replace(/(?<=.)\/$/, "")
      .replace(/^\/(?=.)/, "")
      .trim();
    const parts = parseParts(path);
    if (parts === undefined) return [];
    const [prefix = ""] = /^[^*?[\\]*/.exec(path) ?? [];
    patterns.push({ isException, text: path, prefix, parts });
  }
  return patterns;
}

/** The signs of a pattern. Docker turns them into a regular expression (moby/patternmatcher). */
const SIGN =
  /\*\*\/?|\*|\?|\[\^?(?:[^[\]\\*?^-](?:-[^[\]\\*?^-])?)+\]|\\[ -/:-@[-`{-~]|[^*?[\\/]*\/|[^*?[\\/]+/gu;

function parseParts(pattern: string): Part[] | undefined {
  const signs: string[] = pattern.match(SIGN) ?? [];
  // What has another meaning there: letters after a backslash, other signs in a set, and what Docker does not escape.
  const isPlain = !/[*?[\]\\]/.test(pattern) || !/\||\{\d|(?<!\[)\^/.test(pattern);
  if (!isPlain || signs.join("") !== pattern) return undefined;
  // `**.py` is the end of any path, unless a further sign has a meaning.
  const isSuffix = /^\*\*[^/*?[\]\\][^*?[\]\\]*$/.test(pattern);
  try {
    return signs.map((sign, index) => {
      if (sign.startsWith("**"))
        return isSuffix || index === signs.length - 1 ? ANYTHING : DIRECTORIES;
      if (sign === "*") return NAME;
      if (sign === "?") return oneCharacter(/[^/]/u);
      return sign.startsWith("[")
        ? oneCharacter(new RegExp(sign, "u"))
        : literal(sign.replace(/^\\/, ""));
    });
  } catch {
    // A range from a higher to a lower character.
    return undefined;
  }
}
