import { compareSchemas } from "../compatibility/compare.ts";
import { exampleInput } from "../compatibility/openapi.ts";
import { renderCompatibility } from "../compatibility/render.ts";
import { deploymentRows } from "../deployment/render.ts";
import type { JsonRecord } from "../lib/json.ts";
import type { ModelName } from "../lib/model-name.ts";
import type { ReleaseNotesOptions } from "../release-notes/options.ts";
import { updateReleaseNotes, type VersionSource } from "../release-notes/update.ts";
import type { Version } from "../replicate/parse.ts";
import { versionUrl } from "../replicate/urls.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { testRows } from "../testing/render.ts";
import type { Results } from "./results.ts";

/** A version that is released. */
interface ReleasedVersion {
  readonly model: { readonly name: ModelName; readonly url: string };
  readonly version: { readonly id: string; readonly schema: JsonRecord | undefined };
  /** Name of its image, without the digest: `r8.im/acme/hotdog`. */
  readonly image: string;
  readonly results: Results;
}

/** Writes a version, its tests, and its changes into the release notes, if there is a release. */
export async function updateNotes(
  release: ReleaseNotesOptions,
  { model, version, image, results }: ReleasedVersion,
  versions: VersionSource,
  runtime: Runtime,
): Promise<void> {
  if (release.kind === "none") return;
  const { compatibility, tests, deployment } = results;
  const { id, schema: after } = version;
  const note = {
    name: model.name,
    page: versionUrl(model.url, id),
    image: `${image}@sha256:${id}`,
    version: { id, exampleInput: exampleInput(after) },
    facts: [...testRows(tests), ...deploymentRows(deployment)],
    changes:
      compatibility.kind === "compared"
        ? renderCompatibility(compatibility.compatibility, "the previous version")
        : "",
    renderChanges: (before: Version, label: string) =>
      renderCompatibility(compareSchemas(before.schema, after, before.cogVersion), label),
  };
  await updateReleaseNotes(release, note, versions, runtime);
}
