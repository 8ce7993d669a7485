import type { Compatibility } from "../schema/compare.ts";
import type { MovedDeployment } from "../steps/move-deployment.ts";
import type { Trial } from "./trial.ts";

/** What the gates have found so far: told when the step ends, and when one of them fails. */
export interface Findings {
  compatibility?: Compatibility;
  trial?: Trial;
  moved?: MovedDeployment;
}
