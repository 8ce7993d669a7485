import type { StepResult } from "../sandbox/step-result.ts";
import { type Call, callsIn } from "./calls.ts";
import { wrongEnd } from "./rules.ts";
import { type State, stateOf, withoutChance } from "./state.ts";
import type { Use } from "./use.ts";
import { World } from "./world.ts";

/** A use when nothing goes wrong: what it asks of whom, and how everything is afterwards. */
export interface Baseline {
  readonly use: Use;
  readonly calls: readonly Call[];
  /** How everything was before. */
  readonly before: State;
  readonly after: State;
  readonly outputs: Readonly<Record<string, string>>;
  readonly warnings: number;
}

/**
 * Runs a use without a fault, and records what it asked for.
 * @throws {Error} when it does not end well: then nothing can be said of faults.
 */
export async function record(use: Use): Promise<Baseline> {
  const world = await World.create(use.options);
  try {
    await use.prepare?.(world);
    const before = stateOf(world.sandbox);
    const asked = world.sandbox.requests.length;
    const result = await world.runner.run(use.step(world));
    const wrong = wrongEnd(result);
    if (result.code !== 0 || wrong.length > 0)
      throw new Error(`${use.name} does not end well: ${wrong.join("; ")}\n${result.log}`);
    return {
      use,
      calls: callsIn(world.sandbox.requests.slice(asked)),
      before,
      after: stateOf(world.sandbox),
      outputs: outputsOf(world, result),
      warnings: result.warnings.length,
    };
  } finally {
    await world.close();
  }
}

/** The outputs, in words that are the same for every run that did the same. */
export function outputsOf({ sandbox }: World, { outputs }: StepResult): Record<string, string> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [
      name,
      wordsOf(name, value).replaceAll(sandbox.host, ""),
    ]),
  );
}

/** The path of a report is by chance. */
function wordsOf(name: string, value: string): string {
  if (name === "report") return "a path";
  return name === "tests" ? withoutTimes(value) : withoutChance(value);
}

function withoutTimes(tests: string): string {
  return tests.replaceAll(/"(seconds|url)":(\{[^}]*\}|"[^"]*"|null)/g, '"$1":…');
}
