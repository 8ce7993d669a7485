import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { RunningStep } from "../../sandbox/runner.ts";
import type { StepResult } from "../../sandbox/step-result.ts";
import type { Cell, Matrix, Verdict } from "../cell.ts";
import { processesLeft } from "../local/checks.ts";
import { wrongPost } from "../local/ends.ts";
import { moment } from "../local/moments.ts";
import { wrongEnd } from "../rules.ts";
import { type Beginning, observe } from "./beginnings.ts";
import { createGatedPush, type GatedPush } from "./gated-push.ts";

/** How many moments of a push are tried. */
export const MOMENTS = 50;

/** Nothing is waited for any longer. Seconds. */
const LONGEST = 60;
/** A beginning may be noticed so long after the end of the step. Seconds. */
const LATE = 1;
/** The action itself gives up after 2 seconds; the runner kills a step after 10. */
const PATIENCE = 10;

/** What a canceled step may still send: it cancels its predictions and deletes its uploads. */
const CLEANUP = /^(POST \/v1\/predictions\/[^/]+\/cancel|DELETE \/v1\/files\/[^/]+)$/;
/** The step's one error. After the push, it says whether the version is confirmed. */
const CANCELED = /\[(canceled|version-unconfirmed)\]\n/;
/** Whoever never gets the answer to these never learns the id of what runs: it ends by its own time limit. */
const CREATION = /^POST \/v1\/(.*\/)?predictions$/;

/** How the step is canceled, and what becomes of the thing that begins at this moment. */
const COLUMNS = {
  goes: "SIGINT; what has just begun continues, and a request gets its response",
  hangs:
    "SIGTERM; what has just begun never ends: a request gets no response, a program ignores SIGTERM",
  "no signal":
    "in a container, no signal reaches the step: the post step starts; what has just begun never ends",
} as const;
type Column = keyof typeof COLUMNS;

interface Moment {
  readonly at: Beginning;
  readonly column: Column;
}

/** How a canceled step has ended. */
interface Ended {
  readonly result: StepResult;
  /** The post step, where it ran because no signal came. */
  readonly post: StepResult | undefined;
  /** Since the cancellation. */
  readonly seconds: number;
}

/** Runs a push without a cancel, and lists what begins in it, in order. */
async function recordBeginnings(): Promise<Beginning[]> {
  return withPush(async (push) => {
    const found: Beginning[] = [];
    const end = observe(push, (beginning) => void found.push(beginning));
    const result = await push.world.runner.run(push.step);
    await moment(LATE / 10);
    end();
    if (result.code !== 0) throw new Error(`The push does not end well:\n${result.log}`);
    return found;
  });
}

async function withPush<T>(act: (push: GatedPush) => Promise<T>): Promise<T> {
  const ends: (() => unknown)[] = [];
  try {
    return await act(await createGatedPush((end) => ends.push(end)));
  } finally {
    for (const end of ends) await end();
  }
}

/** Every program and stage, and so many requests, spread evenly, that there are `count`; every second one hangs. */
export function momentsOf(beginnings: readonly Beginning[], count: number): Moment[] {
  const requests = beginnings.filter(({ kind }) => kind === "request");
  const wanted = count - (beginnings.length - requests.length);
  const spread = new Set(
    Array.from({ length: wanted }, (_, i) => requests[Math.floor((i * requests.length) / wanted)]),
  );
  return beginnings
    .filter((at) => at.kind !== "request" || spread.has(at))
    .map((at, index) => ({ at, column: index % 2 === 0 ? "goes" : "hangs" }));
}

function cellOf({ at, column }: Moment): Cell {
  const place = `${at.name}${at.nth > 1 ? ` (${at.nth})` : ""}`;
  const run = (): Promise<Verdict> => withPush((push) => cancelAt({ at, column }, push));
  return { use: "push, every gate", place, fault: column, isSlow: false, run };
}

async function cancelAt({ at, column }: Moment, push: GatedPush): Promise<Verdict> {
  const { world, step } = push;
  const isHeld = column !== "goes" && !CREATION.test(at.name);
  if (isHeld) await hold(at, push);
  const reached = Promise.withResolvers<number>();
  let running: RunningStep | undefined;
  const end = observe(push, async ({ name, nth }) => {
    if (name !== at.name || nth !== at.nth) return;
    if (column !== "no signal") running?.process.kill(column === "goes" ? "SIGINT" : "SIGTERM");
    reached.resolve(Date.now());
    if (isHeld) await new Promise(() => undefined);
  });
  const late = join(world.runner.directory, "late-requests");
  running = await world.runner.start({
    ...step,
    env: { ...step.env, ...lateRequests(late) },
  });
  const { process: main, result, state } = running;
  const killer = setTimeout(() => main.kill("SIGKILL"), LONGEST * 1000);
  try {
    void result.then(async ({ log }) => {
      await moment(LATE);
      reached.reject(new Error(`The step ended before ${at.name} (${at.nth}):\n${log}`));
    });
    const since = await reached.promise;
    const post =
      column === "no signal" ? await world.runner.post(step, { state: await state() }) : undefined;
    const ended = { result: await result, post, seconds: (Date.now() - since) / 1000 };
    const problems = await wrongIn(push, ended, late);
    const sign = problems.length > 0 ? "wrong" : "failed";
    return { sign, problems, said: ended.result.errors.join("\n"), seconds: ended.seconds };
  } finally {
    clearTimeout(killer);
    main.kill("SIGKILL");
    end();
  }
}

/** Makes what begins hang; a request is held by its answer. */
async function hold({ kind, name, nth }: Beginning, push: GatedPush): Promise<void> {
  if (kind === "program") await push.hold(name, nth);
  if (kind !== "stage") return;
  const { sandbox } = push.world;
  if (nth > 1) sandbox.scriptCog({ times: nth - 1 });
  const takes = name === "Cog's push" ? "pushTakes" : "buildTakes";
  sandbox.scriptCog({ [takes]: 3_600_000, grandchild: true, ignoresSigterm: true });
}

/** What a step's environment needs so that its late requests are noted. */
function lateRequests(file: string): Record<string, string> {
  const preload = fileURLToPath(new URL("./late.ts", import.meta.url));
  return { FAULTS_LATE_REQUESTS: file, NODE_OPTIONS: `--import=${preload}` };
}

async function wrongIn(push: GatedPush, ended: Ended, late: string): Promise<string[]> {
  const { result, seconds } = ended;
  const { world, step } = push;
  const { sandbox, runner } = world;
  const outlived = await processesLeft(push);
  const asked = sandbox.requests.length;
  const left = await readdir(runner.temporary);
  const isLeft = left.length > 0 || Boolean(result.state["predictions"]);
  const post = ended.post ?? (isLeft ? await runner.post(step, result) : undefined);
  const after = sandbox.requests.slice(asked).map(({ method, path }) => `${method} ${path}`);
  const begun = (await readFile(late, "utf8").catch(() => "")).split("\n").filter(Boolean);
  const predictions = sandbox.predictions.filter(({ status }) => /^(starting|proc)/.test(status));
  return [
    ...wrongCancel(ended),
    ...(post === undefined ? [] : wrongPost(post)),
    ...(seconds > PATIENCE ? [`it took ${seconds.toFixed(1)} s`] : []),
    ...outlived,
    ...begun.filter((one) => !CLEANUP.test(one)).map((one) => `it began ${one} after the signal`),
    ...after.filter((one) => !CLEANUP.test(one)).map((one) => `after its end came ${one}`),
    ...predictions.map(({ id }) => `prediction ${id} is left running`),
    ...sandbox.files.map(({ name }) => `the upload ${name} is left`),
    ...(await readdir(runner.temporary)).filter((name) => name !== reportOf(result)),
    ...(await listenersIn(runner.temporary)),
  ];
}

/** A step that the post step ends is killed where it does not end in time, as on a loaded machine. */
function wrongCancel({ result, post }: Ended): string[] {
  if (post !== undefined && result.code === "SIGKILL") return [];
  const { code, errors } = result;
  const isCanceled = CANCELED.test(errors.join("\n"));
  return [...wrongEnd(result), ...(isCanceled ? [] : [`it ended with ${code}: ${errors}`])];
}

function reportOf({ outputs }: StepResult): string | undefined {
  return outputs["report"]?.split("/").at(-1);
}

/** Sockets below a directory that somebody listens on (Linux). */
async function listenersIn(directory: string): Promise<string[]> {
  const sockets = await readFile("/proc/net/unix", "utf8").catch(() => "");
  const lines = sockets.split("\n").filter((line) => line.includes(directory));
  return lines.map((line) => `a socket is left: ${line}`);
}

export const CANCEL: Matrix = {
  name: "cancel",
  title: "Canceled at any moment",
  held: [
    "The step ends with one annotation that says that it was canceled, by its own limit of 2 seconds. In a container, the post step ends it, by the same limit.",
    "No process and no socket of the step is left then, even if a program ignores SIGTERM.",
    "No request that changes something begins after the signal, except the cancellation of predictions and the deletion of uploads.",
    "After the post step, no prediction, no uploaded file and no file with credentials is left.",
  ],
  columns: COLUMNS,
  note: `In one push, the ${MOMENTS} moments are the start of each program, the start of each stage of Cog, and about every second request. The push has a test model, test cases, a deployment with its check, and release notes.`,
  cells: async () => {
    const moments = momentsOf(await recordBeginnings(), MOMENTS);
    const inContainers = moments
      // Whoever is killed while a prediction is created never learns its ID.
      .filter(({ at }) => !CREATION.test(at.name))
      .map(({ at }) => ({ at, column: "no signal" as const }));
    return [...moments, ...inContainers].map(cellOf);
  },
};
