import { directoryOf, isConfigFile, type ProjectFile } from "./projects.ts";

/**
 * Finds the projects that changed files belong to. A file belongs to the nearest project above it, and to all
 * configurations of that directory; a configuration belongs only to itself.
 * @param changed paths in the repository.
 * @param isRelevant whether a file is part of what is built from a project.
 * @returns the changed files of each project, by the path of its configuration.
 */
export function changedProjects(
  projects: readonly ProjectFile[],
  changed: readonly string[],
  isRelevant: (project: ProjectFile, path: string) => boolean,
): ReadonlyMap<string, readonly string[]> {
  const ownersOf = indexOwners(projects);
  const changes = new Map<string, string[]>(projects.map(({ path }) => [path, []]));
  for (const path of changed)
    for (const project of ownersOf(path))
      if (project.path === path || isRelevant(project, path)) changes.get(project.path)?.push(path);
  return changes;
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
    // A deleted configuration was not part of the projects beside it.
    if (nearest === undefined || (isConfigFile(path) && nearest === directory)) return [];
    return byDirectory.get(nearest) ?? [];
  };
}

/** A directory and its parents, without the root. */
function withParents(directory: string): string[] {
  return directory === "" ? [] : [directory, ...withParents(directoryOf(directory))];
}
