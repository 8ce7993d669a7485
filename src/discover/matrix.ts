import { ActionError } from "../lib/errors.ts";
import { fullName } from "../lib/model-name.ts";
import type { FoundProject } from "./projects.ts";

/**
 * One job of the matrix, by the names that a workflow reads: `matrix.working-directory`. It has the settings of its
 * project, too, by the names of inputs: every job has the same keys.
 */
export interface Job {
  readonly model: string;
  readonly "working-directory": string;
  readonly "config-file": string;
  /** The job's title: the directory, and the file if it is not cog.yaml. */
  readonly name: string;
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

/**
 * The job of a project. Its settings may also set the directory and the file that are built.
 * @param keys every key that occurs in the settings: those that the project does not have are empty.
 */
export function jobOf(project: FoundProject, keys: readonly string[]): Job {
  return {
    ...Object.fromEntries(keys.map((key) => [key, ""])),
    "working-directory": project.workingDirectory,
    "config-file": project.file.configFile,
    ...project.settings.inputs,
    model: fullName(project.model),
    name: project.title,
  };
}

/**
 * The two matrices as JSON, for `fromJSON` and `strategy.matrix`; the second one is empty if the first one has room.
 * @throws {ActionError} when there are more jobs or characters than GitHub takes.
 */
export function renderMatrices(jobs: readonly Job[]): readonly [string, string] {
  if (jobs.length > MAX_PROJECTS)
    throw new ActionError({
      code: "matrix-too-large",
      message: `There are ${jobs.length} projects to push, but two GitHub matrices have at most ${MAX_PROJECTS} jobs.`,
      hint: `Run this step at least ${Math.ceil(jobs.length / MAX_PROJECTS)} times, each with different globs in input projects (models/[a-m]* and models/[n-z]*, for example) and with its own matrix.`,
    });
  const first = JSON.stringify({ include: jobs.slice(0, MAX_JOBS) });
  const second = JSON.stringify({ include: jobs.slice(MAX_JOBS) });
  const length = first.length + second.length;
  if (length > MAX_LENGTH)
    throw new ActionError({
      code: "matrix-too-large",
      message: `The matrix has ${length} characters, but GitHub's outputs have at most ${MAX_LENGTH} (1 MB in UTF-16).`,
      hint: "Move long values from the settings file into files of the projects: test-cases can be a file name.",
    });
  return [first, second];
}
