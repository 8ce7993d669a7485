import type { StepOptions } from "../sandbox/runner.ts";
import type { SandboxOptions } from "../sandbox/server.ts";
import type { World } from "./world.ts";

/** One way in which the action is used: a world before it, and the step. */
export interface Use {
  readonly name: string;
  readonly options?: SandboxOptions;
  /** Puts in place what is there before the step. */
  prepare?(world: World): Promise<void> | void;
  /** The step; the same when it is run again. */
  step(world: World): StepOptions;
}
