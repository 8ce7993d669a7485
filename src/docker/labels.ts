import * as v from "valibot";
import { ProgramNotFound } from "../lib/exec.ts";
import { isRecord, type JsonRecord, parseJson, stringAt } from "../lib/json.ts";
import { callEngine, type DockerClientOptions, runDocker } from "./client.ts";

/** Where Cog stores the schema of a model (pkg/docker/command/manifest.go). */
const SCHEMA_LABEL = "run.cog.openapi_schema";
/** Of an image without labels, the engine reports null. */
const LABELS = v.fallback(v.record(v.string(), v.unknown()), {});
const INSPECTED = v.fallback(v.object({ Config: v.object({ Labels: LABELS }) }), {
  Config: { Labels: {} },
});

/**
 * Reads the OpenAPI schema that Cog put on an image of the local daemon.
 * @param image its name, as it was built: `r8.im/acme/hotdog`.
 * @returns undefined when the image has none.
 * @throws {Error} when the daemon does not have the image, or does not respond.
 */
export async function imageSchema(
  image: string,
  options: DockerClientOptions,
): Promise<JsonRecord | undefined> {
  const labels = await imageLabels(image, options);
  const schema = parseJson(stringAt(labels, SCHEMA_LABEL) ?? "");
  return isRecord(schema) ? schema : undefined;
}

/**
 * Reads the labels of an image of the local daemon.
 * @throws {Error} when the daemon does not have the image, or does not respond.
 */
export async function imageLabels(
  image: string,
  options: DockerClientOptions,
): Promise<JsonRecord> {
  try {
    const format = ["image", "inspect", "--format", "{{json .Config.Labels}}", image];
    return v.parse(LABELS, parseJson(await runDocker(format, options)));
  } catch (error) {
    if (!(error instanceof ProgramNotFound)) throw error;
  }
  const { host, status, text } = await callEngine(`/images/${image}/json`, options);
  if (status !== 200) throw new Error(`HTTP ${status} from ${host}`);
  return v.parse(INSPECTED, parseJson(text)).Config.Labels;
}
