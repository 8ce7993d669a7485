import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { scripts } from "../../dev/sandbox/server.ts";
import { findDocker } from "../support/docker-registry.ts";
import { until } from "../support/processes.ts";
import { hasAct, TIMEOUT } from "./act.ts";
import { mainOf, postOf } from "./act-log.ts";
import { clean, createActWorld, MODEL, OWNER, startText } from "./workflows.ts";

const IMAGE = "push-to-replicate-job:1";
const VERSION = "a".repeat(64);
const docker = findDocker();
const DOCKER_HOST = docker?.dockerHost ?? "";

/** What a command of Docker prints. */
function dockerPrints(...args: readonly string[]): string {
  const env = { ...process.env, DOCKER_HOST };
  return spawnSync("docker", args, { env, encoding: "utf8" }).stdout.trim();
}

/** Containers of jobs: act leaves that of a canceled job. */
function containers(): string[] {
  const ids = dockerPrints("ps", "--all", "--quiet", "--filter", `ancestor=${IMAGE}`).split("\n");
  return ids.filter((id) => id !== "");
}

/** An image with what a job's container needs for a JavaScript action: a shell with its programs, and Node. */
async function importImage(): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), "job-image-"));
  const program = (name: string) =>
    spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).stdout.trim();
  const applets = spawnSync("busybox", ["--list"], { encoding: "utf8" }).stdout.trim().split("\n");
  const libraries = spawnSync("ldd", [process.execPath], { encoding: "utf8" }).stdout;
  const paths = [...libraries.matchAll(/(\/\S+) \(0x/g)].map(([, path = ""]) => path);
  try {
    for (const directory of ["bin", "tmp", "etc"]) mkdirSync(join(root, directory));
    for (const path of paths) mkdirSync(join(root, dirname(path)), { recursive: true });
    await Promise.all([
      cp(program("busybox"), join(root, "bin/busybox")),
      cp(process.execPath, join(root, "bin/node")),
      ...paths.map((path) => cp(path, join(root, path), { dereference: true })),
    ]);
    for (const name of applets)
      if (name !== "busybox") symlinkSync("busybox", join(root, "bin", name));
    writeFileSync(join(root, "etc/passwd"), "root:x:0:0:root:/root:/bin/sh\n");
    const archive = spawnSync("tar", ["-C", root, "-c", "."], { maxBuffer: 2 ** 30 }).stdout;
    const imported = spawnSync("docker", ["import", "--change=ENV PATH=/bin", "-", IMAGE], {
      env: { ...process.env, DOCKER_HOST },
      input: archive,
    });
    if (imported.status !== 0) throw new Error(String(imported.stderr));
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** A job in a container that tests an existing version. */
const WORKFLOW = `
on: { push: }
permissions: {}
jobs:
  test:
    runs-on: ubuntu-latest
    container: ${IMAGE}
    steps:
      - uses: OWNER/push-to-replicate@v1
        id: step
        with:
          model: ${MODEL}
          api-token: \${{ secrets.REPLICATE_API_TOKEN }}
          version: latest
          boot-check: true
          deployment: live
          deployment-hardware: cpu
      - run: echo "$VERSION"
        id: next
        shell: sh
        env:
          VERSION: \${{ steps.step.outputs.version }}
`;

describe.skipIf(docker === undefined || !hasAct())(
  "a job with container:, under act",
  { timeout: TIMEOUT },
  () => {
    beforeAll(importImage, TIMEOUT);
    afterAll(() => {
      for (const id of containers()) dockerPrints("rm", "--force", id);
      dockerPrints("image", "rm", IMAGE);
    });

    /** Starts the workflow for a model whose predictions take this course. */
    async function start(script: ReturnType<typeof scripts.endless>) {
      const model = { owner: OWNER, name: "hello-world", versions: [{ id: VERSION }] };
      const act = await createActWorld({ models: [model] });
      act.world.sandbox.scriptModel(MODEL, script);
      const workflow = await startText(act, WORKFLOW, { dockerHost: DOCKER_HOST });
      onTestFinished(() => void workflow.process.kill("SIGKILL"));
      return { sandbox: act.world.sandbox, workflow };
    }

    it("hands its outputs to the next step", async () => {
      const { sandbox, workflow } = await start(scripts.slow(0));
      const run = clean(await workflow.run);
      expect(mainOf(run, "test", "step").outputs).toMatchObject({
        version: VERSION,
        booted: "true",
        status: "promoted",
      });
      expect(mainOf(run, "test", "next").log.trim()).toBe(VERSION);
      expect(sandbox.deployment(`${OWNER}/live`)?.version).toBe(VERSION);
    });

    // No signal reaches a process in a container: the post step ends it.
    it("leaves no prediction running when it is canceled", async () => {
      const { sandbox, workflow } = await start(scripts.endless());
      await until(() => sandbox.predictions.length > 0);

      workflow.process.kill("SIGINT");

      const run = await workflow.run;
      expect(run.code).toBe(1);
      const programs = containers().map((id) => dockerPrints("top", id, "-o", "pid,args"));
      expect(programs.join()).not.toContain("main.js");
      expect(postOf(run, "test", "step")).toMatchObject({ result: "success", errors: [] });
      expect(sandbox.predictions.map(({ status }) => status)).toEqual(["canceled"]);
      expect(sandbox.deployment(`${OWNER}/live`)).toBeUndefined();
    });
  },
);
