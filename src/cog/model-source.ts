import { readFile } from "node:fs/promises";
import { errorMessage } from "../lib/errors.ts";
import { isRecord, stringAt } from "../lib/json.ts";
import type { ModelName } from "../lib/model-name.ts";
import { configuredModel, parseConfig } from "./project.ts";

/** What a configuration file says, whether or not the project is whole. */
export interface ModelSource {
  /** The model on Replicate that it names. */
  readonly model: ModelName | undefined;
  /** The file with Python's requirements, which Cog reads whatever .dockerignore says. */
  readonly requirements: string | undefined;
}

/**
 * Reads one configuration file.
 * @param registryHost host that a Replicate model's image has here, besides r8.im.
 * @returns what it says, or why it can't be read.
 */
export async function readConfigured(
  path: string,
  registryHost: string,
): Promise<ModelSource | { readonly fault: string }> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    return { fault: errorMessage(error) };
  }
  const parsed = parseConfig(text);
  if ("fault" in parsed) return parsed;
  const build = parsed.config["build"];
  return {
    model: configuredModel(parsed.config, registryHost),
    requirements: isRecord(build) ? stringAt(build, "python_requirements") : undefined,
  };
}
