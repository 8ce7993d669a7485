import { directoryOf, isConfigFile, type ProjectFile } from "./projects.ts";

/** Why a project counts as changed: one of its changed files, and how many there are. */
export interface Change {
  readonly path: string;
  readonly count: number;
}

/**
 * Finds the projects that changed files belong to. A file belongs to the nearest project above it, and to all
 * configurations of that directory; a configuration belongs only to itself.
 * @param changed paths in the repository.
 * @param isRelevant whether a file is part of what is built from a project.
 * @returns the change of each project that has one.
 */
export function changedProjects(
  projects: readonly ProjectFile[],
  changed: readonly string[],
  isRelevant: (project: ProjectFile, path: string) => boolean,
): ReadonlyMap<ProjectFile, Change> {
  const ownersOf = indexOwners(projects);
  const changes = new Map<ProjectFile, Change>();
  for (const path of changed)
    for (const project of ownersOf(path)) {
      if (project.path !== path && !isRelevant(project, path)) continue;
      const { path: first, count } = changes.get(project) ?? { path, count: 0 };
      changes.set(project, { path: first, count: count + 1 });
    }
  return changes;
}

function indexOwners(projects: readonly ProjectFile[]): (path: string) => readonly ProjectFile[] {
  const byPath = new Map(projects.map((project) => [project.path, project]));
  const byDirectory = Map.groupBy(projects, ({ directory }) => directory);
  const below = new Map<string, ProjectFile[]>();
  for (const project of projects)
    for (const directory of withParents(project.directory)) {
      const known = below.get(directory);
      if (known === undefined) below.set(directory, [project]);
      else known.push(project);
    }

  return (path) => {
    const config = byPath.get(path);
    if (config !== undefined) return [config];
    // A submodule changes as a single path, and so do the projects in it.
    const submodule = below.get(path);
    if (submodule !== undefined) return submodule;
    const directory = directoryOf(path);
    const nearest = [...withParents(directory), ""].find((above) => byDirectory.has(above));
    // A deleted configuration was not part of the projects beside it.
    if (nearest === undefined || (isConfigFile(path) && nearest === directory)) return [];
    return byDirectory.get(nearest) ?? [];
  };
}

/** A directory and its parents, without the root. */
function withParents(directory: string): string[] {
  const directories: string[] = [];
  for (let above = directory; above !== ""; above = directoryOf(above)) directories.push(above);
  return directories;
}
