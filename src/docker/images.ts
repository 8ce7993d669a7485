import { ProgramNotFound } from "../lib/exec.ts";
import {
  isRecord,
  type JsonRecord,
  parseJson,
  recordAt,
  stringAt,
  stringsAt,
} from "../lib/json.ts";
import { callEngine, type DockerClientOptions, type EngineMethod, runDocker } from "./client.ts";

/** Where Cog stores the schema of a model (pkg/docker/command/manifest.go). */
const SCHEMA_LABEL = "run.cog.openapi_schema";

/** An image of the local daemon. */
export interface LocalImage {
  readonly id: string;
  readonly labels: JsonRecord;
  /** Digests of the layers before compression; empty: the engine does not report them. */
  readonly layers: readonly string[];
}

/** The OpenAPI schema in an image's labels; undefined: there is none. */
export function schemaIn(labels: JsonRecord): JsonRecord | undefined {
  const schema = parseJson(stringAt(labels, SCHEMA_LABEL) ?? "");
  return isRecord(schema) ? schema : undefined;
}

/**
 * Inspects an image of the local daemon.
 * @param image its name, as it was built: `r8.im/acme/hotdog`.
 * @throws {Error} when the daemon does not have the image, or does not respond.
 */
export async function inspectImage(
  image: string,
  options: DockerClientOptions,
): Promise<LocalImage> {
  const args = ["image", "inspect", "--format", "{{json .}}", image];
  const found = parseJson(await runOrCall(args, "GET", `/images/${image}/json`, options));
  return {
    id: stringAt(found, "Id") ?? "",
    labels: recordAt(recordAt(found, "Config"), "Labels") ?? {},
    layers: stringsAt(recordAt(found, "RootFS"), "Layers"),
  };
}

/**
 * Gives an image of the local daemon another tag.
 * @param image and tag: `repository:tag`.
 * @throws {Error} when the daemon does not have the image, or does not respond.
 */
export async function tagImage(
  image: string,
  tag: string,
  options: DockerClientOptions,
): Promise<void> {
  const [repo = "", name = ""] = tag.split(":");
  const path = `/images/${image}/tag?${new URLSearchParams({ repo, tag: name })}`;
  await runOrCall(["tag", image, tag], "POST", path, options);
}

/**
 * Removes a tag, and the image when it has no other.
 * @throws {Error} when the daemon does not have the tag, or does not respond.
 */
export async function untagImage(tag: string, options: DockerClientOptions): Promise<void> {
  await runOrCall(["image", "rm", tag], "DELETE", `/images/${tag}`, options);
}

/** Runs the Docker CLI, or calls the engine's API when there is none. */
async function runOrCall(
  args: readonly string[],
  method: EngineMethod,
  path: string,
  options: DockerClientOptions,
): Promise<string> {
  try {
    return await runDocker(args, options);
  } catch (error) {
    if (!(error instanceof ProgramNotFound)) throw error;
  }
  const { host, status, text } = await callEngine(path, options, method);
  if (status >= 300) throw new Error(`HTTP ${status} from ${host}`);
  return text;
}
