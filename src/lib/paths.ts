import { readFile, realpath } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
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

/**
 * Whether a path is in Git's directory, links resolved: of any repository by its name, `.git`, and of those around
 * the path wherever their `.git` leads to. It holds a checkout's token.
 * @param path absolute.
 */
export async function isInGitDirectory(path: string): Promise<boolean> {
  let real: string;
  try {
    real = await realpath(path);
  } catch {
    real = path;
  }
  // File systems that ignore case find .git by other spellings.
  if ([path, real].some((one) => /(^|[/\\])\.git([/\\]|$)/i.test(one))) return true;
  for (const from of [dirname(path), dirname(real)])
    for (let at = from; ; at = dirname(at)) {
      const git = await gitDirectoryOf(at);
      if (git !== undefined && isInside(real, git)) return true;
      if (at === dirname(at)) break;
    }
  return false;
}

/** Where `.git` leads to: a directory, a link, or a file that names it (gitrepository-layout of git's manual). */
async function gitDirectoryOf(directory: string): Promise<string | undefined> {
  const git = join(directory, ".git");
  try {
    const text = await readFile(git, "utf8");
    const [, named] = /^gitdir: (.+)$/m.exec(text) ?? [];
    return named === undefined ? undefined : await realpath(resolve(directory, named.trim()));
  } catch {
    try {
      return await realpath(git);
    } catch {
      return undefined;
    }
  }
}

/** The problem with a path in Git's directory. `what` names it and its input. */
export function gitDirectoryProblem(what: string): Problem {
  return {
    code: "file-in-git-directory",
    message: `${what}, which is in Git's directory. Its files can contain the token of actions/checkout, and would be published.`,
    hint: "Commit the file itself instead of a link, or set the input to the path of a file of the project.",
  };
}
