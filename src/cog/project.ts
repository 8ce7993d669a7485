import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { ActionError, type Problem, runChecks, wrapErrors } from "../lib/errors.ts";
import { type JsonRecord, list, recordAt, scalarText, stringAt } from "../lib/json.ts";
import { isInside, refuseGitDirectory, refuseOutsideLink } from "../lib/paths.ts";
import { parseConfig } from "./config-yaml.ts";
import { type ConfiguredModel, configuredModel, stagedFiles } from "./configured-model.ts";

/** A Cog project on disk, with all problems of its configuration. */
export interface Project {
  /** Absolute path of the directory that Cog runs in and builds from. */
  readonly directory: string;
  /** The configuration file, relative to the directory. */
  readonly configFile: string;
  /** Whether it sets `model:`: Cog pushes a bundle. */
  readonly isBundle: boolean;
  /** Whether it sets `gpu: true`: the image includes CUDA. */
  readonly usesGpu: boolean;
  readonly config: JsonRecord;
  /** The model on Replicate in `image:` or `model:`. */
  readonly model: ConfiguredModel;
  readonly problems: readonly Problem[];
}

/** Keys of cog.yaml that refer to a source file: `predict.py:Predictor`. */
export const REFERENCES = ["predict", "run", "train"];

/** Where a configuration is read. */
interface ConfigSource extends Pick<Project, "directory" | "configFile"> {
  readonly workspace: string;
}

/** A key of a configuration, and its value. */
type Setting = readonly [key: string, value: unknown];

/**
 * Reads a project's configuration. Never throws: problems are part of the result.
 * @param registryHost host of Replicate's images, besides r8.im.
 */
export async function readProject(
  workspace: string,
  location: { readonly directory: string; readonly configFile: string },
  registryHost: string,
): Promise<Project> {
  const { configFile } = location;
  const directory = resolve(workspace, location.directory);
  const source = { directory, configFile, workspace };
  let config: JsonRecord = {};
  let problems: readonly Problem[] = [];
  try {
    config = await readConfig(source);
    await checkConfig(config, source);
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    problems = error.problems;
  }
  return {
    directory,
    configFile,
    isBundle: stringAt(config, "model") !== undefined,
    // Cog's reader takes the words of YAML 1.1, too.
    usesGpu: /^(true|yes|on|y)$/i.test(scalarText(recordAt(config, "build")?.["gpu"])),
    config,
    model: configuredModel(config, registryHost),
    problems,
  };
}

/** @throws {ActionError} if the file cannot be read or parsed. */
async function readConfig({ directory, configFile, workspace }: ConfigSource): Promise<JsonRecord> {
  const path = join(directory, configFile);
  await refuseOutsideLink(`The project's ${configFile} is "${path}"`, path, workspace);
  const bytes = await wrapErrors(
    () => readFile(path),
    (reason) => ({
      code: "config-unreadable",
      message: `Could not read ${configFile} in "${directory}": ${reason}.`,
      hint: "Run actions/checkout before this step, and set working-directory (and config-file) to the Cog project.",
    }),
  );
  return wrapErrors(
    () => parseConfig(bytes),
    (reason) => ({
      code: "config-not-yaml",
      message: `Could not parse ${configFile}: ${reason}.`,
      hint: `Fix the syntax of ${configFile}.`,
    }),
  );
}

/** @throws {ActionError} with every problem. */
async function checkConfig(config: JsonRecord, source: ConfigSource): Promise<void> {
  const valuesOf = (keys: readonly string[]): Setting[] => keys.map((key) => [key, config[key]]);
  const names = valuesOf(["image", "model"]);
  const references = valuesOf(REFERENCES);
  const staged = stagedFiles(config);
  // A name can be a number, which is not a valid name on Replicate.
  const texts = [
    ...references,
    ...staged,
    ...names.filter(([, value]) => typeof value === "object"),
  ];
  await runChecks([
    checkNames(names, source),
    checkLock(config, source),
    ...references.map((setting) => checkReference(setting, source)),
    ...texts.map((setting) => checkText(setting, source)),
    ...staged.map((setting) => checkStaged(setting, source)),
  ]);
}

/** Cog 0.20's own rule: `'model' and 'image' cannot both be set`. */
async function checkNames(names: readonly Setting[], { configFile }: ConfigSource): Promise<void> {
  if (names.every(([, value]) => typeof value === "string"))
    throw new ActionError({
      code: "config-image-and-model",
      message: `${configFile} sets both image and model, which Cog does not allow.`,
      hint: `Remove one of them from ${configFile}: set model for a bundle with managed weights, otherwise image.`,
    });
}

/** A bundle's weights have to be in weights.lock (pkg/weights/check_drift.go). */
async function checkLock(
  config: JsonRecord,
  { directory, configFile }: ConfigSource,
): Promise<void> {
  const hasWeights = config["model"] !== undefined && list(config["weights"]).length > 0;
  if (!hasWeights || (await isFile(join(directory, "weights.lock")))) return;
  throw new ActionError({
    code: "weights-not-imported",
    message: `${configFile} sets weights, but "weights.lock" does not exist in "${directory}".`,
    hint: "Run `cog weights import` where the weights are, and commit weights.lock.",
  });
}

async function checkReference([key, value]: Setting, source: ConfigSource): Promise<void> {
  if (typeof value !== "string") return;
  const file = value.replace(/:[^:]*$/, "");
  await requireFile([key, value], file, join(source.directory, file), source);
}

/**
 * Cog decodes a value with a tag such as !!binary, and takes a number by its spelling. Whether the file that it then
 * reads is in the workspace cannot be checked, so anything but text is a problem.
 */
async function checkText([key, value]: Setting, { configFile }: ConfigSource): Promise<void> {
  if (value === undefined || value === null || typeof value === "string") return;
  throw new ActionError({
    code: "config-value-not-text",
    message: `${configFile} sets ${key} to a value that is not plain text.`,
    hint: `Set ${key} in ${configFile} to plain text, in quotes if it looks like a number, and without a tag such as !!binary.`,
  });
}

async function checkStaged([key, file]: Setting, source: ConfigSource): Promise<void> {
  if (typeof file !== "string" || file === "") return;
  const { directory, configFile, workspace } = source;
  const setting = `${configFile} sets ${key} to "${file}"`;
  const path = resolve(directory, file);
  // The workflow may set working-directory to a directory outside the workspace.
  if (![workspace, directory].some((root) => isInside(path, root)))
    throw new ActionError({
      code: "config-path-outside-workspace",
      message: `${setting}, which is outside the workspace.`,
      hint: `Move the file into the repository, and fix ${key} in ${configFile}: Cog copies the file into the image.`,
    });
  await refuseOutsideLink(setting, path, workspace);
  await refuseGitDirectory(setting, path);
  await requireFile([key, file], file, path, source);
}

async function requireFile(
  [key, value]: Setting,
  file: string,
  path: string,
  { directory, configFile }: ConfigSource,
): Promise<void> {
  if (await isFile(path)) return;
  throw new ActionError({
    code: REFERENCES.includes(key) ? "predict-file-missing" : "config-file-missing",
    message: `${configFile} sets ${key} to "${value}", but "${file}" does not exist in "${directory}".`,
    hint: `Fix ${key} in ${configFile}, or commit the file.`,
  });
}

/** False if it does not exist, or cannot be read. */
async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
