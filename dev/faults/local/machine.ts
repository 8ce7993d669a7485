import type { StepOptions, World } from "../../../__tests__/support/world.ts";
import { COMPILED } from "../world.ts";
import { MountNamespace } from "./mounts.ts";
import type { Occasion } from "./occasion.ts";

/** A world, and the machine in it that something is wrong with. */
export interface Machine {
  readonly world: World;
  readonly occasion: Occasion;
  /** The step's own view of the file system, where it has one. */
  readonly mounts: MountNamespace | undefined;
  /** A path of the step's, as it is seen from outside. */
  seen(path: string): string;
  /** The step, with what is different about it. */
  options(step: Partial<StepOptions>, different?: Partial<StepOptions>): StepOptions;
  close(): Promise<void>;
}

/** @param mountsOf shell that makes the step's own view of the file system; undefined: it has none. */
export async function openMachine(
  occasion: Occasion,
  mountsOf?: (machine: Machine) => readonly string[],
): Promise<Machine> {
  const ends: (() => unknown)[] = [];
  const world = await occasion.create((act) => ends.push(act));
  let mounts: MountNamespace | undefined;
  const machine: Machine = {
    world,
    occasion,
    get mounts() {
      return mounts;
    },
    seen: (path) => `${mounts?.root ?? ""}${path}`,
    options: (step, different = {}) =>
      world.step({
        ...step,
        ...different,
        inputs: { ...step.inputs, ...different.inputs },
        env: { ...COMPILED, ...step.env, ...different.env },
        ...(mounts && { within: mounts.within }),
      }),
    close: async () => {
      mounts?.close();
      for (const end of ends) await end();
    },
  };
  if (mountsOf) mounts = await MountNamespace.open(mountsOf(machine));
  return machine;
}
