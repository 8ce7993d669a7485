import type { Compatibility } from "../compatibility/compare.ts";
import type { Deployment } from "../replicate/parse.ts";
import type { TestReport } from "./test-report.ts";

/** What the gates have found so far: told when the step ends, and when one of them fails. */
export interface Findings {
  compatibility?: Compatibility;
  trial?: TestReport;
  moved?: MovedDeployment;
}

/** A deployment that serves the version now. */
export interface MovedDeployment {
  readonly deployment: Deployment;
  readonly created: boolean;
  /** What it served before; undefined when it was created. */
  readonly previousVersion: string | undefined;
}
