import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { endGroup, isRunning, until } from "../support/processes.ts";
import { hasAct, type RunningWorkflow, TIMEOUT } from "./act.ts";
import { mainOf, postOf } from "./act-log.ts";
import { type ActWorld, createActWorld, jobWith, MODEL, OWNER, startText } from "./workflows.ts";

const FOREVER = 600_000;

interface HangingPush {
  readonly act: ActWorld;
  readonly workflow: RunningWorkflow;
  /** Cog, and a child of it that does not end with it. */
  readonly processes: readonly number[];
}

/** Starts a workflow in which Cog hangs, and waits until it does. */
async function hangingPush(stepKeys: string, condition: string): Promise<HangingPush> {
  const act = await createActWorld({ models: [{ owner: OWNER, name: "hello-world" }] });
  const { sandbox } = act.world;
  sandbox.scriptCog({ pushTakes: FOREVER, grandchild: true });
  const text = jobWith(`
- uses: OWNER/push-to-replicate@v1
  id: push
${stepKeys}  with:
    model: ${MODEL}
    api-token: \${{ secrets.REPLICATE_API_TOKEN }}
    secrets: HF_TOKEN=hf_abc
- run: echo stopped
  id: stopped
  if: ${condition}
`);
  const workflow = await startText(act, text);
  onTestFinished(() => void workflow.process.kill("SIGKILL"));
  const run = await sandbox.cogReaches("push");
  await until(() => run.grandchild !== undefined);
  onTestFinished(() => endGroup(run.pid));
  return { act, workflow, processes: [run.pid, run.grandchild ?? 0] };
}

/** Checks that the post step ended what ran, and removed the credentials. */
async function expectCleanedUp({ act, workflow, processes }: HangingPush): Promise<void> {
  const run = await workflow.run;
  const jobs = (await readdir(act.machine.directory)).filter((name) => /^[0-9a-f]{16}$/.test(name));
  const files = await Promise.all(
    jobs.map((job) => readdir(join(act.machine.directory, job, "tmp"))),
  );
  expect(run.code).toBe(1);
  expect(mainOf(run, "push", "stopped").log.trim()).toBe("stopped");
  expect(postOf(run, "push", "push")).toMatchObject({
    result: "success",
    errors: [],
    warnings: [],
  });
  expect(files).toEqual([[]]);
  expect(await Promise.all(processes.map(isRunning))).toEqual([false, false]);
  expect(act.world.sandbox.model(MODEL)?.versions).toEqual([]);
}

// act kills a step at once, as GitHub's runner does after 10 s.
describe.skipIf(!hasAct())("a step that is killed, under act", { timeout: TIMEOUT }, () => {
  it("when the run is canceled", async () => {
    const push = await hangingPush("", "cancelled()");

    push.workflow.process.kill("SIGINT");

    await expectCleanedUp(push);
  });

  it("when its timeout-minutes are over", async () => {
    await expectCleanedUp(await hangingPush("  timeout-minutes: 1\n", "failure()"));
  });
});
