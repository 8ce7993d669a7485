import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join, posix, resolve } from "node:path";
import {
  type ConfiguredModel,
  describeUnnamed,
  type ModelSource,
  readModelSource,
} from "../cog/configured-model.ts";
import { trackedFiles } from "../git/files.ts";
import type { Repository } from "../git/repository.ts";
import { GitError } from "../git/run.ts";
import { ActionError, errorMessage, type Problem, runChecks, wrapError } from "../lib/errors.ts";
import type { ModelName } from "../lib/model-name.ts";
import { resolveOutside, symlinkProblem } from "../lib/paths.ts";
import { titleOf } from "./matrix.ts";
import { modelFrom } from "./model-template.ts";
import type { DiscoverOptions } from "./options.ts";
import { ALL_CONFIGS, type ProjectFile, projectFile, projectPathspecs } from "./projects.ts";
import type { SettingsFile } from "./read-settings.ts";
import {
  generatedProjects,
  isSelected,
  type ProjectSettings,
  type Settings,
  settingsFor,
  unknownProjects,
} from "./settings.ts";

/** The projects of a repository. */
export interface TrackedProjects {
  /** All of them, which decides what file belongs to which. */
  readonly all: readonly ProjectFile[];
  /** Those that the inputs select. */
  readonly selected: readonly ProjectFile[];
  /** Those that the inputs select of the projects that a script generates, by the settings. */
  readonly generated: readonly ProjectFile[];
}

/** A selected project, with everything that its job needs. */
export interface FoundProject {
  readonly file: ProjectFile;
  readonly model: ModelName;
  /** Path of its directory from the workspace; `.` for the workspace itself. */
  readonly workingDirectory: string;
  readonly configFile: string;
  /** Absolute path of its directory. */
  readonly directory: string;
  /** Paths of files that Cog reads even if .dockerignore excludes them. */
  readonly staged: ModelSource["staged"];
  readonly settings: ProjectSettings;
}

/** Where projects are read from. */
export interface ProjectSource {
  readonly repository: Repository;
  readonly workspace: string;
  /** Host that the image of a Replicate model has here, besides r8.im. */
  readonly registryHost: string;
}

/** Problems that one message lists: a wrong template can be wrong for hundreds of projects. */
const MAX_PROBLEMS = 10;

/**
 * Lists the projects that git tracks.
 * @param globs input `projects`; empty for all projects below the repository's directory.
 * @throws {ActionError} when git refuses the globs, or the settings name a project that is not there.
 */
export async function listProjects(
  repository: Repository,
  globs: readonly string[],
  settings: SettingsFile,
): Promise<TrackedProjects> {
  const [tracked, matched] = await Promise.all([
    trackedFiles(repository, ALL_CONFIGS),
    globs.length === 0
      ? []
      : refuseBadGlobs("projects", () => trackedFiles(repository, projectPathspecs(globs))),
  ]);
  const selected =
    globs.length === 0 ? tracked.filter((path) => path.startsWith(repository.prefix)) : matched;
  const files = new Map([...tracked, ...selected].map((path) => [path, projectFile(path)]));
  const all = [...files.values()];
  const generated = generatedProjects(settings.settings, all);
  const problems = [
    ...settings.problems,
    ...unknownProjects(settings.settings, [...all, ...generated]).map((key) => ({
      code: "settings-invalid",
      message: `${settings.file}: "${key}" is neither a project that git tracks nor one with paths.`,
      hint: "Fix the name, commit its cog.yaml, or add paths: with the files that the project depends on.",
    })),
  ];
  if (problems.length > 0) throw new ActionError(problems);
  return {
    all,
    selected: selected.map((path) => files.get(path)).filter((file) => file !== undefined),
    generated: generated.filter((file) => isSelected(file, repository.prefix, globs)),
  };
}

/**
 * Runs a git command with the globs of an input.
 * @throws {ActionError} when git refuses the globs.
 */
export async function refuseBadGlobs<T>(input: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    if (!(cause instanceof GitError)) throw cause;
    throw wrapError(cause, {
      code: "glob-invalid",
      message: `Git refuses the globs of input ${input}: ${cause.reason}.`,
      hint: `Set ${input} to globs of paths inside the repository.`,
    });
  }
}

/**
 * Reads the configuration of every selected project.
 * @throws {ActionError} that names each project that cannot be read or has no model.
 */
export async function readProjects(
  { selected, generated }: TrackedProjects,
  source: ProjectSource,
  options: ReadOptions,
): Promise<FoundProject[]> {
  const found = [
    ...selected.map((file) => readOne(file, source, options)),
    ...generated.map((file) => readOne(file, source, { ...options, isOptional: true })),
  ];
  try {
    await runChecks(found);
  } catch (error) {
    if (error instanceof ActionError) throw new ActionError(limitProblems(error.problems));
    throw error;
  }
  return Promise.all(found);
}

/** Where models get their names and settings. */
interface ReadOptions extends Pick<DiscoverOptions, "directory" | "naming"> {
  readonly settings: Settings;
}

/** @param options `isOptional`: whether the configuration is generated later, if it does not exist. */
async function readOne(
  file: ProjectFile,
  { repository, workspace, registryHost }: ProjectSource,
  options: ReadOptions & { readonly isOptional?: boolean },
): Promise<FoundProject> {
  const { configFile } = file;
  const path = posix.relative(repository.prefix, file.directory);
  const workingDirectory = posix.join(options.directory, path).replace(/(?<=.)\/$/, "");
  const directory = resolve(workspace, workingDirectory);
  const title = titleOf({ workingDirectory, configFile });
  const real = await resolveOutside(join(directory, configFile), workspace);
  if (real !== undefined)
    throw new ActionError(symlinkProblem(`${title}: its configuration is ${configFile}`, real));
  const settings = settingsFor(options.settings, file);
  const config =
    options.isOptional && !existsSync(join(directory, configFile))
      ? NO_CONFIG
      : await readSource(join(directory, configFile), registryHost, title);
  const { model: template } = settings.inputs;
  const naming = template ? ({ kind: "template", template } as const) : options.naming;
  const parts = { directory: basename(directory), path: path || basename(directory), configFile };
  const { staged } = config;
  const model =
    naming.kind === "configured"
      ? requireConfigured(config.model, title, configFile)
      : requireFilledIn(modelFrom(naming.template, parts), title, naming.template);
  return { file, model, workingDirectory, configFile, directory, staged, settings };
}

const NO_CONFIG: ModelSource = { model: { kind: "none" }, staged: [] };

async function readSource(path: string, registryHost: string, title: string): Promise<ModelSource> {
  try {
    return await readModelSource(path, registryHost);
  } catch (cause) {
    throw new ActionError(unreadable(title, basename(path), errorMessage(cause)), { cause });
  }
}

function unreadable(title: string, configFile: string, reason: string): Problem {
  return {
    code: "config-unreadable",
    message: `${title}: ${configFile} cannot be read: ${reason}.`,
    hint: "Fix the file, or check it out if sparse-checkout excludes it. To exclude the project, add a line that starts with ! to input projects.",
  };
}

function requireConfigured(model: ConfiguredModel, title: string, configFile: string): ModelName {
  if (model.kind === "named") return model.name;
  const { reason, line } = describeUnnamed(model, configFile);
  throw new ActionError({
    code: "model-unnamed",
    message: `${title}: ${reason}.`,
    hint: `Set ${line} in the file, or set input model to a template.`,
  });
}

function requireFilledIn(model: ModelName | undefined, title: string, template: string): ModelName {
  if (model !== undefined) return model;
  throw new ActionError({
    code: "model-name-invalid",
    message: `${title}: input model, "${template}", does not make a valid model name.`,
    hint: "Names use only the letters a to z and the digits of the directory and file names. Rename them, use {path} instead of {directory}, or set image in each cog.yaml and leave input model empty.",
  });
}

/** As many problems as one message lists, and how many more there are. */
export function limitProblems(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length <= MAX_PROBLEMS) return problems;
  const more = problems.length - MAX_PROBLEMS;
  return [
    ...problems.slice(0, MAX_PROBLEMS),
    {
      code: "more-problems",
      message: `${more} more ${more === 1 ? "project has a problem" : "projects have problems"} of this kind.`,
      hint: "Fix the problems above first.",
    },
  ];
}

/** The text of each directory's .dockerignore, for the directories that have one. */
export async function readDockerignores(
  projects: readonly FoundProject[],
): Promise<ReadonlyMap<string, string>> {
  const directories = new Map(projects.map(({ file, directory }) => [file.directory, directory]));
  const texts = [...directories].map(async ([key, directory]) => {
    try {
      return [[key, await readFile(join(directory, ".dockerignore"), "utf8")] as const];
    } catch {
      return [];
    }
  });
  return new Map((await Promise.all(texts)).flat());
}
