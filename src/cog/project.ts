import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { errorMessage, type Problem } from "../lib/errors.ts";
import { type JsonRecord, recordAt, stringAt } from "../lib/json.ts";
import { isInside, resolveOutside, symlinkProblem } from "../lib/paths.ts";
import type { NewKey } from "./args.ts";
import { decodeConfig, parseConfig } from "./config-yaml.ts";
import { type ConfiguredModel, configuredModel } from "./configured-model.ts";
import { stagedFiles } from "./model-source.ts";

/** A Cog project on disk, with all problems of its configuration. */
export interface Project {
  /** Absolute path of the directory that Cog runs in and builds from. */
  readonly directory: string;
  /** The configuration file, relative to the directory. */
  readonly configFile: string;
  /** Whether it sets `model:`: Cog pushes a bundle. */
  readonly isBundle: boolean;
  /** Keys that older releases of Cog ignore. */
  readonly newKeys: readonly NewKey[];
  /** Whether it sets `gpu: true`: the image includes CUDA. */
  readonly usesGpu: boolean;
  readonly config: JsonRecord;
  /** The model on Replicate in `image:` or `model:`. */
  readonly model: ConfiguredModel;
  readonly problems: readonly Problem[];
}

/** Keys of cog.yaml that refer to a source file: `predict.py:Predictor`. */
const REFERENCES = ["predict", "run", "train"];

/**
 * Reads a project's configuration. Never throws: problems are part of the result.
 * @param registryHost host of Replicate's images, besides r8.im.
 */
export async function readProject(
  workspace: string,
  location: { readonly directory: string; readonly configFile: string },
  registryHost: string,
): Promise<Project> {
  const directory = resolve(workspace, location.directory);
  const { configFile } = location;
  const invalid = (problem: Problem): Project => ({
    directory,
    configFile,
    isBundle: false,
    newKeys: [],
    usesGpu: false,
    config: {},
    model: { kind: "none" },
    problems: [problem],
  });

  const path = join(directory, configFile);
  const real = await resolveOutside(path, workspace);
  if (real !== undefined)
    return invalid(symlinkProblem(`The project's ${configFile} is "${path}"`, real));
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    return invalid({
      code: "config-unreadable",
      message: `Could not read ${configFile} in "${directory}": ${errorMessage(error)}.`,
      hint: "Run actions/checkout before this step, and set working-directory (and config-file) to the Cog project.",
    });
  }
  let config: JsonRecord;
  try {
    config = parseConfig(decodeConfig(bytes));
  } catch (error) {
    return invalid({
      code: "config-not-yaml",
      message: `Could not parse ${configFile}: ${errorMessage(error)}.`,
      hint: `Fix the syntax of ${configFile}.`,
    });
  }
  const image = stringAt(config, "image");
  const model = stringAt(config, "model");
  return {
    directory,
    configFile,
    isBundle: model !== undefined,
    newKeys: (["model", "run", "observability"] as const).filter((key) => key in config),
    // Cog's reader takes the words of YAML 1.1, too.
    usesGpu: /^(true|yes|on|y)$/i.test(String(recordAt(config, "build")?.["gpu"])),
    config,
    model: configuredModel(config, registryHost),
    problems: [
      // Cog 0.20's own rule: `'model' and 'image' cannot both be set`.
      ...(image !== undefined && model !== undefined
        ? [
            {
              code: "config-image-and-model",
              message: `${configFile} sets both image and model, which Cog does not allow.`,
              hint: `Remove one of them from ${configFile}: set model for a bundle with managed weights, otherwise image.`,
            },
          ]
        : []),
      ...(await missingReferences(directory, configFile, config)),
      ...notTexts(configFile, config),
      ...(await stagedProblems(directory, workspace, configFile, config)),
    ],
  };
}

async function missingReferences(
  directory: string,
  configFile: string,
  config: JsonRecord,
): Promise<Problem[]> {
  const checks = REFERENCES.map(async (key): Promise<Problem[]> => {
    const reference = stringAt(config, key);
    if (reference === undefined) return [];
    const file = reference.replace(/:[^:]*$/, "");
    if (await isFile(join(directory, file))) return [];
    return [
      {
        code: "predict-file-missing",
        message: `${configFile} sets ${key} to "${reference}", but "${file}" does not exist in "${directory}".`,
        hint: `Fix ${key} in ${configFile}, or commit the file.`,
      },
    ];
  });
  return (await Promise.all(checks)).flat();
}

/**
 * Cog decodes a value with a tag such as !!binary, and takes a number by its spelling. Whether the file that it then
 * reads is in the workspace cannot be checked, so anything but text is a problem.
 */
function notTexts(configFile: string, config: JsonRecord): Problem[] {
  const values = [
    ...REFERENCES.map((key) => [key, config[key]] as const),
    ...stagedFiles(config),
    // A name may be a number, which is none of Replicate's.
    ...["image", "model"].flatMap((key) => {
      const value = config[key];
      return typeof value === "object" ? [[key, value] as const] : [];
    }),
  ];
  return values
    .filter(([, value]) => value !== undefined && value !== null && typeof value !== "string")
    .map(([key]) => ({
      code: "config-value-not-text",
      message: `${configFile} sets ${key} to a value that is not plain text.`,
      hint: `Set ${key} in ${configFile} to plain text, in quotes if it looks like a number, and without a tag such as !!binary.`,
    }));
}

async function stagedProblems(
  directory: string,
  workspace: string,
  configFile: string,
  config: JsonRecord,
): Promise<Problem[]> {
  const problems = stagedFiles(config).map(async ([key, file]): Promise<Problem[]> => {
    if (typeof file !== "string" || file === "") return [];
    const setting = `${configFile} sets ${key} to "${file}"`;
    const path = resolve(directory, file);
    // The workflow may set working-directory to a directory outside the workspace.
    if (![workspace, directory].some((root) => isInside(path, root)))
      return [
        {
          code: "config-path-outside-workspace",
          message: `${setting}, which is outside the workspace.`,
          hint: `Move the file into the repository, and fix ${key} in ${configFile}: Cog copies the file into the image.`,
        },
      ];
    const real = await resolveOutside(path, workspace);
    if (real !== undefined) return [symlinkProblem(setting, real)];
    if (await isFile(path)) return [];
    return [
      {
        code: "config-file-missing",
        message: `${setting}, but "${file}" does not exist in "${directory}".`,
        hint: `Fix ${key} in ${configFile}, or commit the file.`,
      },
    ];
  });
  return (await Promise.all(problems)).flat();
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
