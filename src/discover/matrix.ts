import { ActionError, type Problem } from "../lib/errors.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";

/** One job of the matrix, by the names that a workflow reads: `matrix.working-directory`. */
export interface Job {
  readonly model: string;
  readonly "working-directory": string;
  readonly "config-file": string;
  /** For the job's title: the directory, and the file when it is not cog.yaml. */
  readonly name: string;
}

/** A project that has its model. */
export interface NamedProject {
  readonly model: ModelName;
  /** Path of its directory from the workspace; `.` for the workspace itself. */
  readonly workingDirectory: string;
  readonly configFile: string;
}

/** "A matrix will generate a maximum of 256 jobs per workflow run" (GitHub's documentation of matrices). */
export const MOST_JOBS = 256;
const SHOWN_FOLDERS = 8;

export function jobOf({ model, workingDirectory, configFile }: NamedProject): Job {
  const name = titleOf({ workingDirectory, configFile });
  return {
    model: fullName(model),
    "working-directory": workingDirectory,
    "config-file": configFile,
    name,
  };
}

/** How people read a project's place: `models/flux`, `models/flux (cog.gpu.yaml)`. */
export function titleOf(project: Omit<NamedProject, "model">): string {
  const { workingDirectory, configFile } = project;
  return configFile === "cog.yaml" ? workingDirectory : `${workingDirectory} (${configFile})`;
}

/** The matrix as `fromJSON` and `strategy.matrix` take it. */
export function matrixOf(jobs: readonly Job[]): string {
  return JSON.stringify({ include: jobs });
}

/** A problem for each model that more than one project would be pushed to. */
export function sharedModels(projects: readonly NamedProject[]): Problem[] {
  const byModel = Map.groupBy(projects, ({ model }) => fullName(model));
  return [...byModel]
    .filter(([, [, second]]) => second !== undefined)
    .map(([model, sharing]) => ({
      code: "model-shared",
      message: `${sharing.map(titleOf).join(" and ")} would be pushed to one model, ${model}.`,
      hint: "Give each its own: in image: or model: of its file, or by input model, with {path} for directories of one name and {config} for files of one directory. Leave projects out with a line of input projects that begins with !.",
    }));
}

/** @throws {ActionError} when there are more jobs than GitHub takes. */
export function checkSize(jobs: readonly Job[]): void {
  if (jobs.length <= MOST_JOBS) return;
  const folders = Map.groupBy(jobs, (job) => topFolder(job["working-directory"]));
  const counts = [...folders]
    .map(([folder, { length }]) => ({ folder, length }))
    .sort((a, b) => b.length - a.length);
  const shown = counts.slice(0, SHOWN_FOLDERS).map(({ folder, length }) => `${folder} (${length})`);
  const rest = counts.length > SHOWN_FOLDERS ? ` and ${counts.length - SHOWN_FOLDERS} more` : "";
  throw new ActionError({
    code: "matrix-too-large",
    message: `${jobs.length} projects would be pushed, and GitHub takes at most ${MOST_JOBS} jobs in a matrix. They are in ${shown.join(", ")}${rest}.`,
    hint: `Split them: use this step ${Math.ceil(jobs.length / MOST_JOBS)} times or more, each with other globs in projects (models/[a-m]* and models/[n-z]*, for example) and with a matrix of its own.`,
  });
}

function topFolder(workingDirectory: string): string {
  return workingDirectory.split("/", 1)[0] ?? "";
}
