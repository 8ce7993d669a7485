import { directoryOf, isConfigFile, type ProjectFile } from "./projects.ts";

/** Why a project counts as changed: how many files, and one of them. */
export interface Cause {
  readonly path: string;
  readonly count: number;
}

/**
 * Which projects the changed files belong to. A file belongs to the nearest project above it, and to all
 * configurations of that directory; a configuration only to itself.
 * @param changed paths in the repository.
 * @param counts whether a file has a part in what is built from a project.
 */
export function changedProjects(
  projects: readonly ProjectFile[],
  changed: readonly string[],
  counts: (project: ProjectFile, path: string) => boolean,
): ReadonlyMap<ProjectFile, Cause> {
  const ownersOf = ownership(projects);
  const causes = new Map<ProjectFile, Cause>();
  for (const path of changed)
    for (const project of ownersOf(path)) {
      if (project.path !== path && !counts(project, path)) continue;
      const { path: first, count } = causes.get(project) ?? { path, count: 0 };
      causes.set(project, { path: first, count: count + 1 });
    }
  return causes;
}

function ownership(projects: readonly ProjectFile[]): (path: string) => readonly ProjectFile[] {
  const byPath = new Map(projects.map((project) => [project.path, project]));
  const byDirectory = Map.groupBy(projects, ({ directory }) => directory);
  const within = new Map<string, ProjectFile[]>();
  for (const project of projects)
    for (const directory of upwards(project.directory)) {
      const known = within.get(directory);
      if (known === undefined) within.set(directory, [project]);
      else known.push(project);
    }

  return (path) => {
    const config = byPath.get(path);
    if (config !== undefined) return [config];
    // A submodule changes as one path, and with it the projects that are in it.
    const submodule = within.get(path);
    if (submodule !== undefined) return submodule;
    const directory = directoryOf(path);
    const nearest = [...upwards(directory), ""].find((above) => byDirectory.has(above));
    // A configuration that is gone was no part of the others beside it.
    if (nearest === undefined || (isConfigFile(path) && nearest === directory)) return [];
    return byDirectory.get(nearest) ?? [];
  };
}

/** A directory and those above it, without the root. */
function upwards(directory: string): string[] {
  const directories: string[] = [];
  for (let above = directory; above !== ""; above = directoryOf(above)) directories.push(above);
  return directories;
}
