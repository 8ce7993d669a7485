import { posix } from "node:path";
import type { Repository } from "../git/repository.ts";
import { GitError, git } from "../git/run.ts";
import type { ReuseOptions } from "./options.ts";

/** No workflow nests as many (GitHub's limit is 50 reusable workflows). */
const MAX_FILES = 100;
const METADATA = ["action.yml", "action.yaml"];

/**
 * Lists what sets the step's inputs: the workflow, and the reusable workflows and composite actions of this
 * repository that it uses, which the runner does not name. Paths are relative to the repository's root; an action's
 * is its directory.
 * @returns empty for a workflow of another repository.
 */
export async function workflowFiles(
  { workflowFile, repository: name }: Pick<ReuseOptions, "workflowFile" | "repository">,
  repository: Repository,
  commit: string,
): Promise<readonly string[]> {
  const found = new Set<string>(workflowFile === undefined ? [] : [workflowFile]);
  // Iterating over a set includes entries that are added during the iteration.
  for (const path of found) {
    if (found.size > MAX_FILES) break;
    const isFile = /\.ya?ml$/.test(path);
    const files = isFile ? [path] : METADATA.map((file) => posix.join(path, file));
    const texts = await Promise.all(files.map((file) => readAt(repository, commit, file)));
    for (const used of texts.flatMap((text) => usesIn(text, name))) found.add(used);
  }
  // In the root, the action's directory is the whole repository.
  return [...found].flatMap((path) => (path === "." ? METADATA : [path]));
}

/** The paths in `uses:` that are of the same repository: `./path`, `$/path`, or `owner/name/path@ref`. */
function usesIn(text: string, name: string): string[] {
  const uses = text.matchAll(/\buses["']?\s*:\s*["']?([^\s"',}#]+)/g);
  return [...uses].flatMap(([, value = ""]) => {
    const [path = ""] = value.split("@");
    // GitHub ignores the case of a repository's name.
    const own = [".", "$", name].find(
      (root) => root !== "" && `${path}/`.toLowerCase().startsWith(`${root}/`.toLowerCase()),
    );
    if (own === undefined) return [];
    const inside = posix.normalize(`./${path.slice(own.length)}`).replace(/\/$/, "");
    return inside.startsWith("..") ? [] : [inside || "."];
  });
}

async function readAt(repository: Repository, commit: string, path: string): Promise<string> {
  try {
    return (await git(repository, ["cat-file", "blob", `${commit}:${path}`])).toString("utf8");
  } catch (error) {
    if (error instanceof GitError) return "";
    throw error;
  }
}
