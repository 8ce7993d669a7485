import { readFile } from "node:fs/promises";
import { type JsonRecord, recordAt } from "../lib/json.ts";
import { decodeConfig, parseConfig } from "./config-yaml.ts";
import { type ConfiguredModel, configuredModel } from "./configured-model.ts";

/** The parts of a configuration file that are read without checking the project. */
export interface ModelSource {
  /** The model on Replicate in `image:` or `model:`. */
  readonly model: ConfiguredModel;
  /** The files in `python_requirements` and `observability.config`, which Cog reads even if .dockerignore excludes them. */
  readonly staged: readonly string[];
}

/**
 * Reads one configuration file.
 * @param registryHost host of Replicate's images, besides r8.im.
 * @throws {Error} if it cannot be read or parsed; the message is part of a sentence.
 */
export async function readModelSource(path: string, registryHost: string): Promise<ModelSource> {
  const config = parseConfig(decodeConfig(await readFile(path)));
  const staged = stagedFiles(config).flatMap(([, file]) =>
    typeof file === "string" ? [file] : [],
  );
  return { model: configuredModel(config, registryHost), staged };
}

/** The files that Cog reads wherever they are, and copies into the image, by the keys that name them. */
export function stagedFiles(
  config: JsonRecord,
): readonly (readonly [key: string, file: unknown])[] {
  return [
    ["build.python_requirements", recordAt(config, "build")?.["python_requirements"]],
    ["observability.config", recordAt(config, "observability")?.["config"]],
  ];
}
