import { join } from "node:path";
import { contextFilter } from "../docker/dockerignore.ts";
import { readOptional } from "../lib/paths.ts";
import { globsMatcher, inputGlobs, withDescendants } from "./globs.ts";
import { directoryOf, type FoundProject, isConfigFile, type ProjectFile } from "./projects.ts";

/** A project, with the changed files for which it is selected: none when nothing was compared. */
interface SelectedProject {
  readonly project: FoundProject;
  readonly changes: readonly string[];
}

/**
 * Finds the projects that changed files belong to: by `paths` of their settings, or because the file is part of their
 * image or decides what is built. A file belongs to the nearest project above it, and to all configurations of that
 * directory; a configuration belongs only to itself.
 * @param changed paths in the repository.
 * @param found the projects to select from.
 * @param all projects of the repository, which decide what belongs to which.
 */
export async function findChanged(
  changed: readonly string[],
  found: readonly FoundProject[],
  all: readonly ProjectFile[],
): Promise<SelectedProject[]> {
  const ownersOf = indexOwners(all);
  const owned = new Map<ProjectFile, string[]>(all.map((file) => [file, []]));
  for (const path of changed) for (const owner of ownersOf(path)) owned.get(owner)?.push(path);
  const known = new Set(changed);
  const selected = found.map(async (project) => {
    const { deciding, file, settings } = project;
    const { paths } = settings;
    const named = paths.length === 0 ? [] : changed.filter(globsMatcher(withDescendants(paths)));
    const own = (owned.get(file) ?? []).filter(await imageFilter(project));
    const decisive = deciding.filter((path) => known.has(path));
    return { project, changes: [...new Set([...decisive, ...named, ...own])] };
  });
  return (await Promise.all(selected)).filter(({ changes }) => changes.length > 0);
}

/** Tests whether a path that belongs to a project is part of its image. */
async function imageFilter({ file, directory }: FoundProject): Promise<(path: string) => boolean> {
  const isSent = contextFilter(await readOptional(join(directory, ".dockerignore")));
  return (path) => {
    const inside = file.directory === "" ? path : path.slice(file.directory.length + 1);
    // Empty for the submodule that the project is in.
    return inside === "" || isSent(inside);
  };
}

/** Tests whether a file belongs to every project, by input `also-when`. */
export function sharedMatcher(globs: readonly string[], prefix: string): (path: string) => boolean {
  const shared = inputGlobs("also-when", globs, prefix);
  // As in git, exclusions alone are from everything.
  const excludesOnly = shared.length > 0 && shared.every((glob) => glob.startsWith("!"));
  return globsMatcher(withDescendants(excludesOnly ? ["**", ...shared] : shared));
}

function indexOwners(projects: readonly ProjectFile[]): (path: string) => readonly ProjectFile[] {
  const byPath = new Map(projects.map((project) => [project.path, project]));
  const byDirectory = Map.groupBy(projects, ({ directory }) => directory);
  const directories = new Set([...byDirectory.keys()].flatMap(withParents));

  return (path) => {
    const config = byPath.get(path);
    if (config !== undefined) return [config];
    // A submodule changes as a single path, and so do the projects in it.
    if (directories.has(path))
      return projects.filter(({ directory }) => `${directory}/`.startsWith(`${path}/`));
    const directory = directoryOf(path);
    const nearest = [...withParents(directory), ""].find((above) => byDirectory.has(above));
    // A deleted configuration was not part of the other projects in its directory.
    if (nearest === undefined || (isConfigFile(path) && nearest === directory)) return [];
    return byDirectory.get(nearest) ?? [];
  };
}

/** A directory and its parents, without the root. */
function withParents(directory: string): string[] {
  return directory === "" ? [] : [directory, ...withParents(directoryOf(directory))];
}
