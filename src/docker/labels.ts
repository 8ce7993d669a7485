import { isRecord, type JsonRecord, parseJson, stringAt } from "../lib/json.ts";
import { askCli, askEngine, type DockerClientOptions, dockerHost } from "./client.ts";

/** Where Cog keeps the schema of a model (pkg/docker/command/manifest.go). */
const SCHEMA_LABEL = "run.cog.openapi_schema";

/**
 * Reads the OpenAPI schema that Cog put on an image which the daemon has.
 * @param image its name, as it was built: `r8.im/acme/hotdog`.
 * @returns undefined when the image has none.
 * @throws {Error} when the daemon does not know the image, or does not answer.
 */
export async function imageSchema(
  image: string,
  surroundings: DockerClientOptions,
): Promise<JsonRecord | undefined> {
  const labels = await imageLabels(image, surroundings);
  const schema = parseJson(stringAt(labels, SCHEMA_LABEL) ?? "");
  return isRecord(schema) ? schema : undefined;
}

/**
 * Reads the labels of an image that the daemon has.
 * @throws {Error} when the daemon does not know the image, or does not answer.
 */
export async function imageLabels(
  image: string,
  surroundings: DockerClientOptions,
): Promise<JsonRecord> {
  const format = ["image", "inspect", "--format", "{{json .Config.Labels}}", image];
  const told = await askCli(format, surroundings);
  const labels = told === undefined ? await askedOfEngine(image, surroundings) : parseJson(told);
  return isRecord(labels) ? labels : {};
}

async function askedOfEngine(image: string, surroundings: DockerClientOptions): Promise<unknown> {
  const host = await dockerHost(surroundings);
  const { status, text } = await askEngine(host, `/images/${image}/json`, surroundings);
  if (status !== 200) throw new Error(`HTTP ${status} from ${host}`);
  const inspected = parseJson(text);
  const config = isRecord(inspected) ? inspected["Config"] : undefined;
  return isRecord(config) ? config["Labels"] : undefined;
}
