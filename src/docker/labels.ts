import * as v from "valibot";
import { ProgramNotFound } from "../lib/exec.ts";
import { isRecord, type JsonRecord, parseJson, stringAt } from "../lib/json.ts";
import { callEngine, type DockerClientOptions, runDocker } from "./client.ts";

/** Where Cog stores the schema of a model (pkg/docker/command/manifest.go). */
const SCHEMA_LABEL = "run.cog.openapi_schema";
/** What the engine reports of an image; of one without labels, null. */
const IMAGE = v.fallback(
  v.object({
    Id: v.fallback(v.string(), ""),
    Config: v.fallback(v.object({ Labels: v.fallback(v.record(v.string(), v.unknown()), {}) }), {
      Labels: {},
    }),
    RootFS: v.fallback(v.object({ Layers: v.fallback(v.array(v.string()), []) }), { Layers: [] }),
  }),
  { Id: "", Config: { Labels: {} }, RootFS: { Layers: [] } },
);
const FORMAT =
  '{"Id":{{json .Id}},"Config":{"Labels":{{json .Config.Labels}}},"RootFS":{"Layers":{{json .RootFS.Layers}}}}';

/** An image of the local daemon. */
export interface LocalImage {
  readonly id: string;
  readonly labels: JsonRecord;
  /** Digests of the layers before compression; empty: the engine does not say. */
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
  const { Id: id, Config, RootFS } = v.parse(IMAGE, parseJson(await inspect(image, options)));
  return { id, labels: Config.Labels, layers: RootFS.Layers };
}

async function inspect(image: string, options: DockerClientOptions): Promise<string> {
  try {
    return await runDocker(["image", "inspect", "--format", FORMAT, image], options);
  } catch (error) {
    if (!(error instanceof ProgramNotFound)) throw error;
  }
  const { host, status, text } = await callEngine(`/images/${image}/json`, options);
  if (status !== 200) throw new Error(`HTTP ${status} from ${host}`);
  return text;
}
