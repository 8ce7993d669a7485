import { checkCompatibility } from "../compatibility/check.ts";
import { renderCompatibility } from "../compatibility/render.ts";
import { deploymentRows } from "../deployment/render.ts";
import type { ReleaseNotesInput } from "../release-notes/update.ts";
import { testRows } from "../testing/render.ts";
import type { Results } from "./results.ts";

/** What release notes say about the tests, the deployment, and the changes of a version. */
export function releaseFacts(
  { compatibility, tests, deployment }: Results,
  version: ReleaseNotesInput["version"],
): Pick<ReleaseNotesInput, "facts" | "changes" | "renderChanges"> {
  return {
    facts: [...testRows(tests), ...deploymentRows(deployment)],
    changes:
      compatibility.kind === "compared"
        ? renderCompatibility(compatibility.compatibility, "the previous version")
        : "",
    renderChanges: (before, label) =>
      renderCompatibility(checkCompatibility({ before, after: version.schema }), label),
  };
}
