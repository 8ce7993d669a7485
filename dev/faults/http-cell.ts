import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Runner, StepOptions } from "../sandbox/runner.ts";
import type { StepResult } from "../sandbox/step-result.ts";
import type { Baseline } from "./baseline.ts";
import { type Call, nameOf, patternOf, templateOf } from "./calls.ts";
import type { Cell, Verdict } from "./cell.ts";
import { alwaysWrong, ending, unrepaired } from "./judge.ts";
import { type Kind, kindsOf } from "./kinds.ts";
import { notesIn, type Refusal, refusalEnvironment, refusalsIn } from "./refusal.ts";
import { differences, stateOf } from "./state.ts";
import { startStranger } from "./stranger.ts";
import { World } from "./world.ts";

/** Seconds that a step may take which meets a fault: two waits of 120 s, and three where no answer comes. */
const LIMIT = { quick: 240, slow: 420 };

/** Methods of requests that may be sent again without harm. */
const REPEATABLE = new Set(["GET", "HEAD", "PATCH", "DELETE"]);

type Variant = "once" | "always";

/** The cells of one call of a use. */
export function cellsOf(baseline: Baseline, call: Call): Cell[] {
  return kindsOf("").flatMap(({ name, passes, isSlow }) =>
    (passes ? (["once", "always"] as const) : (["always"] as const)).map((variant) => ({
      use: baseline.use.name,
      place: nameOf(call),
      fault: name,
      variant,
      // Five attempts, with the pauses between them.
      isSlow: isSlow || (passes && variant === "always"),
      run: () => runCell(baseline, call, name, variant),
    })),
  );
}

async function runCell(
  baseline: Baseline,
  call: Call,
  kindName: string,
  variant: Variant,
): Promise<Verdict> {
  const { use } = baseline;
  const [world, stranger] = await Promise.all([World.create(use.options), startStranger()]);
  const kind = kindsOf(stranger.origin).find(({ name }) => name === kindName);
  if (kind === undefined) throw new Error(`What is ${kindName}?`);
  try {
    await use.prepare?.(world);
    const step = use.step(world);
    const fault = prepareFault(world, step, call, { kind, variant });
    const began = performance.now();
    const main = await world.runner.run(
      { ...step, env: { ...step.env, ...fault.env } },
      kind.isSlow ? LIMIT.slow : LIMIT.quick,
    );
    const seconds = (performance.now() - began) / 1000;
    const post = await postOf(world.runner, step, main);
    const problems = [
      ...((await fault.struck()) ? [] : ["the fault did not strike"]),
      ...(await alwaysWrong(world, main, post, stranger.heard())),
    ];
    const { sign, problems: more } = ending(world, main, call, baseline);
    problems.push(...more);
    if (variant === "once" && sign === "failed" && REPEATABLE.has(call.method))
      problems.push("it failed by a fault that passes, at a request that may be repeated");
    if (sign === "failed" && hasChanged(world, baseline)) {
      world.sandbox.faults.clear();
      problems.push(...unrepaired(world, await world.runner.run(step), baseline));
    }
    const said = [...main.errors, ...main.warnings].join("\n");
    return { sign: problems.length > 0 ? "wrong" : sign, problems, said, seconds };
  } finally {
    stranger.close();
    await world.close();
  }
}

/** Whether anything at Replicate or on GitHub is not as it was: if not, a second run is a first one. */
function hasChanged({ sandbox }: World, { before }: Baseline): boolean {
  const { core, decoration } = stateOf(sandbox);
  const changes = [
    ...differences(before.core, core),
    ...differences(before.decoration, decoration),
  ];
  return changes.length > 0;
}

function prepareFault(
  world: World,
  step: StepOptions,
  call: Call,
  { kind: { fault }, variant }: { readonly kind: Kind; readonly variant: Variant },
): { env: Record<string, string>; struck: () => Promise<boolean> } {
  const times = variant === "once" ? 1 : Number.MAX_SAFE_INTEGER;
  const { method, nth } = call;
  const path = patternOf(call.path);
  if (fault === "refused") {
    const refusal: Refusal = {
      entry: entryOf(step),
      method,
      pattern: path.source,
      nth,
      times,
      notes: notesIn(world.runner.directory),
    };
    const struck = async () => (await refusalsIn(refusal)) > 0;
    return { env: refusalEnvironment(refusal), struck };
  }
  const { requests } = world.sandbox;
  const from = requests.length;
  world.sandbox.fault({ ...fault, by: "other", method, path, skip: nth - 1, times });
  const struck = async () =>
    requests
      .slice(from)
      .filter((one) => one.by === "other" && one.method === method)
      .filter((one) => templateOf(one.path) === call.path).length >= nth;
  return { env: {}, struck };
}

/** The script that is the step's main. */
function entryOf({ action }: StepOptions): string {
  const name = action?.split("/").at(-1) ?? "main";
  return fileURLToPath(new URL(`../../dist/${name}.js`, import.meta.url));
}

/** The post step, where there is one and it has anything to do: it removes what main has left, and no more. */
async function postOf(
  runner: Runner,
  step: StepOptions,
  main: StepResult,
): Promise<StepResult | undefined> {
  const left = await readdir(runner.temporary);
  return step.action === undefined && left.length > 0 ? runner.post(step, main) : undefined;
}
