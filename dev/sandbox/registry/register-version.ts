import { isObject, parseObject } from "../http/http.ts";
import type { Settings } from "../state/settings.ts";
import { findModel, type State } from "../state/state.ts";
import { referencesOf } from "./manifests.ts";
import type { Manifest, Store } from "./store.ts";

/** Cog pushes the image of a bundle under such a tag, and the index under the bundle's own. */
const BUNDLED_IMAGE_TAG = /^cog-image\./;

/**
 * Makes a version of what was pushed by tag. Its id is the manifest's digest without `sha256:`; the same
 * digest again makes no new version (cog issue 1620). Cog's version and the schema are in the image's
 * labels.
 */
export function registerVersion(
  pushed: { readonly repository: string; readonly tag: string; readonly manifest: Manifest },
  { state, settings, store }: { state: State; settings: Settings; store: Store },
): void {
  const { repository, tag, manifest } = pushed;
  const isIndex = (referencesOf(manifest.body)?.manifests.length ?? 0) > 0;
  const isOfBundle = isIndex || BUNDLED_IMAGE_TAG.test(tag);
  if (isOfBundle && isIndex !== (settings.bundleVersion === "index")) return;
  const [owner = "", name = ""] = repository.split("/");
  const model = findModel(state, owner, name);
  const id = manifest.digest.replace("sha256:", "");
  const now = Date.now();
  const isKnown = model?.versions.some((known) => known.id === id && now < known.listedUntil);
  if (model === undefined || isKnown) return;
  const labels = labelsOf(store, repository, manifest);
  model.versions.unshift({
    id,
    createdAt: new Date(now).toISOString(),
    cogVersion: labels["run.cog.version"] ?? null,
    openapiSchema: parseObject(labels["run.cog.openapi_schema"] ?? "") ?? null,
    listedFrom: now + settings.registrationDelay,
    listedUntil: Number.POSITIVE_INFINITY,
  });
}

/** The labels of an image, or of the first image of an index. */
function labelsOf(store: Store, repository: string, manifest: Manifest): Record<string, string> {
  const references = referencesOf(manifest.body);
  const first = references?.manifests[0];
  const child = first === undefined ? undefined : store.manifest(repository, first);
  if (child !== undefined) return labelsOf(store, repository, child);
  const configuration = parseObject(store.blobs.get(references?.config ?? "")?.toString() ?? "");
  const config = configuration?.["config"];
  const labels = isObject(config) ? config["Labels"] : undefined;
  const texts = Object.entries(isObject(labels) ? labels : {}).flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value] as const] : [],
  );
  return Object.fromEntries(texts);
}
