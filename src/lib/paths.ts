import { readFile, realpath, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { ActionError } from "./errors.ts";

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

/** Refuses a path that leads out of the workspace (resolveOutside); `subject` begins the sentence. @throws {ActionError} */
export async function refuseOutsideLink(
  subject: string,
  path: string,
  workspace: string,
): Promise<void> {
  const real = await resolveOutside(path, workspace);
  if (real === undefined) return;
  throw new ActionError({
    code: "link-outside-workspace",
    message: `${subject}, which is a link out of the workspace (to "${real}").`,
    hint: "Commit the file itself instead of the link, or set the input to the path of the file.",
  });
}

/**
 * Whether a path is in Git's directory, links resolved: of any repository by its name, `.git`, and of those around
 * the path wherever their `.git` leads to. It holds a checkout's token.
 * @param path absolute.
 */
async function isInGitDirectory(path: string): Promise<boolean> {
  const real = await resolveLinks(path);
  // File systems that ignore case find .git by other spellings.
  if ([path, real].some((one) => /(^|[/\\])\.git([/\\]|$)/i.test(one))) return true;
  const around = new Set([path, real].flatMap(parents));
  const directories = await Promise.all([...around].map(gitDirectoryOf));
  return directories.some((directory) => isInside(real, directory));
}

/** The directories that a path is in, up to the root. */
function parents(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [] : [parent, ...parents(parent)];
}

/** Where `.git` leads to: a directory, a link, or a file that names it (gitrepository-layout of git's manual). */
async function gitDirectoryOf(directory: string): Promise<string> {
  const git = join(directory, ".git");
  const [, named] = /^gitdir: (.+)$/m.exec(await readOptional(git)) ?? [];
  return resolveLinks(named === undefined ? git : resolve(directory, named.trim()));
}

/** Refuses a path in Git's directory; see isInGitDirectory. `subject` begins the sentence. @throws {ActionError} */
export async function refuseGitDirectory(subject: string, path: string): Promise<void> {
  if (!(await isInGitDirectory(path))) return;
  throw new ActionError({
    code: "file-in-git-directory",
    message: `${subject}, which is in Git's directory. Its files can contain the token of actions/checkout, and would be published.`,
    hint: "Commit the file itself instead of a link, or set the input to the path of a file of the project.",
  });
}

/** The text of a file; empty when it is missing, unreadable, or a device or pipe, which may never end. */
export async function readOptional(path: string): Promise<string> {
  try {
    return (await stat(path)).isFile() ? await readFile(path, "utf8") : "";
  } catch {
    return "";
  }
}

/** A path without links; one that does not exist is kept as it is. */
export function resolveLinks(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}
