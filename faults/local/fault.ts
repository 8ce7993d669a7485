import type { StepOptions } from "../../__tests__/support/world.ts";
import type { RunningStep, StepResult } from "../../sandbox/runner.ts";
import type { Cell, Verdict } from "../cell.ts";
import { wrongEnd } from "../rules.ts";
import { checkTraces } from "./checks.ts";
import { type Machine, openMachine } from "./machine.ts";
import { type Occasion, push } from "./occasion.ts";

/** Something of the machine that goes wrong, and what has to come of it. */
export interface LocalFault {
  /** As those of a Cell. */
  readonly place: string;
  readonly fault: string;
  readonly variant?: string;
  /** A push unless told otherwise. */
  readonly occasion?: Occasion;
  readonly isSlow?: boolean;
  /** Lines of shell that make a view of the file system which only the step has; as root on Linux. */
  readonly mounts?: (machine: Machine) => readonly string[];
  /** Before the step. */
  readonly before?: (machine: Machine) => unknown;
  /** What of the step is different. */
  readonly step?: (machine: Machine) => Partial<StepOptions>;
  /** While it runs. */
  readonly during?: (machine: Machine, step: RunningStep) => unknown;
  /** In place of one post step. */
  readonly post?: (machine: Machine, options: StepOptions, main: StepResult) => Promise<StepResult>;
  /** Between the end of the step and its post step. */
  readonly between?: (machine: Machine) => unknown;
  /** Takes the fault away, for the second run. */
  readonly mend?: (machine: Machine) => unknown;
  readonly ends: End;
  /** Seconds that the step may take, or that it may take after `during` when there is one. */
  readonly seconds?: number;
}

/**
 * What the step comes to: all that it is for, its outputs printed perhaps where there is no file for them; what
 * its one error says (and its one notice), or its one warning; or it was killed.
 */
export type End =
  | "recovered"
  | "printed"
  | "killed"
  | { readonly told: RegExp; readonly outputsAreLost?: boolean; readonly noticed?: RegExp }
  | { readonly warned: RegExp };

/** A step without a long build ends in this. Seconds. */
const USUAL = 30;
/** Nothing is waited for any longer. Seconds. */
const LONGEST = 120;

/** A cell of the table of what the step was run for. */
export function cellOf(fault: LocalFault): Cell {
  const { place, fault: column, variant, isSlow = false, occasion = push } = fault;
  const cell = { use: occasion.name, place, fault: column, isSlow, run: () => run(fault) };
  return { ...cell, ...(variant !== undefined && { variant }) };
}

async function run(fault: LocalFault): Promise<Verdict> {
  const machine = await openMachine(fault.occasion ?? push, fault.mounts);
  try {
    return await judge(fault, machine);
  } finally {
    await machine.close();
  }
}

/** The step with the fault, its post step as the runner would run it, and a second run without the fault. */
async function judge(fault: LocalFault, machine: Machine): Promise<Verdict> {
  const { occasion, world } = machine;
  const { ends, seconds: limit = USUAL, post: runPost = postStep } = fault;
  await fault.before?.(machine);
  const usual = machine.options(occasion.step(world));
  const options = machine.options(occasion.step(world), fault.step?.(machine));
  const { main, seconds } = await runMain(fault, machine, options);
  await fault.between?.(machine);
  const post = await runPost(machine, options, main);
  const wrong = [
    ...wrongResult(ends, machine, main),
    ...(seconds > limit ? [`it took ${seconds.toFixed(0)} s, and ${limit} s are its limit`] : []),
    ...wrongPost(post),
    ...(await checkTraces(machine, { main, post })),
  ];

  await fault.mend?.(machine);
  world.sandbox.calm();
  const second = await world.runner.run(usual);
  const secondPost = await world.runner.post(usual, second);
  const repaired = [
    ...wrongEnd(second),
    ...occasion.missing(world, second),
    ...wrongPost(secondPost),
    ...(await checkTraces(machine, { main: second, post: secondPost })),
  ];
  const problems = [...wrong, ...repaired.map((problem) => `the second run: ${problem}`)];
  const sign = problems.length > 0 ? "wrong" : signOf(ends);
  return { sign, problems, said: said(main), seconds };
}

/** Runs the step with the fault, and takes the time from when the fault has come; one without an end is killed. */
async function runMain(
  { during }: LocalFault,
  machine: Machine,
  options: StepOptions,
): Promise<{ readonly main: StepResult; readonly seconds: number }> {
  const step = await machine.world.runner.start(options);
  const killer = setTimeout(() => step.process.kill("SIGKILL"), LONGEST * 1000);
  const begun = Date.now();
  const happened = during && Promise.resolve(during(machine, step)).then(() => Date.now());
  const since = (await Promise.race([happened, step.result.then(() => undefined)])) ?? begun;
  const main = await step.result;
  clearTimeout(killer);
  return { main, seconds: (Date.now() - since) / 1000 };
}

function postStep({ world }: Machine, options: StepOptions, main: StepResult): Promise<StepResult> {
  return world.runner.post(options, main);
}

function signOf(end: End): Verdict["sign"] {
  if (typeof end === "string") return "recovered";
  return "told" in end ? "told" : "warned";
}

function said({ errors, warnings, code }: StepResult): string {
  return [...errors, ...warnings].join("\n") || `ended with ${code}`;
}

function wrongResult(end: End, { occasion, world }: Machine, result: StepResult): string[] {
  const { code, outputs, log } = result;
  if (end === "killed") return code === "SIGKILL" ? [] : [`it ended with ${code}`];
  const given = givenOutputs(end, result);
  return [
    ...wrongEnd({ ...result, outputs: given, log: withoutCog(log) }),
    ...otherEnd(end, { ...result, outputs: given }, () =>
      occasion.missing(world, { ...result, outputs: given }),
    ),
    ...guessed(world.sandbox, outputs["version"]),
  ];
}

/** The outputs that a step has set, in its file or, without one, by the command that came before it. */
function givenOutputs(end: End, { outputs, log }: StepResult): StepResult["outputs"] {
  if (typeof end === "object" && "told" in end && end.outputsAreLost) return { status: "failed" };
  if (end !== "printed") return outputs;
  const printed = log.matchAll(/^::set-output name=([\w-]+)::(.*)$/gm);
  return Object.fromEntries([...printed].map(([, name, value]) => [name, value]));
}

/** How it ended, where that is not as it should. */
function otherEnd(end: End, result: StepResult, missing: () => string[]): string[] {
  const { errors, warnings, notices } = result;
  if (typeof end === "object" && "told" in end)
    return [
      ...notSaid("error", errors, end.told),
      ...(end.noticed === undefined ? [] : notSaid("notice", notices, end.noticed)),
    ];
  const expected = typeof end === "object" ? end.warned : undefined;
  const warned =
    expected === undefined
      ? warnings.map((text) => `it warns: ${text}`)
      : notSaid("warning", warnings, expected);
  return [...missing(), ...warned];
}

function notSaid(kind: string, texts: readonly string[], pattern: RegExp): string[] {
  const [text = ""] = texts;
  if (texts.length === 1 && pattern.test(text)) return [];
  return [`no one ${kind} says ${pattern}: ${texts.join(" | ")}`];
}

/** A version in the outputs has to be one that is there. */
function guessed({ state }: Machine["world"]["sandbox"], version: string | undefined): string[] {
  const ids = [...state.models.values()].flatMap(({ versions }) => versions.map(({ id }) => id));
  const isThere = version === undefined || ids.includes(version);
  return isThere ? [] : [`it names ${version}, which is nowhere`];
}

function wrongPost({ code, errors, log }: StepResult): string[] {
  const isWell = code === 0 && errors.length === 0 && !/^\s+at \S/m.test(log);
  return isWell ? [] : [`its post step ended with ${code}: ${log}`];
}

/** A log without what Cog has printed, which is Cog's to answer for. */
function withoutCog(log: string): string {
  return log.replaceAll(/^::stop-commands::(.+)$[\s\S]*?^::\1::$/gm, "");
}
