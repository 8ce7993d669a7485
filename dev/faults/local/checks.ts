import { readdir, readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import type { StepResult } from "../../sandbox/step-result.ts";
import { formsOf, leaks, readTree, written } from "../traces.ts";
import type { Machine } from "./machine.ts";
import { BUILD_SECRET } from "./occasion.ts";

/** What is held of every cell of the machine's. */
export const HELD = [
  "The step does its work, or fails with one annotation that says what failed and how to fix it, without a stack trace or internal terms.",
  "The step ends in time: within 10 seconds after a signal, at its time limit, or within half a minute.",
  "If the output `version` is set, the version exists.",
  "After the post step, no process of Cog, no prediction and no file with credentials is left. No secret is in the log, the outputs, the summary, the state, RUNNER_TEMP, the tool cache, HOME or the workspace.",
  "A second run, without the fault, does its work.",
] as const;

/** What a step and its post step have left that they must not leave. */
export async function checkTraces(
  machine: Machine,
  { main, post }: { readonly main: StepResult; readonly post: StepResult },
): Promise<string[]> {
  const { world } = machine;
  const { runner, sandbox } = world;
  const { apiToken, cliToken, githubToken, account } = sandbox;
  const secrets = [apiToken, cliToken, githubToken, BUILD_SECRET].flatMap((token) =>
    formsOf(token, account.username),
  );
  const directories = [runner.temporary, runner.toolCache, runner.home, world.project];
  const trees = await Promise.all(
    // A directory may be what the fault took away.
    directories.map((directory) => readTree(machine.seen(directory)).catch(() => new Map())),
  );
  const names = await readdir(machine.seen(runner.temporary)).catch(() => []);
  const running = sandbox.predictions.filter(
    ({ status }) => status === "starting" || status === "processing",
  );
  return [
    ...[written(main), written(post), ...trees].flatMap((places) => leaks(secrets, places)),
    ...names.filter((name) => /^push-to-replicate-/.test(name)).map((name) => `${name} is left`),
    ...running.map(({ id }) => `prediction ${id} is left running`),
    ...(await processesLeft(machine)),
  ];
}

/** What runs with the step's own environment, or an environment made from it (Linux). */
export async function processesLeft({ world }: Pick<Machine, "world">): Promise<string[]> {
  if (process.platform !== "linux") return [];
  // A process that was killed is there until its parent has taken notice.
  for (let look = 1; ; look++) {
    const left = await processesOf(world.runner.directory);
    if (left.length === 0 || look === 10) return left.map((command) => `still running: ${command}`);
    await pause(50);
  }
}

async function processesOf(directory: string): Promise<string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = pids.map(async (pid) => {
    const read = (file: string): Promise<string> =>
      readFile(`/proc/${pid}/${file}`, "latin1").catch(() => "");
    const [environment, command] = await Promise.all([read("environ"), read("cmdline")]);
    return environment.includes(directory) ? [`${pid} ${command.replaceAll("\0", " ")}`] : [];
  });
  return (await Promise.all(found)).flat();
}
