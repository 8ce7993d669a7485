import { type Call, isObject, parseObject, type Reply } from "../http/http.ts";
import type { Settings } from "../state/settings.ts";
import { manifestUnknown, registryError } from "./errors.ts";
import { digestOf, type Manifest, type Store } from "./store.ts";

const DEFAULT_TYPE = "application/vnd.oci.image.manifest.v1+json";

/** What a manifest refers to. */
export interface References {
  /** Of an image: its configuration. */
  readonly config: string | undefined;
  readonly layers: readonly string[];
  /** Of an index: its images. */
  readonly manifests: readonly string[];
}

/** HEAD and GET of a manifest. */
export function getManifest(store: Store, repository: string, reference: string): Reply {
  const manifest = store.manifest(repository, reference);
  if (manifest === undefined) return manifestUnknown();
  const { body, contentType, digest } = manifest;
  return {
    status: 200,
    headers: { "content-type": contentType, "docker-content-digest": digest },
    body,
  };
}

/** PUT of a manifest: kept when all that it refers to is there. `kept` hears of it. */
export function putManifest(
  { store, settings }: { readonly store: Store; readonly settings: Pick<Settings, "labelLimit"> },
  call: Call,
  [repository, reference]: readonly [string, string],
  kept: (manifest: Manifest) => void,
): Reply {
  const references = referencesOf(call.body);
  if (references === undefined) return registryError(400, "MANIFEST_INVALID", "manifest invalid");
  const { config, layers, manifests } = references;
  const blobs = [...(config === undefined ? [] : [config]), ...layers];
  if (blobs.some((digest) => !store.blobs.has(digest)))
    return registryError(400, "MANIFEST_BLOB_UNKNOWN", "blob unknown to registry");
  if (manifests.some((digest) => store.manifest(repository, digest) === undefined))
    return registryError(400, "MANIFEST_BLOB_UNKNOWN", "manifest unknown to registry");
  if (longestLabel(store, config) > settings.labelLimit)
    return registryError(400, "MANIFEST_INVALID", "a label is too long");
  const digest = digestOf(call.body);
  if (reference.startsWith("sha256:") && reference !== digest)
    return registryError(400, "DIGEST_INVALID", "provided digest did not match uploaded content");
  const contentType = call.headers["content-type"] ?? DEFAULT_TYPE;
  const manifest = { digest, contentType, body: call.body };
  store.putManifest(repository, reference, manifest);
  kept(manifest);
  const location = `/v2/${repository}/manifests/${digest}`;
  return { status: 201, headers: { location, "docker-content-digest": digest } };
}

/** The digests in a manifest, of an image or an index; undefined when it is neither. */
export function referencesOf(body: Buffer): References | undefined {
  const manifest = parseObject(body.toString());
  if (manifest === undefined) return undefined;
  const digests = (value: unknown): string[] =>
    (Array.isArray(value) ? value : []).flatMap((item) => digestIn(item) ?? []);
  const config = digestIn(manifest["config"]);
  const manifests = digests(manifest["manifests"]);
  const isKnown = config !== undefined || Array.isArray(manifest["manifests"]);
  return isKnown ? { config, layers: digests(manifest["layers"]), manifests } : undefined;
}

/** Bytes of the longest label in an image's configuration. */
function longestLabel(store: Store, config = ""): number {
  const configuration = parseObject(store.blobs.get(config)?.toString() ?? "")?.["config"];
  const labels = isObject(configuration) ? configuration["Labels"] : undefined;
  const lengths = Object.values(isObject(labels) ? labels : {}).map((label) =>
    Buffer.byteLength(String(label)),
  );
  return Math.max(0, ...lengths);
}

function digestIn(descriptor: unknown): string | undefined {
  const digest = isObject(descriptor) ? descriptor["digest"] : undefined;
  return typeof digest === "string" ? digest : undefined;
}
