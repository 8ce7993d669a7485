import { expect, onTestFinished } from "vitest";
import type { StepEvent } from "../../dev/sandbox/server.ts";
import { textOf, yamlBlocks } from "../contract/repository.ts";
import { SHOWN_WORKFLOWS } from "../contract/workflow-files.ts";
import { pushOf } from "../releases/pipeline.ts";
import { Workflow } from "../support/workflow.ts";
import { type SandboxOptions, World } from "../support/world.ts";
import {
  ActMachine,
  type ActOptions,
  DEFAULT_COG,
  REPOSITORY,
  type RunningWorkflow,
} from "./act.ts";
import type { StepRun, WorkflowRun } from "./act-log.ts";
import { Checkout, EXAMPLE } from "./checkout.ts";

/** Whose models the shown workflows push to. */
export const OWNER = "your-name";
export const MODEL = `${OWNER}/hello-world`;

/** The diffs of docs/migrate.md, as the workflow that they make. */
const MIGRATED = [...textOf("docs/migrate.md").matchAll(/^```diff\n([\s\S]*?)^```$/gm)].map(
  ([, diff = ""]) =>
    diff
      .trimEnd()
      .split("\n")
      .filter((line) => !line.startsWith("-"))
      .map((line) => line.slice(1))
      .join("\n"),
);

/** Every workflow that is shown to people, once, by the first place that shows it. */
export const SHOWN: ReadonlyMap<string, string> = new Map(
  [
    ...SHOWN_WORKFLOWS.map(({ place, text }) => [text.trim(), place.replace(/:\d+$/, "")] as const),
    ...MIGRATED.map((text, index) => [text.trim(), `docs/migrate.md, diff ${index + 1}`] as const),
  ]
    .toReversed()
    .map(([text, place]) => [text, place] as const),
);

/** A world with a machine that runs workflows on it. */
export interface ActWorld {
  readonly world: World;
  readonly machine: ActMachine;
}

/** The sandbox of `your-name`, for one test. */
export async function createActWorld(options: SandboxOptions = {}): Promise<ActWorld> {
  const world = await World.create({
    account: { username: OWNER },
    releases: [DEFAULT_COG],
    deletionDelay: 50,
    ...options,
  });
  return { world, machine: await ActMachine.create(world, onTestFinished) };
}

/** What differs from a push of examples/hello-world to main. */
export interface Occasion extends Partial<Omit<ActOptions, "directory" | "workflow">> {
  /** Files of the repository instead of examples/hello-world. */
  readonly files?: Readonly<Record<string, string>>;
}

const PATH = ".github/workflows/shown.yml";

/** Starts a workflow word for word, in a repository of its own, with the permissions that it asks for. */
export async function startText(
  { world, machine }: ActWorld,
  text: string,
  { files = EXAMPLE, ...occasion }: Occasion = {},
): Promise<RunningWorkflow> {
  const checkout = await Checkout.create({ ...files, [PATH]: text }, onTestFinished);
  Object.assign(world.sandbox.github.permissions, new Workflow(text).permissions);
  return machine.start({
    ...{ directory: checkout.directory, workflow: PATH, event: pushed() },
    ...occasion,
  });
}

/** The same, to the workflow's end. */
export async function runText(
  act: ActWorld,
  text: string,
  occasion?: Occasion,
): Promise<WorkflowRun> {
  return (await startText(act, text, occasion)).run;
}

/** The same with one of examples/workflows. */
export function runExample(act: ActWorld, name: string, occasion?: Occasion): Promise<WorkflowRun> {
  return runText(act, textOf(`examples/workflows/${name}`), occasion);
}

/** The YAML of the first code block of a page that has this. */
export function snippet(page: string, part: string): string {
  const text = yamlBlocks(page).find((block) => block.includes(part));
  if (text === undefined) throw new Error(`${page} has no snippet with ${part}`);
  return text;
}

/** A workflow with one job, `push`, of a checkout and these steps, which a page shows without one. */
export function jobWith(steps: string, on = "push"): string {
  const lines = steps.split("\n").filter((line) => line.trim() !== "");
  const indent = lines[0]?.search(/\S/) ?? 0;
  const shifted = lines.map((line) => `      ${line.slice(indent)}\n`).join("");
  return `on: { ${on}: }
permissions: {}
jobs:
  push:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
${shifted}`;
}

/** A push to main. */
export function pushed(): StepEvent {
  return pushOf(["main"], REPOSITORY);
}

/** Checks that every job succeeded and no step complained. */
export function clean(run: WorkflowRun): WorkflowRun {
  const complaints = run.steps.flatMap(({ errors, warnings }) => [...errors, ...warnings]);
  expect({ code: run.code, complaints, log: run.code === 0 ? "" : run.log }).toEqual({
    code: 0,
    complaints: [],
    log: "",
  });
  return run;
}

/** The main stages of a job's steps that have this output. */
export function stepsWith(run: WorkflowRun, output: string): readonly StepRun[] {
  return run.steps.filter(({ stage, outputs }) => stage === "Main" && output in outputs);
}
