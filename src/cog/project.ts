import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { isMap, LineCounter, parseDocument } from "yaml";
import { errorMessage, type Problem } from "../lib/errors.ts";
import { isRecord, type JsonRecord, recordAt, stringAt } from "../lib/json.ts";
import { type ModelName, parseImageName, parseModelName } from "../lib/model-name.ts";
import { isInside, resolveOutside, symlinkProblem } from "../lib/paths.ts";

/** A Cog project as it lies on disk, with everything that is wrong with its configuration. */
export interface Project {
  /** Absolute path of the directory that Cog runs in and builds from. */
  readonly directory: string;
  /** The configuration file, relative to the directory. */
  readonly configFile: string;
  /** Whether it says `model:`, which makes Cog push a bundle. */
  readonly isBundle: boolean;
  /** Keys that Cog knows since 0.20.0 only: `model`, `run`. */
  readonly newKeys: readonly string[];
  /** Whether it says `gpu: true`, which makes its image one with CUDA. */
  readonly usesGpu: boolean;
  /** The whole of it, as it stands in the file. */
  readonly config: JsonRecord;
  /** The model on Replicate that `image:` or `model:` names. */
  readonly model: ModelName | undefined;
  readonly problems: readonly Problem[];
}

/** Keys of cog.yaml that point into a source file, as `predict.py:Predictor`. */
const REFERENCES = ["predict", "run", "train"];

/**
 * Reads a project's configuration. Never throws: problems are part of the result.
 * @param registryHost host that a Replicate model's image has here, besides r8.im.
 */
export async function readProject(
  workspace: string,
  location: { readonly directory: string; readonly configFile: string },
  registryHost: string,
): Promise<Project> {
  const directory = resolve(workspace, location.directory);
  const { configFile } = location;
  const broken = ({ code, message, hint }: Problem): Project => ({
    directory,
    configFile,
    isBundle: false,
    newKeys: [],
    usesGpu: false,
    config: {},
    model: undefined,
    problems: [{ code, message, hint }],
  });

  const path = join(directory, configFile);
  const real = await resolveOutside(path, workspace);
  if (real !== undefined)
    return broken(symlinkProblem(`The project's ${configFile} is ${path}`, real));
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    return broken({
      code: "config-unreadable",
      message: `There is no ${configFile} that can be read in ${directory} (${errorMessage(error)}).`,
      hint: "Check out the repository before this step, and point working-directory (and config-file) at the Cog project.",
    });
  }
  const parsed = parseConfig(text);
  if ("fault" in parsed)
    return broken({
      code: "config-invalid",
      message: `${configFile} can't be parsed: ${parsed.fault}.`,
      hint: "Mend the file.",
    });

  const { config } = parsed;
  const image = stringAt(config, "image");
  const model = stringAt(config, "model");
  return {
    directory,
    configFile,
    isBundle: model !== undefined,
    newKeys: ["model", "run"].filter((key) => key in config),
    usesGpu: recordAt(config, "build")?.["gpu"] === true,
    config,
    model: configuredModel(config, registryHost),
    problems: [
      ...(image !== undefined && model !== undefined ? [bothNames(configFile)] : []),
      ...(await missingReferences(directory, configFile, config)),
      ...(await foreignRequirements(directory, workspace, configFile, config)),
    ],
  };
}

/** The keys of a configuration file, or why it can't be parsed. */
export function parseConfig(text: string): { config: Record<string, unknown> } | { fault: string } {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    return { fault: `${error.message} (line ${line}, column ${col})` };
  }
  if (!isMap(document.contents)) return { fault: "it holds no keys" };
  try {
    const config: unknown = document.toJS();
    return isRecord(config) ? { config: { ...config } } : { fault: "it holds no keys" };
  } catch (error) {
    return { fault: errorMessage(error) };
  }
}

/** Cog 0.20's own rule: `'model' and 'image' cannot both be set`. */
function bothNames(configFile: string): Problem {
  return {
    code: "config-image-and-model",
    message: `${configFile} has both image and model, which Cog refuses.`,
    hint: "Keep image for a model without managed weights, model for one with them.",
  };
}

/**
 * The model on Replicate that a configuration names. `image:` needs its host to be one; the host of
 * `model:` may be left out.
 */
export function configuredModel(
  config: Readonly<Record<string, unknown>>,
  registryHost: string,
): ModelName | undefined {
  const model = stringAt(config, "model");
  const name = model ?? stringAt(config, "image");
  const hostOptional = model !== undefined;
  if (name === undefined) return undefined;
  const { host, path } = parseImageName(name);
  const onReplicate = host === "r8.im" || host === registryHost;
  return onReplicate || (host === undefined && hostOptional) ? parseModelName(path) : undefined;
}

async function missingReferences(
  directory: string,
  configFile: string,
  config: Readonly<Record<string, unknown>>,
): Promise<Problem[]> {
  const checks = REFERENCES.map(async (key): Promise<Problem[]> => {
    const reference = stringAt(config, key);
    if (reference === undefined) return [];
    const file = reference.replace(/:[^:]*$/, "");
    if (await isFile(join(directory, file))) return [];
    return [
      {
        code: "predict-file-missing",
        message: `${configFile} says ${key}: "${reference}", but there is no file ${file} in ${directory}.`,
        hint: `Mend ${key} in ${configFile}, or commit the file.`,
      },
    ];
  });
  return (await Promise.all(checks)).flat();
}

/** Cog reads the file of `python_requirements` and puts it into the image, wherever it lies. */
async function foreignRequirements(
  directory: string,
  workspace: string,
  configFile: string,
  config: JsonRecord,
): Promise<Problem[]> {
  const build = isRecord(config["build"]) ? config["build"] : {};
  const named = stringAt(build, "python_requirements");
  if (named === undefined) return [];
  const what = `${configFile} says python_requirements: "${named}"`;
  const path = resolve(directory, named);
  // The workflow may have named a directory that lies elsewhere.
  const roots = [workspace, directory];
  if (!roots.some((root) => isInside(path, root)))
    return [
      {
        code: "config-path-outside-workspace",
        message: `${what}, which is outside the workspace.`,
        hint: `Put the file into the repository: Cog copies it into the image.`,
      },
    ];
  const real = await resolveOutside(path, workspace);
  return real === undefined ? [] : [symlinkProblem(what, real)];
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ?? false;
}
