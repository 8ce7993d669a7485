import { existsSync } from "node:fs";
import { basename, join, posix, resolve } from "node:path";
import {
  type ConfiguredModel,
  decidingFiles,
  describeUnnamed,
  type ModelSource,
  readModelSource,
} from "../cog/configured-model.ts";
import { trackedFiles } from "../git/files.ts";
import type { Repository } from "../git/repository.ts";
import { ActionError, type Problem, refuseProblems, runChecks, wrapErrors } from "../lib/errors.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { isInside, refuseOutsideLink } from "../lib/paths.ts";
import type { Context } from "../runtime/context.ts";
import { modelFrom, type NameParts } from "./model-template.ts";
import type { DiscoverOptions } from "./options.ts";
import {
  type FoundProject,
  isConfigFile,
  type ProjectFile,
  type ProjectSettings,
  projectFile,
  projectMatcher,
} from "./projects.ts";
import { type Settings, settingsFor, untrackedProjects } from "./settings.ts";

/** Where projects are read from, which of them, and where their models get names and settings. */
interface ProjectSource
  extends Pick<DiscoverOptions, "directory" | "naming" | "projects">,
    Pick<Context, "workspace" | "registryHost"> {
  readonly repository: Repository;
  readonly settings: Settings;
}

/** Pathspecs of the files that can be configurations, whichever directory the step looks in. */
const YAML_FILES = [":(top,glob)**/*.yaml", ":(top,glob)**/*.yml"];
/** Problems that one message lists: a wrong template can be wrong for hundreds of projects. */
const MAX_PROBLEMS = 10;

/**
 * Finds the projects that git tracks, and those that the settings describe.
 * @returns all of them, which decides what file belongs to which, and those that the inputs select.
 * @throws {ActionError} when a glob or a setting is not valid, and for each selected project that cannot be read, has
 * no model, or has another one's.
 */
export async function findProjects(source: ProjectSource) {
  const { repository, settings } = source;
  const isSelected = projectMatcher(source.projects, repository.prefix);
  const tracked = (await trackedFiles(repository, YAML_FILES))
    .filter((path) => isConfigFile(path) || isSelected(path))
    .map((path) => projectFile(path));
  const { generated, unknown } = untrackedProjects(settings, tracked);
  await refuseProblems([
    ...settings.problems,
    ...unknown.map((key) => ({
      code: "settings-invalid",
      message: `${settings.file}: "${key}" is neither a project that git tracks nor one with paths.`,
      hint: "Fix the name, commit its cog.yaml, or add paths: with the files that the project depends on.",
    })),
  ]);
  const all = [...tracked, ...generated];
  // A file that is generated later can have any name: then its directory decides.
  const selected = all.filter(
    ({ path, directory, isGenerated }) =>
      isSelected(path) || (isGenerated && isSelected(posix.join(directory, "cog.yaml"))),
  );
  try {
    const found = await runChecks(selected.map((file) => readOne(file, source)));
    await refuseProblems(sharedModels(found));
    return { all, found };
  } catch (cause) {
    throw limitProblems(cause);
  }
}

/** An error with as many problems as one message lists, and how many more there are. */
function limitProblems(error: unknown): unknown {
  const problems = error instanceof ActionError ? error.problems : [];
  const more = problems.length - MAX_PROBLEMS;
  if (more <= 0) return error;
  const rest = {
    code: "more-problems",
    message: `${more} more ${more === 1 ? "project has a problem" : "projects have problems"} of this kind.`,
    hint: "Fix the problems above first.",
  };
  return new ActionError([...problems.slice(0, MAX_PROBLEMS), rest], { cause: error });
}

async function readOne(file: ProjectFile, source: ProjectSource): Promise<FoundProject> {
  const { configFile } = file;
  const path = posix.relative(source.repository.prefix, file.directory);
  const workingDirectory = posix.join(source.directory, path).replace(/(?<=.)\/$/, "");
  const directory = resolve(source.workspace, workingDirectory);
  const title =
    configFile === "cog.yaml" ? workingDirectory : `${workingDirectory} (${configFile})`;
  const config = await readConfig(file, join(directory, configFile), title, source);
  const settings = settingsFor(source.settings, file);
  const outside = outsideInputs(settings.inputs, directory, source.workspace);
  await refuseProblems(
    outside.map((input) => ({
      code: "settings-invalid",
      message: `${title}: ${source.settings.file} sets ${input} to "${settings.inputs[input]}", which is outside the workspace.`,
      hint: `Set ${input} to a path in the repository, or set it in the workflow.`,
    })),
  );
  const { naming } = source;
  const template = settings.inputs["model"] || (naming.kind === "template" && naming.template);
  const parts = { directory: basename(directory), path: path || basename(directory), configFile };
  const model = template
    ? fillIn(template, parts, title)
    : requireConfigured(config.model, configFile, title);
  const { dockerfile = "", "openapi-schema": schema = "" } = settings.inputs;
  const built = settings.inputs["working-directory"] || workingDirectory;
  const from = posix.join(file.directory, posix.relative(workingDirectory, built));
  const deciding = [...config.deciding, dockerfile, schema]
    .filter((name) => name !== "")
    .map((name) => posix.join(from, name));
  return { file, title, model, workingDirectory, directory, deciding, settings };
}

/** Inputs that name a file or directory whose content is built or published. */
const PATH_INPUTS = [
  "working-directory",
  "config-file",
  "readme-file",
  "dockerfile",
  "openapi-schema",
];

/** The paths of a project's settings that lead out of the workspace: only the workflow may set those. */
function outsideInputs(
  inputs: ProjectSettings["inputs"],
  directory: string,
  workspace: string,
): string[] {
  const start = resolve(workspace, inputs["working-directory"] || directory);
  const isOutside = (path: string) =>
    ![workspace, directory].some((allowed) => isInside(path, allowed));
  return PATH_INPUTS.filter((input) => {
    const value = inputs[input] ?? "";
    const path = input === "working-directory" ? start : resolve(start, value);
    return value !== "" && isOutside(path);
  });
}

/** @returns the parsed configuration; empty if it is generated later. */
async function readConfig(
  { configFile, isGenerated }: ProjectFile,
  path: string,
  title: string,
  { workspace, registryHost }: ProjectSource,
): Promise<ModelSource> {
  await refuseOutsideLink(`${title}: its configuration is ${configFile}`, path, workspace);
  if (isGenerated && !existsSync(path))
    return { model: { kind: "none" }, deciding: decidingFiles({}, configFile) };
  return wrapErrors(
    () => readModelSource(path, registryHost),
    (reason) => ({
      code: "config-unreadable",
      message: `${title}: ${configFile} cannot be read: ${reason}.`,
      hint: "Fix the file, or check it out if sparse-checkout excludes it. To exclude the project, add a line that starts with ! to input projects.",
    }),
  );
}

function requireConfigured(model: ConfiguredModel, configFile: string, title: string): ModelName {
  if (model.kind === "named") return model.name;
  const { reason, line } = describeUnnamed(model, configFile);
  throw new ActionError({
    code: "model-unnamed",
    message: `${title}: ${reason}.`,
    hint: `Set ${line} in the file, or set input model to a template.`,
  });
}

function fillIn(template: string, parts: NameParts, title: string): ModelName {
  const model = modelFrom(template, parts);
  if (model !== undefined) return model;
  throw new ActionError({
    code: "model-name-invalid",
    message: `${title}: model "${template}" does not make a valid model name.`,
    hint: "Names use only the letters a to z and the digits of the directory and file names. Rename them, use {path} instead of {directory}, or set image in each cog.yaml and leave input model empty.",
  });
}

/** A problem for each model that more than one project would be pushed to. */
function sharedModels(projects: readonly FoundProject[]): Problem[] {
  const byModel = Map.groupBy(projects, ({ model }) => fullName(model));
  return [...byModel]
    .filter(([, sharing]) => sharing.length > 1)
    .map(([model, sharing]) => ({
      code: "model-shared",
      message: `${sharing.map(({ title }) => title).join(" and ")} would be pushed to the same model, ${model}.`,
      hint: "Give each project its own model: set image or model in its file, or use {path} and {config} in input model. To exclude a project, add a line that starts with ! to input projects.",
    }));
}
