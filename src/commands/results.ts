import type { CompatibilityResult } from "../compatibility/compare.ts";
import { renderCompatibilityResult } from "../compatibility/render.ts";
import type { DeploymentResult } from "../deployment/move.ts";
import { renderDeploymentResult } from "../deployment/render.ts";
import type { NewerVersion } from "../reuse/reasons.ts";
import { renderNewerVersions } from "../reuse/render.ts";
import { renderTestResult } from "../testing/render.ts";
import type { TestResult } from "../testing/test-report.ts";

/** What the parts of a command returned so far. */
export interface Results {
  readonly compatibility: CompatibilityResult;
  readonly tests: TestResult;
  readonly deployment: DeploymentResult;
  /** Versions of newer commits that were replaced. */
  readonly newer: readonly NewerVersion[];
}

/** What a command begins with. */
export const NO_RESULTS: Results = {
  compatibility: { kind: "not-compared" },
  tests: { kind: "not-tested" },
  deployment: { kind: "not-moved" },
  newer: [],
};

/** The sections of a summary or comment; empty when there are no results. */
export function renderResults(results: Results, apiUrl: string): string[] {
  return [
    ...renderNewerVersions(results.newer),
    ...renderCompatibilityResult(results.compatibility),
    ...renderTestResult(results.tests),
    ...renderDeploymentResult(results.deployment, apiUrl),
  ];
}
