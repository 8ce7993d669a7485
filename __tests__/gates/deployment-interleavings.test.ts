import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Occasion, Plan } from "../../dev/sandbox/server.ts";
import { randomNumbers } from "../preview/interleavings.ts";
import { createVersionWorld, SERVED, served, TESTED } from "./support.ts";

/** Rounds; the first has the seed CHECK_SEED, each later one the next. */
const ROUNDS = Number(process.env["CHECK_ROUNDS"] ?? 2);
const FIRST_SEED = Number(process.env["CHECK_SEED"] ?? 1);
const SEEDS = Array.from({ length: ROUNDS }, (_, i) => FIRST_SEED + i);
const ROUND_TIMEOUT = 240_000;

/** Minutes: more than the predictions take, as a step waits so long for one that overtook it. */
const CHECK = { deployment: "live", "deployment-check": "true", "test-timeout-minutes": "0.15" };

/**
 * Two pushes, a release of the version that was pushed before, and a rollback, at any time. Versions that were pushed
 * fail behind the deployment as the seed has it; SERVED is fine.
 */
describe("two pushes, a release and a rollback on one deployment", () => {
  it.each(SEEDS)(
    "never leave it on a version that failed: seed %i",
    async (seed) => {
      const random = randomNumbers(seed);
      const isBad = new Map<number, boolean>();
      const takes = new Map<number, number>();
      for (const number of [2, 3, 4]) {
        isBad.set(number, random() < 0.7);
        takes.set(number, random() * 120);
      }
      const script = ({ number }: Occasion): Plan => ({
        run: takes.get(number) ?? 0,
        ...(isBad.get(number) === true && { error: "broken" }),
      });
      const world = await createVersionWorld({ script });
      const { sandbox } = world;
      const numberOf = (version: string | undefined): number => {
        const versions = sandbox.model("acme/hotdog")?.versions ?? [];
        return versions.length - versions.findIndex(({ id }) => id === version);
      };
      const steps = [{}, {}, { version: TESTED }, { version: SERVED }].map(async (inputs) => {
        await pause(random() * 3000);
        return world.run({ inputs: { ...CHECK, ...inputs } });
      });

      const results = await Promise.all(steps);

      const story = results.map(({ log }) => log).join("\n---\n");
      expect(story).not.toContain("[unexpected-error]");
      expect(isBad.get(numberOf(served(world))) ?? false, `seed ${seed}\n${story}`).toBe(false);
    },
    ROUND_TIMEOUT,
  );
});
