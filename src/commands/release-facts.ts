import { compareSchemas } from "../compatibility/compare.ts";
import { renderCompatibility } from "../compatibility/render.ts";
import { redact } from "../lib/masks.ts";
import { fullName } from "../lib/model-name.ts";
import { formatDuration } from "../lib/units.ts";
import { code } from "../markdown/markdown.ts";
import type { ReleaseNotesInput } from "../release-notes/update.ts";
import type { Findings } from "../testing/findings.ts";
import { redactedCompatibility } from "../testing/redact.ts";

/** What release notes say about the tests, the deployment and the changes of a version. */
export function releaseFacts(
  { compatibility, trial, moved }: Findings,
  version: ReleaseNotesInput["version"],
): Pick<ReleaseNotesInput, "facts" | "changes" | "renderChanges"> {
  const cases = trial?.cases ?? [];
  const passed = cases.filter(({ failures }) => failures.length === 0).length;
  const phases = trial?.boot.phases;
  return {
    facts: [
      ["Boots in", phases && formatDuration(phases.queued + (phases.setup ?? 0))],
      ["Tests", cases.length > 0 ? `${passed} of ${cases.length} passed` : undefined],
      [
        "Deployment",
        moved && `${code(fullName(moved.deployment))}, release ${moved.deployment.release.number}`,
      ],
    ],
    changes: compatibility ? renderCompatibility(compatibility, "the previous version") : "",
    renderChanges: (before, label) =>
      renderCompatibility(
        redactedCompatibility(compareSchemas(before, version.schema), redact),
        label,
      ),
  };
}
