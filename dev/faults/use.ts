import type { StepOptions } from "../sandbox/runner.ts";
import type { SandboxOptions } from "../sandbox/server.ts";
import type { StepResult } from "../sandbox/step-result.ts";
import type { World } from "./world.ts";

/** One way in which the action is used: a world before it, and the step. */
export interface Use {
  readonly name: string;
  readonly options?: SandboxOptions;
  /** Puts in place what is there before the step. */
  prepare?(world: World): Promise<void> | void;
  /** Calls that only adorn this use, beside those that adorn every use; by their names. */
  readonly adorned?: RegExp;
  /** The one warning of a success that has not done what the use is for. */
  readonly refusal?: RegExp;
  /** Whether a success that is another than without the fault is as good: an image too many, say. */
  isAsGood?(result: StepResult): boolean;
  /** The step; the same when it is run again. */
  step(world: World): StepOptions;
}
