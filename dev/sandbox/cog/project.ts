import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import gte from "semver/functions/gte.js";
import { parseDocument } from "yaml";
import { isObject, type JsonObject } from "../http/http.ts";
import { Fatal } from "./console.ts";

/** A Cog project: its directory, and cog.yaml as far as a push needs it. */
export interface Project {
  readonly directory: string;
  readonly config: JsonObject;
  readonly image: string | undefined;
  readonly model: string | undefined;
  /** `predict.py:Predictor` */
  readonly predictor: string | undefined;
  readonly weights: readonly string[];
}

/** The keys that releases up to 0.16 know; later ones take any (config_schema_v1.0.json). */
const KEYS_UP_TO_0_16 = [
  "build",
  "image",
  "predict",
  "train",
  "concurrency",
  "environment",
  "tests",
];
const REFERENCE = /^[^:]+:[^:]+$/;

/** Reads and checks a project as that release does, in its words. */
export function readProject(version: string, file: string, from: string): Project {
  const directory = findUp(from, file);
  if (directory === undefined)
    throw new Fatal(`${file} not found in ${from} (or in any parent directories)`);
  const config = parseConfig(version, file, readFileSync(join(directory, file), "utf8"));
  const isModern = gte(version, "0.17.0");
  if (!isModern) refuseUnknownKeys(config);
  const has = (key: string): boolean => config[key] !== undefined;
  const canBundle = gte(version, "0.20.0");
  if (canBundle && has("run") && has("predict"))
    throw new Fatal(
      'schema error in "cog.yaml": Must not validate the schema (not)\n' +
        "invalid run: only one of run or predict can be set",
    );
  const textOf = (key: string): string | undefined => {
    const value = config[key];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const model = canBundle ? textOf("model") : undefined;
  if (model !== undefined && has("image"))
    throw new Fatal("invalid model: 'model' and 'image' cannot both be set");
  if (model !== undefined && /@|:[^/]*$/.test(model))
    throw new Fatal(
      `invalid model "${model}": must be a bare repository — tags and digests are not allowed`,
    );
  const predictor = (canBundle ? textOf("run") : undefined) ?? textOf("predict");
  if (predictor !== undefined && !REFERENCE.test(predictor))
    throw new Fatal(
      isModern
        ? `invalid predict "${predictor}": must be in the form 'predict.py:Predictor'`
        : "'predict' in cog.yaml must be in the form 'predict.py:Predictor",
    );
  return {
    directory,
    config,
    image: textOf("image"),
    model,
    predictor,
    weights: weightsOf(config),
  };
}

/** The nearest directory, upwards, that holds the file. */
function findUp(from: string, file: string): string | undefined {
  if (existsSync(join(from, file))) return from;
  const parent = dirname(from);
  return parent === from ? undefined : findUp(parent, file);
}

function parseConfig(version: string, file: string, source: string): JsonObject {
  const document = parseDocument(source);
  const mistake = document.errors[0];
  if (mistake !== undefined) {
    const what = `yaml: ${mistake.message.split("\n")[0]}`;
    throw new Fatal(
      gte(version, "0.17.0")
        ? `failed to parse ${file}: invalid YAML: ${what}`
        : `Failed to parse config yaml: ${what}`,
    );
  }
  const config: unknown = document.toJS();
  return isObject(config) ? config : {};
}

function refuseUnknownKeys(config: JsonObject): void {
  const unknown = Object.keys(config).find((key) => !KEYS_UP_TO_0_16.includes(key));
  if (unknown === undefined) return;
  throw new Fatal(
    "There is a problem in your cog.yaml file. \n" +
      `Additional property ${unknown} is not allowed.\n\n` +
      "To see what options you can use, take a look at the docs:\n" +
      "https://github.com/replicate/cog/blob/main/docs/yaml.md\n\n" +
      "You might also need to upgrade Cog, if this option was added in a\nlater version of Cog.",
  );
}

function weightsOf(config: JsonObject): string[] {
  const { weights } = config;
  return (Array.isArray(weights) ? weights : [])
    .filter(isObject)
    .flatMap(({ name }) => (typeof name === "string" ? [name] : []));
}
