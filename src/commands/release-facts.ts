import { checkCompatibility } from "../compatibility/check.ts";
import { exampleInput } from "../compatibility/openapi.ts";
import { renderCompatibility } from "../compatibility/render.ts";
import { deploymentRows } from "../deployment/render.ts";
import type { ReleaseNotesInput } from "../release-notes/update.ts";
import type { Version } from "../replicate/parse.ts";
import { testRows } from "../testing/render.ts";
import type { Results } from "./results.ts";

/** What release notes say about the tests, the deployment, and the changes of a version. */
export function releaseFacts(
  { compatibility, tests, deployment }: Results,
  { schema }: Pick<Version, "schema">,
): Pick<ReleaseNotesInput, "exampleInput" | "facts" | "changes" | "renderChanges"> {
  return {
    exampleInput: exampleInput(schema),
    facts: [...testRows(tests), ...deploymentRows(deployment)],
    changes:
      compatibility.kind === "compared"
        ? renderCompatibility(compatibility.compatibility, "the previous version")
        : "",
    renderChanges: (before, label) =>
      renderCompatibility(checkCompatibility({ before, after: schema }), label),
  };
}
