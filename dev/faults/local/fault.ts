import type { StepOptions } from "../../../__tests__/support/world.ts";
import type { RunningStep } from "../../sandbox/runner.ts";
import type { StepResult } from "../../sandbox/step-result.ts";
import type { Cell, Verdict } from "../cell.ts";
import { wrongEnd } from "../rules.ts";
import { checkTraces } from "./checks.ts";
import { type End, signOf, wrongPost, wrongResult } from "./ends.ts";
import { type Machine, openMachine } from "./machine.ts";
import { moment } from "./moments.ts";
import { type Occasion, push } from "./occasion.ts";

/** Something of the machine that goes wrong, and what has to come of it. */
export interface LocalFault {
  /** As those of a Cell. */
  readonly place: string;
  readonly fault: string;
  readonly variant?: string;
  /** A push by default. */
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
  readonly restore?: (machine: Machine) => unknown;
  readonly ends: End;
  /** Seconds that the step may take, or that it may take after `during` when there is one. */
  readonly seconds?: number;
}

/** A step without a long build ends in this. Seconds. */
const USUAL = 30;
/** Nothing is waited for any longer. Seconds. */
const LONGEST = 120;
/** What happens to a step may be noticed so long after its end. Seconds. */
const LATE = 5;

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

  await fault.restore?.(machine);
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
  const kill = (): boolean => step.process.kill("SIGKILL");
  const killer = setTimeout(kill, LONGEST * 1000);
  try {
    let since = Date.now();
    const happened = Promise.resolve(during?.(machine, step)).then(() => {
      if (during !== undefined) since = Date.now();
    });
    const [main] = await Promise.all([step.result, Promise.race([happened, tooLate(step)])]);
    return { main, seconds: (Date.now() - since) / 1000 };
  } finally {
    clearTimeout(killer);
    kill();
  }
}

/** @throws when a step has ended, and nothing has gone wrong with it: then the cell tries nothing. */
async function tooLate({ result }: RunningStep): Promise<never> {
  await result;
  await moment(LATE);
  throw new Error("the step ended before its fault came");
}

function postStep({ world }: Machine, options: StepOptions, main: StepResult): Promise<StepResult> {
  return world.runner.post(options, main);
}

function said({ errors, warnings, code }: StepResult): string {
  return [...errors, ...warnings].join("\n") || `ended with ${code}`;
}
