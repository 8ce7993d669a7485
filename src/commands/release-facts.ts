import { compareSchemas } from "../compatibility/compare.ts";
import { exampleInput } from "../compatibility/openapi.ts";
import { renderCompatibility } from "../compatibility/render.ts";
import { deploymentRows } from "../deployment/render.ts";
import type { JsonRecord } from "../lib/json.ts";
import type { ReleaseNotesInput } from "../release-notes/update.ts";
import { testRows } from "../testing/render.ts";
import type { Results } from "./results.ts";

/** What release notes say about the tests, the deployment, and the changes of a version. */
export function releaseFacts(
  { compatibility, tests, deployment }: Results,
  { id, schema: after }: { readonly id: string; readonly schema: JsonRecord | undefined },
): Pick<ReleaseNotesInput, "version" | "facts" | "changes" | "renderChanges"> {
  return {
    version: { id, exampleInput: exampleInput(after) },
    facts: [...testRows(tests), ...deploymentRows(deployment)],
    changes:
      compatibility.kind === "compared"
        ? renderCompatibility(compatibility.compatibility, "the previous version")
        : "",
    renderChanges: (before, label) =>
      renderCompatibility(compareSchemas(before.schema, after, before.cogVersion), label),
  };
}
