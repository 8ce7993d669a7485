import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Prediction } from "../../../src/replicate/parse.ts";
import { isColdStart, type Phases, phasesOf } from "../../../src/testing/prediction-result.ts";
import { prediction } from "./gate-support.ts";

const T = 1_000_000;
const NOW = T + 100_000;
const at = (seconds: number): number => T + seconds * 1000;

describe("a prediction's phases", () => {
  it.each<[string, Partial<Prediction>, number | undefined, Phases]>([
    ["warm", {}, undefined, { queued: 5, setup: undefined, running: 2 }],
    [
      "cold, its setup seen",
      { startedAt: at(60), completedAt: at(70), predictSeconds: 9.5 },
      at(40),
      { queued: 40, setup: 20, running: 9.5 },
    ],
    [
      "of an API without predict_time",
      { predictSeconds: undefined },
      undefined,
      { queued: 5, setup: undefined, running: 2 },
    ],
    [
      "still running",
      { status: "processing", completedAt: undefined, predictSeconds: undefined },
      undefined,
      { queued: 5, setup: undefined, running: 95 },
    ],
    [
      "never started",
      {
        status: "starting",
        startedAt: undefined,
        completedAt: undefined,
        predictSeconds: undefined,
      },
      undefined,
      { queued: 100, setup: undefined, running: undefined },
    ],
    [
      "ended in setup",
      { status: "failed", startedAt: undefined, completedAt: at(50), predictSeconds: undefined },
      at(20),
      { queued: 20, setup: 30, running: undefined },
    ],
    [
      "setup heard of only after predict() began",
      {},
      at(6),
      { queued: 5, setup: undefined, running: 2 },
    ],
    ["setup heard of as predict() began", {}, at(5), { queued: 5, setup: undefined, running: 2 }],
    [
      "by clocks that differ",
      { startedAt: at(-3), completedAt: at(-4), predictSeconds: undefined },
      undefined,
      { queued: 0, setup: undefined, running: 0 },
    ],
  ])("%s", (_, some, setupSeenAt, phases) => {
    expect(phasesOf(prediction(some), setupSeenAt, NOW)).toEqual(phases);
  });

  it("are never negative, and sum up to no more than the whole time", () => {
    const time = fc.option(fc.integer({ min: T - 10_000, max: NOW }), { nil: undefined });
    fc.assert(
      fc.property(time, time, time, (startedAt, completedAt, seen) => {
        const some = { startedAt, completedAt, predictSeconds: undefined };
        const { queued, setup = 0, running = 0 } = phasesOf(prediction(some), seen, NOW);
        for (const part of [queued, setup, running]) expect(part).toBeGreaterThanOrEqual(0);
      }),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 50 }),
        fc.integer({ min: 0, max: 50 }),
        fc.integer({ min: 0, max: 50 }),
        (wait, setup, run) => {
          const [seen, startedAt] = [at(wait), at(wait + setup)];
          const completedAt = at(wait + setup + run);
          const one = prediction({ startedAt, completedAt, predictSeconds: undefined });
          const phases = phasesOf(one, seen, NOW);
          expect(phases.queued + (phases.setup ?? 0) + (phases.running ?? 0)).toBeCloseTo(
            wait + setup + run,
          );
        },
      ),
    );
  });
});

describe("a cold start", () => {
  it.each([
    [10, undefined, false],
    [10.1, undefined, true],
    [6, 5, true],
    [0, 11, true],
    [5, 5, false],
  ])("is one after %d s and a setup of %d s: %s", (queued, setup, cold) => {
    expect(isColdStart({ queued, setup, running: 500 })).toBe(cold);
  });
});
