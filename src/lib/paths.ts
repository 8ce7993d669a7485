import { realpath } from "node:fs/promises";
import { isAbsolute, relative } from "node:path";
import type { Problem } from "./errors.ts";

/** Whether a path is a directory or inside it, without resolving links. */
export function isInside(path: string, directory: string): boolean {
  const from = relative(directory, path);
  return !/^\.\.(\/|$)/.test(from) && !isAbsolute(from);
}

/**
 * Resolves a path that is inside the workspace but leads out of it through a link. The workflow may set paths outside the
 * workspace, but the repository's author, who creates the links, must not read other files of this machine.
 * @param path absolute.
 * @returns the target, or undefined if the path stays inside or does not exist.
 */
export async function resolveOutside(path: string, workspace: string): Promise<string | undefined> {
  if (!isInside(path, workspace)) return undefined;
  try {
    const [real, root] = await Promise.all([realpath(path), realpath(workspace)]);
    return isInside(real, root) ? undefined : real;
  } catch {
    // It does not exist, which is reported when it is read.
    return undefined;
  }
}

/**
 * The problem of a path that leads out of the workspace through a link.
 * @param subject what names the path, as the beginning of a sentence.
 */
export function symlinkProblem(subject: string, real: string): Problem {
  return {
    code: "link-outside-workspace",
    message: `${subject}, which is a link out of the workspace (to "${real}").`,
    hint: "Commit the file itself instead of the link, or set the input to the path of the file.",
  };
}
