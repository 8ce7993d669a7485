import { readFile } from "node:fs/promises";
import { recordAt, stringAt } from "../lib/json.ts";
import { decodeConfig, parseConfig } from "./config-yaml.ts";
import { type ConfiguredModel, configuredModel } from "./configured-model.ts";

/** The parts of a configuration file that are read without checking the project. */
export interface ModelSource {
  /** The model on Replicate in `image:` or `model:`. */
  readonly model: ConfiguredModel;
  /** The files in `python_requirements` and `observability.config`, which Cog reads even if .dockerignore excludes them. */
  readonly staged: readonly (string | undefined)[];
}

/**
 * Reads one configuration file.
 * @param registryHost host of Replicate's images, besides r8.im.
 * @throws {Error} if it cannot be read or parsed; the message is part of a sentence.
 */
export async function readModelSource(path: string, registryHost: string): Promise<ModelSource> {
  const config = parseConfig(decodeConfig(await readFile(path)));
  const build = recordAt(config, "build") ?? {};
  return {
    model: configuredModel(config, registryHost),
    staged: [
      stringAt(build, "python_requirements"),
      stringAt(recordAt(config, "observability") ?? {}, "config"),
    ],
  };
}
