import type { Problem } from "../lib/errors.ts";
import type { JsonRecord } from "../lib/json.ts";
import {
  MODEL_NAME_RULE,
  type ModelName,
  parseImageName,
  parseModelName,
  suggestModelName,
} from "../lib/model-name.ts";

export type ConfiguredModel =
  | { readonly kind: "named"; readonly name: ModelName }
  | { readonly kind: "none" }
  /** A value that does not name one. */
  | { readonly kind: "other"; readonly key: "image" | "model"; readonly value: string };

export type UnnamedModel = Exclude<ConfiguredModel, { kind: "named" }>;

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
  const onReplicate = host === "r8.im" || host === registryHost;
  const isKnown = onReplicate || (host === undefined && key === "model");
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
