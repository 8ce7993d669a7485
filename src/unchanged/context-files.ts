import dockerignore from "@balena/dockerignore";

/**
 * Tells which files of a project enter its image: those of the build context, without what .dockerignore
 * leaves out. Git's own directory is not looked at.
 * @param text of .dockerignore; undefined when there is none.
 * @returns a function of paths relative to the project, those of directories ending in a slash.
 */
export function contextFilter(text: string | undefined): (path: string) => boolean {
  const matcher = dockerignore.default().add(text ?? "");
  return (path) => {
    const plain = path.replace(/\/$/, "");
    return plain !== "" && !/^\.git(\/|$)/.test(plain) && !matcher.ignores(plain);
  };
}
