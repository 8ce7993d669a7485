import { ActionError, type Problem } from "../lib/errors.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";

/** One job of the matrix, by the names that a workflow reads: `matrix.working-directory`. */
export interface Job {
  readonly model: string;
  readonly "working-directory": string;
  readonly "config-file": string;
  /** The job's title: the directory, and the file if it is not cog.yaml. */
  readonly name: string;
}

/** What a job is made of. */
interface NamedProject {
  readonly model: ModelName;
  readonly workingDirectory: string;
  readonly configFile: string;
}

/** "A matrix will generate a maximum of 256 jobs per workflow run" (GitHub's documentation of matrices). */
export const MAX_JOBS = 256;
const MAX_FOLDERS = 8;

export function jobOf(project: NamedProject): Job {
  return {
    model: fullName(project.model),
    "working-directory": project.workingDirectory,
    "config-file": project.configFile,
    name: titleOf(project),
  };
}

/** A project's title for people: `models/flux`, or `models/flux (cog.gpu.yaml)`. */
export function titleOf(project: Omit<NamedProject, "model">): string {
  const { workingDirectory, configFile } = project;
  return configFile === "cog.yaml" ? workingDirectory : `${workingDirectory} (${configFile})`;
}

/** The matrix as JSON, for `fromJSON` and `strategy.matrix`. */
export function renderMatrix(jobs: readonly Job[]): string {
  return JSON.stringify({ include: jobs });
}

/** A problem for each model that more than one project would be pushed to. */
export function sharedModels(projects: readonly NamedProject[]): Problem[] {
  const byModel = Map.groupBy(projects, ({ model }) => fullName(model));
  return [...byModel]
    .filter(([, sharing]) => sharing.length > 1)
    .map(([model, sharing]) => ({
      code: "model-shared",
      message: `${sharing.map(titleOf).join(" and ")} would be pushed to the same model, ${model}.`,
      hint: "Give each project its own model: set image or model in its file, or use {path} and {config} in input model. To exclude a project, add a line that starts with ! to input projects.",
    }));
}

/** @throws {ActionError} when there are more jobs than a matrix can have. */
export function checkSize(jobs: readonly Job[]): void {
  if (jobs.length <= MAX_JOBS) return;
  const folders = Map.groupBy(jobs, (job) => topFolder(job["working-directory"]));
  const counts = [...folders]
    .map(([folder, { length }]) => ({ folder, length }))
    .sort((a, b) => b.length - a.length);
  const shown = counts.slice(0, MAX_FOLDERS).map(({ folder, length }) => `${folder} (${length})`);
  const rest = counts.length > MAX_FOLDERS ? `, and ${counts.length - MAX_FOLDERS} more` : "";
  throw new ActionError({
    code: "matrix-too-large",
    message: `There are ${jobs.length} projects to push, but a GitHub matrix has at most ${MAX_JOBS} jobs. They are in ${shown.join(", ")}${rest}.`,
    hint: `Run this step at least ${Math.ceil(jobs.length / MAX_JOBS)} times, each with different globs in input projects (models/[a-m]* and models/[n-z]*, for example) and with its own matrix.`,
  });
}

function topFolder(workingDirectory: string): string {
  return workingDirectory.split("/", 1)[0] ?? "";
}
