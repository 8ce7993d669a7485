import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it, type onTestFinished } from "vitest";
import type { Model } from "../../dev/sandbox/models/model.ts";
import type { RunningStep } from "../../dev/sandbox/runner.ts";
import { createPreviewWorld, modelNames, Pull } from "../support/preview.ts";
import type { StepResult, World } from "../support/world.ts";
import { type Interleaving, interleavingOf, type Turn } from "./interleavings.ts";

/**
 * Rounds of each kind; the first has the seed PREVIEW_SEED, each later one the next. The nightly workflow
 * runs more of them, with seeds of that night.
 */
const ROUNDS = Number(process.env["PREVIEW_ROUNDS"] ?? 4);
const FIRST_SEED = Number(process.env["PREVIEW_SEED"] ?? 1);
const SEEDS = Array.from({ length: ROUNDS }, (_, i) => FIRST_SEED + i);

/** Minutes: a step that hangs ends here, which costs the round nothing but time. */
const TIMEOUT = { inputs: { "timeout-minutes": "0.4" } };
const ROUND_TIMEOUT = 300_000;

/** Plays all turns, and waits until the last of their steps has ended. */
async function play(world: World, { turns }: Interleaving): Promise<readonly StepResult[]> {
  const pull = new Pull(world);
  const steps: RunningStep[] = [];
  for (const turn of turns) {
    await prepare(turn, steps);
    for (const fault of turn.faults) world.sandbox.fault(fault);
    if (turn.script !== undefined) world.sandbox.scriptCog(turn.script);
    steps.push(await pull.start(turn.action, TIMEOUT));
  }
  return Promise.all(steps.map(({ result }) => result));
}

async function prepare({ after }: Turn, steps: readonly RunningStep[]): Promise<void> {
  if (typeof after === "number") return pause(after);
  // What GitHub does for `cancel-in-progress`.
  if (after === "cancellation") for (const { process } of steps) process.kill("SIGINT");
  await Promise.all(steps.map(({ result }) => result));
}

/** All that is needed to see what happened. */
function describeRun(seed: number, plan: Interleaving, results: readonly StepResult[]): string {
  const runs = results.map(
    ({ code, outputs, log }, i) =>
      `--- ${plan.turns[i]?.action ?? "the last close"}: ${code}, ${outputs["status"]}\n${log}`,
  );
  return `PREVIEW_SEED=${seed} PREVIEW_ROUNDS=1\n${JSON.stringify(plan, undefined, 1)}\n${runs.join("\n")}`;
}

/** Expects that the production model is as it was, and that there is nothing else. */
function expectNothingLeft(world: World, production: Model | undefined, story: string): void {
  expect(modelNames(world), story).toEqual(["acme/hotdog"]);
  expect(world.sandbox.model("acme/hotdog"), story).toEqual(production);
  expect(story).not.toContain("[unexpected-error]");
}

async function createRound(plan: Interleaving, atEnd: typeof onTestFinished) {
  const { deletionDelay, pageSize } = plan;
  const world = await createPreviewWorld({ deletionDelay, pageSize }, atEnd);
  return { world, production: structuredClone(world.sandbox.model("acme/hotdog")) };
}

describe("any interleaving of a pull request's events", () => {
  it.concurrent.for(SEEDS)(
    "leaves nothing but the production model when the last step has ended: seed %i",
    { timeout: ROUND_TIMEOUT },
    async (seed, { onTestFinished: atEnd }) => {
      const plan = interleavingOf(seed, false);
      const { world, production } = await createRound(plan, atEnd);

      const played = await play(world, plan);

      expectNothingLeft(world, production, describeRun(seed, plan, played));
    },
  );

  it.concurrent.for(SEEDS)(
    "with faults and canceled steps leaves nothing after one more close: seed %i",
    { timeout: ROUND_TIMEOUT },
    async (seed, { onTestFinished: atEnd }) => {
      const plan = interleavingOf(seed, true);
      const { world, production } = await createRound(plan, atEnd);

      const played = await play(world, plan);
      world.sandbox.calm();
      const last = await new Pull(world).run("closed");

      const story = describeRun(seed, plan, [...played, last]);
      expectNothingLeft(world, production, story);
      expect(last, story).toMatchObject({ code: 0, errors: [], outputs: { status: "deleted" } });
    },
  );
});
