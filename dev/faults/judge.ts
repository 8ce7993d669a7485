import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { StepResult } from "../sandbox/step-result.ts";
import { type Baseline, outputsOf } from "./baseline.ts";
import { type Call, isDecoration, nameOf } from "./calls.ts";
import type { Sign } from "./cell.ts";
import { unfitIn, wrongEnd } from "./rules.ts";
import { differences, regardlessOfNumbers, stateOf, withoutFiles } from "./state.ts";
import { leaks, readTree, written } from "./traces.ts";
import type { World } from "./world.ts";

/** Outputs that tell of what only adorns the step. */
const DECORATIVE = ["image-size"];

/** What must hold of a step and of all that it has left, however it ended. */
export async function alwaysWrong(
  world: World,
  main: StepResult,
  post: StepResult | undefined,
  heardElsewhere: string,
): Promise<string[]> {
  const { sandbox, runner } = world;
  const secrets = world.secrets();
  const [machine, left] = await Promise.all([
    readTree(runner.directory),
    readdir(runner.temporary, { recursive: true }),
  ]);
  const sent = sandbox.requests
    .filter(({ service }) => service === "github")
    .map(({ body, path }) => `${path}\n${body}`)
    .join("\n");
  const places = [
    written(main),
    ...(post === undefined ? [] : [written(post)]),
    machine,
    new Map([["what was sent to GitHub", sent]]),
    new Map([["what was sent to another origin", heardElsewhere]]),
  ];
  return [
    ...wrongEnd(main),
    ...(post === undefined || post.code === 0 ? [] : [`its post step ended with ${post.code}`]),
    ...unfitIn("what was sent to GitHub", sent),
    ...places.flatMap((place) => leaks(secrets, place)),
    ...left
      // The report stays, for actions/upload-artifact.
      .filter((path) => join(runner.temporary, path) !== main.outputs["report"])
      .map((path) => `RUNNER_TEMP still has ${path}`),
    ...unprovedVersion(world, main),
  ];
}

/** If the output `version` is set, the model has that version. */
function unprovedVersion({ sandbox }: World, { outputs }: StepResult): string[] {
  const { version, model = "" } = outputs;
  if (version === undefined || version === "") return [];
  const known = sandbox.model(model)?.versions.some(({ id }) => id === version);
  return known ? [] : [`it gave out version ${version}, which ${model} does not have`];
}

/** How a step that met a fault at a call has ended, and what is wrong with that. */
export function ending(
  world: World,
  main: StepResult,
  call: Call,
  { use, after, outputs, warnings }: Baseline,
): { readonly sign: Sign; readonly problems: readonly string[] } {
  // A preview that Replicate does not delete is a warning, and left for the sweep.
  const [warning = "", ...others] = main.warnings;
  const hasFailed =
    others.length === 0 &&
    (use.refusal?.test(warning) === true ||
      (main.outputs["status"] === "failed" && warning !== ""));
  if (main.code !== 0 || hasFailed) return { sign: "failed", problems: [] };
  const state = stateOf(world.sandbox);
  const given = outputsOf(world, main);
  const more = main.warnings.length - warnings;
  const sign = more === 0 ? "recovered" : "warned";
  // Without its manifest, an image has no size and can't be compared.
  const most = isDecoration(call) ? 2 : 1;
  const tooMany =
    more > most ? [`it gave ${more} more warnings: ${main.warnings.join(" | ")}`] : [];
  if (use.isAsGood?.(main)) {
    const lines = differences(regardlessOfNumbers(after.core), regardlessOfNumbers(state.core));
    return { sign, problems: [...lines, ...tooMany] };
  }
  const adorns = isDecoration(call) || use.adorned?.test(nameOf(call)) === true;
  const mayBeMissing = more > 0 && adorns;
  const missing = mayBeMissing ? DECORATIVE : [];
  const problems = [
    ...(mayBeMissing
      ? differences(regardlessOfNumbers(after.core), regardlessOfNumbers(state.core))
      : differences(after.core, state.core)),
    ...differences(pairsOf(outputs, missing), pairsOf(given, missing)),
    ...(mayBeMissing ? [] : differences(after.decoration, state.decoration)),
  ].map((line) => `it succeeded with ${more} warnings, but ${line}`);
  return { sign, problems: [...problems, ...tooMany] };
}

function pairsOf(outputs: Readonly<Record<string, string>>, without: readonly string[]): string[] {
  return Object.entries(outputs)
    .filter(([name]) => !without.includes(name))
    .map(([name, value]) => `output ${name}=${value}`);
}

/** What a second run, without the fault, has not put right. */
export function unrepaired(world: World, again: StepResult, { after }: Baseline): string[] {
  if (again.code !== 0) return [`run again, it fails: ${again.errors.join(" | ")}`];
  const state = stateOf(world.sandbox);
  return [
    ...wrongEnd(again),
    ...unprovedVersion(world, again),
    ...differences(regardlessOfNumbers(after.core), regardlessOfNumbers(state.core)),
    ...differences(withoutFiles(after.decoration), withoutFiles(state.decoration)),
  ].map((problem) => `run again: ${problem}`);
}
