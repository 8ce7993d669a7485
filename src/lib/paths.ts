import { realpath } from "node:fs/promises";
import { isAbsolute, relative } from "node:path";
import type { Problem } from "./errors.ts";

/** Whether a path is a directory itself or lies in it, as both are written. */
export function isInside(path: string, directory: string): boolean {
  const from = relative(directory, path);
  return !/^\.\.(\/|$)/.test(from) && !isAbsolute(from);
}

/**
 * Where a path leads that lies in the workspace as it is written, and out of it by a link. A path that is
 * written as one outside is the workflow's own word; where a link leads is the word of whoever wrote the
 * repository, who may not read this machine's other files.
 * @param path absolute.
 * @returns undefined for a path that is led nowhere else, or is not there.
 */
export async function resolveOutside(path: string, workspace: string): Promise<string | undefined> {
  if (!isInside(path, workspace)) return undefined;
  try {
    const [real, root] = await Promise.all([realpath(path), realpath(workspace)]);
    return isInside(real, root) ? undefined : real;
  } catch {
    // That it is not there is told by whoever reads it.
    return undefined;
  }
}

/** The problem with a path that is led out of the workspace. `what` names it and whoever said it. */
export function symlinkProblem(what: string, real: string): Problem {
  return {
    code: "link-outside-workspace",
    message: `${what}, where a link leads out of the workspace (to ${real}).`,
    hint: "Commit the file itself instead of the link, or set the input to the path of the file.",
  };
}
