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

/** A job, with the settings of its project by the names of inputs. Every job has the same keys. */
export type SettingsJob = Job & Readonly<Record<string, string>>;

/** What a job is made of. */
interface NamedProject {
  readonly model: ModelName;
  readonly workingDirectory: string;
  readonly configFile: string;
}

/** "A matrix will generate a maximum of 256 jobs per workflow run" (GitHub's documentation of matrices). */
const MAX_JOBS = 256;
/** Jobs of `matrix` and `matrix-2`. */
export const MAX_PROJECTS = 2 * MAX_JOBS;
/**
 * "Outputs can be a maximum of 1 MB per job. […] Size is approximated based on UTF-16 encoding" (github/docs,
 * data/reusables/actions/output-limitations.md). Characters of 2 bytes, as `length` counts them.
 */
const MAX_LENGTH = 512 * 1024;
const MAX_FOLDERS = 8;

/**
 * The job of a project.
 * @param inputs settings, which may also set the directory and the file that are built.
 * @param keys every key that occurs in the settings: those that the project does not have are empty.
 */
export function jobOf(
  project: NamedProject,
  inputs: Readonly<Record<string, string>>,
  keys: readonly string[],
): SettingsJob {
  return {
    ...Object.fromEntries(keys.map((key) => [key, ""])),
    "working-directory": project.workingDirectory,
    "config-file": project.configFile,
    ...inputs,
    model: fullName(project.model),
    name: titleOf(project),
  };
}

/** A project's title for people: `models/flux`, or `models/flux (cog.gpu.yaml)`. */
export function titleOf(project: Omit<NamedProject, "model">): string {
  const { workingDirectory, configFile } = project;
  return configFile === "cog.yaml" ? workingDirectory : `${workingDirectory} (${configFile})`;
}

/**
 * The two matrices as JSON, for `fromJSON` and `strategy.matrix`; the second one is empty if the first one has room.
 * @throws {ActionError} when there are more jobs or characters than GitHub takes.
 */
export function renderMatrices(jobs: readonly Job[]): readonly [string, string] {
  checkSize(jobs);
  const render = (part: readonly Job[]): string => JSON.stringify({ include: part });
  const matrices = [render(jobs.slice(0, MAX_JOBS)), render(jobs.slice(MAX_JOBS))] as const;
  const length = matrices[0].length + matrices[1].length;
  if (length > MAX_LENGTH)
    throw new ActionError({
      code: "matrix-too-large",
      message: `The matrix has ${length} characters, but GitHub's outputs have at most ${MAX_LENGTH} (1 MB in UTF-16).`,
      hint: "Move long values from the settings file into files of the projects: test-cases can be a file name.",
    });
  return matrices;
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
function checkSize(jobs: readonly Job[]): void {
  if (jobs.length <= MAX_PROJECTS) return;
  const folders = Map.groupBy(jobs, (job) => topFolder(job["working-directory"]));
  const counts = [...folders]
    .map(([folder, { length }]) => ({ folder, length }))
    .sort((a, b) => b.length - a.length);
  const shown = counts.slice(0, MAX_FOLDERS).map(({ folder, length }) => `${folder} (${length})`);
  const rest = counts.length > MAX_FOLDERS ? `, and ${counts.length - MAX_FOLDERS} more` : "";
  throw new ActionError({
    code: "matrix-too-large",
    message: `There are ${jobs.length} projects to push, but two GitHub matrices have at most ${MAX_PROJECTS} jobs. They are in ${shown.join(", ")}${rest}.`,
    hint: `Run this step at least ${Math.ceil(jobs.length / MAX_PROJECTS)} times, each with different globs in input projects (models/[a-m]* and models/[n-z]*, for example) and with its own matrix.`,
  });
}

function topFolder(workingDirectory: string): string {
  return workingDirectory.split("/", 1)[0] ?? "";
}
