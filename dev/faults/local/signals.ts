import { readdir } from "node:fs/promises";
import { createVersionWorld, testVersion } from "../../../__tests__/gates/support.ts";
import { COG_VERSION, type StepOptions, type World } from "../../../__tests__/support/world.ts";
import type { RunningStep } from "../../sandbox/runner.ts";
import { scripts } from "../../sandbox/server.ts";
import type { StepResult } from "../../sandbox/step-result.ts";
import type { Matrix } from "../cell.ts";
import { HELD } from "./checks.ts";
import { CANCELED } from "./ends.ts";
import { cellOf, type LocalFault } from "./fault.ts";
import type { Machine } from "./machine.ts";
import { inCog, inRequest, until } from "./moments.ts";
import { close, type Occasion, preview, promote, push, pushIn } from "./occasion.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGKILL"] as const;
type Signal = (typeof SIGNALS)[number];

/** The runner kills a step so long after it has canceled it. Seconds. */
const PATIENCE = 10;
const ENDLESS = testVersion([{ inputs: { output: "x", run: 1e9 } }]);

/** A phase of the step: how it is made to last, and how it is seen to have come. */
interface Phase {
  readonly place: string;
  readonly occasion: Occasion;
  readonly hold: (world: World) => unknown;
  readonly reached: (world: World, step: RunningStep) => Promise<unknown>;
  readonly step?: () => Partial<StepOptions>;
  readonly restore?: (machine: Machine) => unknown;
  readonly signals?: readonly Signal[];
}

const DELETION = /^\/v1\/models\/[^/]+\/[^/]+\/versions\/[0-9a-f]{64}$/;
const ASSET = new RegExp(`^/releases/download/v${COG_VERSION}/cog_`);

const PHASES: readonly Phase[] = [
  {
    place: "start, before any request",
    occasion: push,
    hold: inRequest("GET", "/v1/account").hold,
    // The first thing that a step prints is a mask.
    reached: (_world, { process }) =>
      new Promise((resolve) => process.stdout?.once("data", resolve)),
  },
  { place: "preflight", occasion: push, ...inRequest("GET", "/v1/account") },
  { place: "download of Cog", occasion: push, ...inRequest("GET", ASSET) },
  { place: "creation of the model", occasion: pushIn({}), ...inRequest("POST", "/v1/models") },
  { place: "build", occasion: push, ...inCog("build") },
  { place: "push", occasion: push, ...inCog("push") },
  {
    place: "verification of the version",
    occasion: push,
    ...inRequest("GET", /^\/v1\/models\/acme\/hotdog\/versions\/[0-9a-f]{64}$/),
  },
  {
    // Replicate holds its answer for a second. Whoever is killed meanwhile never learns the id: such a
    // prediction ends by the time limit that it was created with.
    place: "creation of a prediction",
    occasion: {
      ...promote,
      create: (atEnd) => createVersionWorld({ speed: 4 }, atEnd),
    },
    hold: () => undefined,
    reached: ({ sandbox }) => until("prediction", () => sandbox.predictions.length > 0),
    step: () => ENDLESS,
    signals: ["SIGINT", "SIGTERM"],
  },
  {
    place: "prediction",
    occasion: promote,
    hold: ({ sandbox }) => sandbox.scriptModel("acme/hotdog", scripts.endless()),
    reached: (world) =>
      until("a look at the prediction", () =>
        world.requests().some((request) => /^GET \/v1\/predictions\//.test(request)),
      ),
    restore: ({ world }) => world.sandbox.scriptModel("acme/hotdog", scripts.answers("x")),
  },
  {
    place: "update of the deployment",
    occasion: promote,
    ...inRequest("PATCH", "/v1/deployments/acme/live"),
  },
  { place: "build of a preview", occasion: preview, ...inCog("build") },
  { place: "push of a preview", occasion: preview, ...inCog("push") },
  { place: "deletion of a version", occasion: close, ...inRequest("DELETE", DELETION) },
];

function inPhase({ hold, reached, signals = SIGNALS, ...phase }: Phase): LocalFault[] {
  return signals.map((signal) => ({
    ...phase,
    fault: signal,
    isSlow: true,
    before: ({ world }) => hold(world),
    during: async ({ world }, step) => {
      await reached(world, step);
      step.process.kill(signal);
    },
    ends: signal === "SIGKILL" ? "killed" : CANCELED,
    seconds: PATIENCE,
  }));
}

/** Post steps that have started before their step ended. */
const posts = new WeakMap<Machine, Promise<StepResult>>();

/** A phase in a job's container: no signal comes, and the post step starts. */
function inContainer({ hold, reached, ...phase }: Phase): LocalFault {
  return {
    ...phase,
    fault: "no signal",
    isSlow: true,
    before: ({ world }) => hold(world),
    during: async (machine, step) => {
      const { occasion, world } = machine;
      await reached(world, step);
      const options = machine.options(occasion.step(world), phase.step?.());
      posts.set(machine, world.runner.post(options, { state: await step.state() }));
    },
    post: (machine, options, main) =>
      posts.get(machine) ?? machine.world.runner.post(options, main),
    ends: "stopped",
    seconds: PATIENCE,
  };
}

/** A signal for the post step of a build that was killed: its Cog is deaf, so that it takes a while. */
const inPost = (signal: Signal): LocalFault => ({
  place: "post step",
  fault: signal,
  isSlow: true,
  before: ({ world }) => inCog("build").hold(world, { ignoresSigterm: true }),
  during: async ({ world }, step) => {
    await inCog("build").reached(world);
    step.process.kill("SIGKILL");
  },
  post: ({ world }, options, main) => postThatMeets(signal, world, options, main),
  ends: "killed",
});

/** One that is killed is run again: by then the credentials are gone, and only Cog may be left. */
async function postThatMeets(
  signal: Signal,
  { runner }: World,
  options: StepOptions,
  main: StepResult,
): Promise<StepResult> {
  const post = await runner.startPost(options, main);
  await until("the credentials to go", async () => (await readdir(runner.temporary)).length === 0);
  post.process.kill(signal);
  const result = await post.result;
  return signal === "SIGKILL" ? runner.post(options, main) : result;
}

export const CANCELLATIONS: Matrix = {
  name: "signals",
  title: "Canceled and killed",
  held: HELD,
  columns: {
    SIGINT: "the first signal that the runner sends when a job is canceled",
    SIGTERM: "the second signal, 7.5 seconds later",
    SIGKILL: "the step can't react: the post step and the second run have to clean up",
    "no signal":
      "in a container, no signal reaches the step: the post step starts while it still runs, and ends it",
  },
  cells: async () =>
    [
      ...PHASES.flatMap(inPhase),
      // Whoever is killed while a prediction is created never learns its id.
      ...PHASES.filter(({ signals = SIGNALS }) => signals.includes("SIGKILL")).map(inContainer),
      ...SIGNALS.map(inPost),
    ].map(cellOf),
};
