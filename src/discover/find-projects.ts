import { readFile } from "node:fs/promises";
import { basename, join, posix, resolve } from "node:path";
import { type ModelSource, readModelSource } from "../cog/model-source.ts";
import { trackedFiles } from "../git/files.ts";
import type { Repository } from "../git/repository.ts";
import { GitError } from "../git/run.ts";
import type { DiscoverInputs } from "../inputs/discover.ts";
import { ActionError, errorMessage, type Problem } from "../lib/errors.ts";
import type { Context } from "../runtime/context.ts";
import { type NamedProject, titleOf } from "./matrix.ts";
import { modelFrom } from "./names.ts";
import { ALL_CONFIGS, type ProjectFile, projectFile, projectPathspecs } from "./projects.ts";

/** The projects of a repository. */
export interface Projects {
  /** All of them, which decides whose file is whose. */
  readonly all: readonly ProjectFile[];
  /** Those that inputs ask for. */
  readonly selected: readonly ProjectFile[];
}

/** A project that was asked for, with all that its job needs. */
export interface FoundProject extends NamedProject {
  readonly file: ProjectFile;
  /** Absolute path of its directory. */
  readonly directory: string;
  readonly requirements: string | undefined;
}

/** Problems that one message lists: a wrong template is wrong for hundreds of projects. */
const MOST_PROBLEMS = 10;

/** Finds the projects that git tracks. */
export async function findProjects(
  repository: Repository,
  globs: readonly string[],
): Promise<Projects> {
  const [everywhere, asked] = await Promise.all([
    trackedFiles(repository, ALL_CONFIGS),
    globs.length === 0 ? undefined : matching(repository, globs),
  ]);
  const selected = asked ?? everywhere.filter((path) => path.startsWith(repository.prefix));
  const files = new Map([...everywhere, ...selected].map((path) => [path, projectFile(path)]));
  return {
    all: [...files.values()],
    selected: selected.map((path) => files.get(path)).filter((file) => file !== undefined),
  };
}

async function matching(repository: Repository, globs: readonly string[]): Promise<string[]> {
  try {
    return await trackedFiles(repository, projectPathspecs(globs));
  } catch (cause) {
    if (!(cause instanceof GitError)) throw cause;
    throw new ActionError(
      {
        code: "glob-invalid",
        message: `Git refuses the globs of input projects: ${cause.reason}.`,
        hint: "Give globs that stay within the repository.",
      },
      { cause },
    );
  }
}

/**
 * Reads the configuration of every project that was asked for.
 * @throws {ActionError} that names each which can't be read, or has no model.
 */
export async function readProjects(
  { selected }: Projects,
  repository: Repository,
  inputs: DiscoverInputs,
  context: Context,
): Promise<FoundProject[]> {
  const read = selected.map((file) => readOne(file, repository, inputs, context));
  const results = await Promise.all(read);
  const problems = results.filter((result) => "message" in result);
  if (problems.length > 0) throw new ActionError(atMost(problems));
  return results.filter((result) => "model" in result);
}

async function readOne(
  file: ProjectFile,
  { prefix }: Repository,
  { directory: base, template }: DiscoverInputs,
  { workspace, registryHost }: Context,
): Promise<FoundProject | Problem> {
  const { configFile } = file;
  const path = posix.relative(prefix, file.directory);
  const workingDirectory = posix.join(base, path).replace(/(?<=.)\/$/, "");
  const directory = resolve(workspace, workingDirectory);
  const title = titleOf({ workingDirectory, configFile });
  let config: ModelSource;
  try {
    config = await readModelSource(join(directory, configFile), registryHost);
  } catch (error) {
    return unreadable(title, configFile, errorMessage(error));
  }
  const parts = { directory: basename(directory), path: path || basename(directory), configFile };
  const model = template === undefined ? config.model : modelFrom(template, parts);
  if (model === undefined) return nameless(title, configFile, template);
  const { requirements } = config;
  return { file, model, workingDirectory, configFile, directory, requirements };
}

function unreadable(title: string, configFile: string, reason: string): Problem {
  return {
    code: "config-unreadable",
    message: `${title}: its ${configFile} can't be read: ${reason}.`,
    hint: "Mend the file, see that it is checked out (sparse-checkout may leave it out), or leave the project out with a line of input projects that begins with !.",
  };
}

function nameless(title: string, configFile: string, template: string | undefined): Problem {
  if (template === undefined)
    return {
      code: "model-unnamed",
      message: `${title}: its ${configFile} names no model on Replicate.`,
      hint: "Set image: r8.im/owner/name there, or input model to a template.",
    };
  return {
    code: "model-name-invalid",
    message: `${title}: input model, "${template}", makes no name of a model for it.`,
    hint: "Only letters a to z and digits are taken from the directory and the file: rename them, take {path} in place of {directory}, or set image: in each cog.yaml and leave model empty.",
  };
}

/** As many problems as one message can list, and how many more there are. */
export function atMost(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length <= MOST_PROBLEMS) return problems;
  const more = problems.length - MOST_PROBLEMS;
  const rest = {
    code: "more-problems",
    message: `And ${more} more of the kind.`,
    hint: "Mend these first.",
  };
  return [...problems.slice(0, MOST_PROBLEMS), rest];
}

/** The text of each directory's .dockerignore, where there is one. */
export async function readIgnored(
  projects: readonly FoundProject[],
): Promise<ReadonlyMap<string, string>> {
  const directories = new Map(projects.map(({ file, directory }) => [file.directory, directory]));
  const texts = [...directories].map(async ([key, directory]) => {
    const text = await readFile(join(directory, ".dockerignore"), "utf8").catch(() => undefined);
    return text === undefined ? [] : [[key, text] as const];
  });
  return new Map((await Promise.all(texts)).flat());
}
