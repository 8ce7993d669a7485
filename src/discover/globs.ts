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

/** Tests whether a path matches a glob as git's do: `*` and `?` do not match a slash, `**` does. */
export function globMatcher(glob: string): (path: string) => boolean {
  const source = glob
    .split(/(\*\*\/|\/\*\*$|\*\*|\*|\?|\[!?[^\]]+\])/)
    .map((part) => {
      if (part === "**/") return "(?:.*/)?";
      if (part === "/**") return "/.+";
      if (part === "**") return ".*";
      if (part === "*") return "[^/]*";
      if (part === "?") return "[^/]";
      if (/^\[.+\]$/.test(part)) return part.replace(/^\[!/, "[^").replaceAll("\\", "\\\\");
      return part.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
    })
    .join("");
  const pattern = compile(`^${source}$`);
  return (path) => pattern.test(path);
}

/** A glob with a range whose end is before its start (`[z-a]`) matches nothing: it is not a regular expression. */
function compile(source: string): RegExp {
  try {
    return new RegExp(source, "s");
  } catch {
    return /(?!)/;
  }
}

/**
 * Tests whether a path matches one of some globs, and none that starts with `!`. A directory matches everything
 * below it.
 */
export function globsMatcher(globs: readonly string[]): (path: string) => boolean {
  const matcher = (glob: string): ((path: string) => boolean) => {
    const normal = normalizeGlob(glob);
    const [exact, below] = [globMatcher(normal), globMatcher(`${normal}/**`)];
    return (path) => normal === "." || normal === "" || exact(path) || below(path);
  };
  const wanted = globs.filter((glob) => !glob.startsWith("!")).map(matcher);
  const excluded = globs
    .filter((glob) => glob.startsWith("!"))
    .map((glob) => matcher(glob.slice(1)));
  return (path) =>
    wanted.some((matches) => matches(path)) && !excluded.some((matches) => matches(path));
}
