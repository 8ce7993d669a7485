import dockerignore from "@balena/dockerignore";

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
  // Docker's patterns are case-sensitive on every system.
  const patterns = withoutPrefixes(text);
  const matcher = dockerignore.default({ ignorecase: false }).add(escapeSigns(patterns));
  const exceptions = exceptionsIn(patterns);
  const isExcluded = (path: string): boolean => {
    try {
      return matcher.ignores(path);
    } catch (error) {
      // An invalid pattern: Docker will report it.
      if (error instanceof SyntaxError) return false;
      throw error;
    }
  };
  return (path) => {
    const plain = path.replace(/\/$/, "");
    if (plain === "") return false;
    return !isExcluded(plain) || exceptions.some((exception) => mayMatchBelow(exception, path));
  };
}

/** `**.py` is the end of any path to Docker (moby/patternmatcher), unless a further sign has a meaning. */
function withoutPrefixes(text: string): string {
  const prefix = /^(\s*!?\s*(?:\.?\/)*)\*\*(?=[^/*?[\]\\\s][^*?[\]\\\r\n]*\r?$)/gm;
  return text.replace(prefix, "$1**/*");
}

/** Escapes what stands for itself in Docker's patterns (moby/patternmatcher), and not in the library's. */
function escapeSigns(text: string): string {
  return text.replace(/\\.|[+()|{}]/gs, (sign) => (sign.length > 1 ? sign : `\\${sign}`));
}

/** The patterns that include files again (`!src/weights`), by the parts of their paths. */
function exceptionsIn(text: string): string[][] {
  return text.split("\n").flatMap((line) => {
    const [, pattern] = /^\s*!(.*)$/.exec(line) ?? [];
    if (pattern === undefined) return [];
    const parts = pattern.split("/").map((part) => part.trim());
    return [parts.filter((part) => part !== "" && part !== ".")];
  });
}

/**
 * Whether a pattern may match something below a path. Below a directory, a part with wildcards may match
 * anything; the path of a submodule looks like a file's, so its parts have to be named.
 */
function mayMatchBelow(pattern: readonly string[], path: string): boolean {
  const isDirectory = path.endsWith("/");
  const above = path.split("/").filter((part) => part !== "");
  const deep = pattern.indexOf("**");
  const named = deep === -1 ? pattern.length - 1 : deep;
  if (above.length > named && !(isDirectory && deep !== -1)) return false;
  return above.slice(0, named).every((name, index) => {
    const part = pattern[index] ?? "";
    return part === name || (isDirectory && /[*?[\\]/.test(part));
  });
}
