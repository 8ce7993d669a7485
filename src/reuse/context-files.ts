import dockerignore from "@balena/dockerignore";

/**
 * Tells which files of a project enter its image: those of the build context, without what .dockerignore
 * leaves out. Git's own directory is not looked at, nor is Cog's: it writes .cog in every build, and up to
 * 0.16 leaves a part of it behind.
 * @param text of .dockerignore; undefined when there is none.
 * @returns a function of paths relative to the project. Of a directory (git names those that it ignores, and
 * submodules, instead of their files) it tells whether anything in it may enter.
 */
export function contextFilter(text: string | undefined): (path: string) => boolean {
  // Docker tells cases apart, wherever it runs.
  const matcher = dockerignore.default({ ignorecase: false }).add(text ?? "");
  const exceptions = exceptionsIn(text ?? "");
  const isLeftOut = (path: string): boolean => {
    try {
      return matcher.ignores(path);
    } catch (error) {
      // A pattern that is none: Docker will refuse it, which is Docker's to tell.
      if (error instanceof SyntaxError) return false;
      throw error;
    }
  };
  return (path) => {
    const plain = path.replace(/\/$/, "");
    if (plain === "" || /^\.(git|cog)(\/|$)/.test(plain)) return false;
    return !isLeftOut(plain) || exceptions.some((exception) => liesBelow(exception, path));
  };
}

/** The patterns that take files back in (`!src/weights`), by the parts of their paths. */
function exceptionsIn(text: string): string[][] {
  return text.split("\n").flatMap((line) => {
    const [, pattern] = /^\s*!(.*)$/.exec(line) ?? [];
    if (pattern === undefined) return [];
    const parts = pattern.split("/").map((part) => part.trim());
    return [parts.filter((part) => part !== "" && part !== ".")];
  });
}

/**
 * Whether a pattern may mean something below a path. Below what is known to be a directory a part with
 * wildcards may be anything; a submodule's path looks like a file's, and has to be named.
 */
function liesBelow(pattern: readonly string[], path: string): boolean {
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
