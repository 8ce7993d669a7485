import { type CompatibilityResult, checkCompatibility } from "../compatibility/check.ts";
import { renderCompatibility, renderCompatibilityResult } from "../compatibility/render.ts";
import type { DeploymentResult } from "../deployment/move.ts";
import { deploymentRows, renderDeploymentResult } from "../deployment/render.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { writeSummary } from "../lib/summary-file.ts";
import { code } from "../markdown/markdown.ts";
import type { ReleaseNotesInput } from "../release-notes/update.ts";
import { renderTestResult, testRows } from "../testing/render.ts";
import type { TestResult } from "../testing/test-report.ts";

/** What the parts of a command returned so far. */
export interface Results {
  readonly compatibility: CompatibilityResult;
  readonly tests: TestResult;
  readonly deployment: DeploymentResult;
}

/** What a command begins with. */
export const NO_RESULTS: Results = {
  compatibility: { kind: "not-compared" },
  tests: { kind: "not-tested" },
  deployment: { kind: "not-moved" },
};

/** The sections of a summary or comment; empty when there are no results. */
export function renderResults(results: Results, apiUrl: string): string[] {
  return [
    ...renderCompatibilityResult(results.compatibility),
    ...renderTestResult(results.tests),
    ...renderDeploymentResult(results.deployment, apiUrl),
  ];
}

/** What release notes say about the tests, the deployment and the changes of a version. */
export function releaseFacts(
  { compatibility, tests, deployment }: Results,
  { schema: after }: ReleaseNotesInput["version"],
): Pick<ReleaseNotesInput, "rows" | "changes" | "renderChanges"> {
  return {
    rows: [...testRows(tests), ...deploymentRows(deployment)],
    changes:
      compatibility.kind === "compared"
        ? renderCompatibility(compatibility.compatibility, "the previous version")
        : "",
    renderChanges: (before, label) =>
      renderCompatibility(checkCompatibility({ before, after }), label),
  };
}

/** Writes to the summary what was found before a later part failed. */
export async function reportPartialResults(
  name: ModelName,
  results: Results,
  apiUrl: string,
): Promise<void> {
  const sections = renderResults(results, apiUrl);
  if (sections.length > 0)
    await writeSummary([`## Results for ${code(fullName(name))}`, ...sections].join("\n\n"));
}
