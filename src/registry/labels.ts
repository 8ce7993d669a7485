import { isRecord, type JsonRecord, stringAt } from "../lib/json.ts";
import type { RegistrySession } from "./session.ts";

/**
 * Reads the labels of an image that the registry holds: they are in the image's configuration, a blob (OCI
 * image specification). Of an index it is the first image that it names.
 * @param digest `sha256:…` of the image, or of an index.
 * @returns undefined when the registry does not show them.
 */
export async function readLabels(
  session: RegistrySession,
  digest: string,
): Promise<JsonRecord | undefined> {
  const { status, body } = await session.manifest(digest);
  if (status !== 200 || !isRecord(body)) return undefined;
  const children = Array.isArray(body["manifests"]) ? body["manifests"].filter(isRecord) : [];
  const child = children.map((entry) => stringAt(entry, "digest")).find((of) => of !== undefined);
  if (child !== undefined) return readLabels(session, child);
  const configuration = isRecord(body["config"]) ? stringAt(body["config"], "digest") : undefined;
  if (configuration === undefined) return undefined;
  const blob = await session.blob(configuration);
  const image = blob.status === 200 && isRecord(blob.body) ? blob.body["config"] : undefined;
  const labels = isRecord(image) ? image["Labels"] : undefined;
  return isRecord(labels) ? labels : undefined;
}
