import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Runner } from "../../dev/sandbox/runner.ts";
import { startSandbox } from "../../dev/sandbox/server.ts";
import { readProject } from "../../src/cog/project.ts";
import { runPlan } from "../../src/commands/run-plan.ts";
import { readCheckout } from "../../src/git/repository.ts";
import { createHttp, fetchFor } from "../../src/http/client.ts";
import { readEventInputs, readInputs } from "../../src/inputs/action.ts";
import { ActionError, errorMessage } from "../../src/lib/errors.ts";
import { decideEvent } from "../../src/plan/events.ts";
import { makePlan } from "../../src/plan/plan.ts";
import { readLabels } from "../../src/registry/manifest.ts";
import { fetchChallenge, logIn } from "../../src/registry/session.ts";
import { labeledCommit } from "../../src/reuse/built-from.ts";
import { readContext } from "../../src/runtime/context.ts";
import { createRuntime } from "../../src/runtime/runtime.ts";
import { readSuiteInput } from "../../src/testing/read-suite.ts";
import { randomNumbers } from "../preview/interleavings.ts";
import { git } from "../support/sources.ts";

/**
 * Lets pushes, releases, and promotions of one model overlap, in one process: it would take minutes to start each
 * step as a process of its own. `node overlap-driver.ts ROUNDS SEED RESULT`
 */

export interface Run {
  readonly kind: "push" | "release" | "promote";
  /** Commits are counted; a promotion has that of its version. */
  readonly commit: number;
  /** Codes of its problems, or what else was thrown; empty: it succeeded. */
  readonly problems: readonly string[];
}

export interface Round {
  readonly seed: number;
  readonly runs: readonly Run[];
  /** Commits of the versions that the deployment was moved to, in order. */
  readonly moves: readonly number[];
  /** Commit of the version that it serves at the end. */
  readonly served: number | undefined;
}

type Inputs = Readonly<Record<string, string>>;

const MODEL = "acme/hotdog";
const [rounds = "1", seed = "1", result = ""] = process.argv.slice(2);

const sandbox = await startSandbox({
  cogPusher: "direct",
  models: [{ owner: "acme", name: "hotdog" }],
  speed: 1000,
});
const runner = await Runner.create();
const files = ["OUTPUT", "STEP_SUMMARY", "STATE", "ENV", "PATH"].map((name) => [
  `GITHUB_${name}`,
  join(runner.directory, name),
]);
for (const [, file = ""] of files) await writeFile(file, "");
Object.assign(process.env, Object.fromEntries(files), {
  RUNNER_TEMP: runner.temporary,
  RUNNER_TOOL_CACHE: runner.toolCache,
});

/** Versions by their commits' numbers, as the steps confirm them. */
const commits = new Map<string, number>();
const ids: string[] = [];

/** Two checkouts: of a commit, and of the one that follows it. */
const older = join(runner.directory, "older");
const newer = join(runner.directory, "newer");
await cp(join(import.meta.dirname, "../../examples/hello-world"), older, { recursive: true });
await git(older, "init", "--quiet", "--initial-branch=main");
await git(older, "add", "--all");
await commit(older);
await git(runner.directory, "clone", "--quiet", older, newer);

async function commit(directory: string): Promise<number> {
  await git(directory, "commit", "--quiet", "--allow-empty", "--message=Change");
  return ids.push(await git(directory, "rev-parse", "HEAD")) - 1;
}

async function follow(directory: string, other: string): Promise<void> {
  await git(directory, "fetch", "--quiet", other, "main");
  await git(directory, "reset", "--quiet", "--hard", "FETCH_HEAD");
}

/** Runs a step as main.ts does. Inputs are variables of the process, which are read before anything is waited for. */
async function runStep(directory: string, event: string, inputs: Inputs): Promise<void> {
  const signal = new AbortController().signal;
  const sha = await git(directory, "rev-parse", "HEAD");
  const context = readContext({
    PATH: process.env["PATH"],
    HOME: runner.home,
    RUNNER_TEMP: runner.temporary,
    RUNNER_TOOL_CACHE: runner.toolCache,
    DOCKER_HOST: runner.dockerHost,
    GITHUB_WORKSPACE: directory,
    GITHUB_EVENT_NAME: event,
    GITHUB_REPOSITORY: "acme/app",
    GITHUB_SHA: sha,
    GIT_CONFIG_NOSYSTEM: "1",
    // For the stand-in cog, which starts in half the time then.
    NODE_COMPILE_CACHE: join(runner.directory, "compiled"),
    ...sandbox.environment,
  });
  const checkout = await readCheckout({ directory, environment: context.environment, signal });
  const names = Object.entries({
    model: MODEL,
    "api-token": sandbox.apiToken,
    hardware: "cpu",
    "cog-version": "0.21.0",
    "cog-mirror": sandbox.mirror,
    "github-token": sandbox.githubToken,
    ...inputs,
  }).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value] as const);
  for (const [name, value] of names) process.env[name] = value;
  const { directory: _, ...facts } = readEventInputs(context);
  const given = readInputs(context);
  for (const [name] of names) delete process.env[name];
  const decision = decideEvent({ context, checkout, hasLogin: false, ...facts });
  if (decision.kind === "skip") throw new Error(decision.reason.code);
  const [runtime, project, suite] = await Promise.all([
    createRuntime(context, signal),
    readProject(directory, given.project, context.registryHost),
    readSuiteInput(directory, given.testing.testCases, directory),
  ]);
  await runPlan(makePlan({ inputs: given, context, project, suite, decision }), runtime);
}

async function attempt(kind: Run["kind"], commit: number, step: Promise<void>): Promise<Run> {
  try {
    await step;
    return { kind, commit, problems: [] };
  } catch (error) {
    const problems =
      error instanceof ActionError ? error.problems.map(({ code }) => code) : [errorMessage(error)];
    return { kind, commit, problems };
  }
}

const TESTED = {
  "test-model": "acme/hotdog-test",
  "test-cases": ["Ada", "Grace", "Linus"]
    .map((text) => `- { inputs: { text: ${text} }, exact_string: hello ${text} }`)
    .join("\n"),
};
// Each run needs its version for as long as its predictions take: seconds, at the sandbox's speed.
sandbox.scriptModel("acme/hotdog-test", ({ input }) => ({
  output: `hello ${input["text"]}`,
  run: 40,
}));

/** Learns the commits of the versions that there are, by the labels of their images. */
async function learn(): Promise<void> {
  const signal = new AbortController().signal;
  const http = createHttp({ signal, fetch: fetchFor({}), log: () => undefined });
  const credential = { username: "acme", password: sandbox.cliToken };
  const repository = { host: sandbox.host, path: MODEL };
  const challenge = await fetchChallenge(http, sandbox.host);
  const login = await logIn(http, repository, credential, challenge);
  if (login.kind === "rejected") throw new Error("The registry does not take the token.");
  for (const { id } of sandbox.model(MODEL)?.versions ?? []) {
    const revision = labeledCommit(await readLabels(login.session, `sha256:${id}`));
    commits.set(id, ids.indexOf(revision ?? ""));
  }
}

async function play(number: number): Promise<Round> {
  const random = randomNumbers(number);
  const below = (limit: number): number => Math.floor(random() * limit);
  await follow(older, newer);
  const first = await commit(older);
  await follow(newer, older);
  const second = await commit(newer);
  const both = [
    { directory: older, commit: first },
    { directory: newer, commit: second },
  ];
  const known = (sandbox.model(MODEL)?.versions ?? []).map(({ id }) => id);
  const from = sandbox.requests.length;
  for (let i = 0; i < 8; i++) sandbox.scriptCog({ buildTakes: below(60), pushTakes: below(60) });

  const push = (): Promise<Run> => {
    const isOlder = below(2) === 0;
    const [directory, commit] = isOlder ? [older, first] : [newer, second];
    return attempt("push", commit, runStep(directory, "push", TESTED));
  };
  /** One after the other, as in a concurrency group. */
  const release = async (): Promise<Run[]> => {
    const runs: Run[] = [];
    const from = below(2);
    for (const { directory, commit } of both.slice(from, from + 1 + below(2))) {
      const inputs = { ...TESTED, deployment: "live", "stale-commit": below(2) ? "fail" : "warn" };
      runs.push(await attempt("release", commit, runStep(directory, "release", inputs)));
    }
    return runs;
  };
  const promote = async (): Promise<Run[]> => {
    const version = known[below(Math.min(known.length, 3))];
    if (version === undefined) return [];
    const inputs = { version, deployment: "live" };
    const step = runStep(older, "workflow_dispatch", inputs);
    return [await attempt("promote", commits.get(version) ?? -1, step)];
  };
  const runs = await Promise.all(
    [push, release, promote].map(async (start) => {
      await pause(below(350));
      return start();
    }),
  );
  await learn();
  const moves = sandbox.requests
    .slice(from)
    .filter(({ method, path }) => method !== "GET" && /^\/v1\/deployments/.test(path))
    .map(({ body }) => commits.get(String(JSON.parse(body).version)) ?? -1);
  const served = sandbox.deployment("acme/live")?.version;
  sandbox.calm();
  return {
    seed: number,
    runs: runs.flat(),
    moves,
    served: served === undefined ? undefined : commits.get(served),
  };
}

// The first step installs Cog in the tool cache, which two jobs of one machine cannot do at the same time.
await runStep(older, "push", {});
await learn();
const played: Round[] = [];
for (let i = 0; i < Number(rounds); i++) played.push(await play(Number(seed) + i));
await writeFile(result, JSON.stringify(played));
await Promise.all([sandbox.close(), runner.remove()]);
