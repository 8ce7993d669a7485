import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Problem } from "../lib/errors.ts";
import { type JsonRecord, recordAt } from "../lib/json.ts";
import {
  MODEL_NAME_RULE,
  type ModelName,
  parseImageName,
  parseModelName,
  suggestModelName,
} from "../lib/model-name.ts";
import { parseConfig } from "./config-yaml.ts";

export type ConfiguredModel =
  | { readonly kind: "named"; readonly name: ModelName }
  | { readonly kind: "none" }
  /** A value that does not name one. */
  | { readonly kind: "other"; readonly key: "image" | "model"; readonly value: string };

type UnnamedModel = Exclude<ConfiguredModel, { kind: "named" }>;

/** The parts of a configuration file that are read without checking the project. */
export interface ModelSource {
  readonly model: ConfiguredModel;
  /** The files of `decidingFiles`. */
  readonly deciding: readonly string[];
}

/**
 * Reads one configuration file.
 * @param registryHost host of Replicate's images, besides r8.im.
 * @throws {Error} if it cannot be read or parsed; the message is part of a sentence.
 */
export async function readModelSource(path: string, registryHost: string): Promise<ModelSource> {
  const config = parseConfig(await readFile(path));
  return {
    model: configuredModel(config, registryHost),
    deciding: decidingFiles(config, basename(path)),
  };
}

/**
 * Lists the files that decide what is built even if .dockerignore excludes them. Paths are absolute or relative to
 * the project's directory.
 */
export function decidingFiles(config: JsonRecord, configFile: string): string[] {
  const staged = stagedFiles(config).map(([, file]) => file);
  const weights = config["weights"] === undefined ? undefined : "weights.lock";
  const named = [...staged, weights].filter((file) => typeof file === "string");
  return [configFile, ".dockerignore", ...named];
}

/** The files that Cog copies into the image even if .dockerignore excludes them, by the keys that name them. */
export function stagedFiles(
  config: JsonRecord,
): readonly (readonly [key: string, file: unknown])[] {
  return [
    ["build.python_requirements", recordAt(config, "build")?.["python_requirements"]],
    // With `fast`, up to 0.15 (pkg/dockerfile/fast_generator.go).
    ["build.python_overrides", recordAt(config, "build")?.["python_overrides"]],
    // replicate/cog pull request 3157
    ["observability.config", recordAt(config, "observability")?.["config"]],
  ];
}

/**
 * Reads the model from `image:` or `model:`. `image:` must include Replicate's host, `model:` may omit it.
 * @param registryHost host of Replicate's images, besides r8.im.
 */
export function configuredModel(config: JsonRecord, registryHost: string): ConfiguredModel {
  const key = config["model"] === undefined ? "image" : "model";
  const given = config[key];
  if (given === undefined || given === null || typeof given === "object") return { kind: "none" };
  const value = String(given);
  const { host, path } = parseImageName(value);
  const isKnown = host === undefined ? key === "model" : host === "r8.im" || host === registryHost;
  const name = isKnown ? parseModelName(path) : undefined;
  return name === undefined ? { kind: "other", key, value } : { kind: "named", name };
}

/** Why a configuration names no model, and the line that does, as parts of sentences. */
export function describeUnnamed(
  model: UnnamedModel,
  configFile: string,
): { readonly reason: string; readonly line: string } {
  if (model.kind === "none")
    return {
      reason: `${configFile} does not name a model on Replicate`,
      line: "image: r8.im/owner/name",
    };
  const { key, value } = model;
  return {
    reason: `${configFile} sets ${key} to "${value}", which is not the name of a model on Replicate (r8.im/${MODEL_NAME_RULE})`,
    line: `${key}: r8.im/${suggestModelName(value) ?? "owner/name"}`,
  };
}

/** The problem of a step whose input `model` is empty, and whose project names no model. */
export function modelUnnamed(configured: UnnamedModel, configFile: string): Problem {
  const { reason, line } = describeUnnamed(configured, configFile);
  return {
    code: "model-unnamed",
    message: `Input model is empty, and ${reason}.`,
    hint: `Set model to owner/name, or set ${line} in ${configFile}.`,
  };
}
