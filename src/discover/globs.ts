/** Whether a text is a glob, and not a path. */
export function isGlob(text: string): boolean {
  return /[*?[]/.test(text);
}

/** A glob or path of a list: `./models/a/` is `models/a`. */
export function normalizeGlob(text: string): string {
  return text
    .trim()
    .replace(/^(\.\/)+/, "")
    .replace(/\/+$/, "");
}

/** Tests whether a path matches a glob as git's do: only `**` matches a slash. */
export function globMatcher(glob: string): (path: string) => boolean {
  const source = glob
    .split(/(\*\*\/|\/\*\*$|\*\*|\*|\?|\[[!^]?[^\]]+\])/)
    .map((part) => {
      if (part === "**/") return "(?:.*/)?";
      if (part === "/**") return "/.+";
      if (part === "**") return ".*";
      if (part === "*") return "[^/]*";
      if (part === "?") return "[^/]";
      if (/^\[.+\]$/s.test(part)) return `(?!/)${characters(part)}`;
      return part.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
    })
    .join("");
  const pattern = new RegExp(`^${source}$`, "s");
  return (path) => pattern.test(path);
}

/** A set of characters as a regular expression. In a range the wrong way round (`[z-a]`), git matches the first one. */
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

/**
 * Tests whether a path matches one of some globs, and none that starts with `!`. A directory matches everything
 * below it.
 */
export function globsMatcher(globs: readonly string[]): (path: string) => boolean {
  const matchers = globs.map((glob) => {
    const normal = normalizeGlob(glob.replace(/^!/, ""));
    const [exact, below] = [globMatcher(normal), globMatcher(`${normal}/**`)];
    const matches = (path: string) => normal === "." || normal === "" || exact(path) || below(path);
    return { excludes: glob.startsWith("!"), matches };
  });
  return (path) => {
    const found = matchers.filter(({ matches }) => matches(path));
    return found.length > 0 && !found.some(({ excludes }) => excludes);
  };
}
