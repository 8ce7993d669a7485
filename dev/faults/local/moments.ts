import { setTimeout as pause } from "node:timers/promises";
import type { World } from "../../../__tests__/support/world.ts";
import type { CogScript } from "../../sandbox/server.ts";

const FOREVER = 600_000;
const PATIENCE = 60_000;

/** Waits until something holds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`the cell waited in vain for ${what}`);
    await pause(10);
  }
}

/** Waits for what is bound to happen and can't be seen. */
export const moment = (seconds: number): Promise<void> => pause(seconds * 1000);

/** Cog in a stage that does not end, with a process of its own. */
export function inCog(stage: "build" | "push") {
  return {
    hold: ({ sandbox }: World, script: CogScript = {}): void =>
      sandbox.scriptCog({ [`${stage}Takes`]: FOREVER, grandchild: true, ...script }),
    reached: async ({ sandbox }: World): Promise<void> => {
      const run = await sandbox.cogReaches(stage);
      await until("a process of Cog's", () => run.grandchild !== undefined);
    },
  };
}

/** A request that takes effect and is never answered, once. */
export function inRequest(method: string, path: string | RegExp) {
  const isIt = (request: string): boolean => {
    const [made = "", at = ""] = request.split(" ");
    return made === method && (typeof path === "string" ? at === path : path.test(at));
  };
  return {
    hold: ({ sandbox }: World): void =>
      sandbox.fault({ method, path, breaks: "hang", takesEffect: true }),
    reached: (world: World): Promise<void> =>
      until(`${method} ${path}`, () => world.requests().some(isIt)),
  };
}
