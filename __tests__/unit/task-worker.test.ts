import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { TaskWorker } from "../../src/lib/task-worker.ts";
import { startTestingWorker, type TestingWorker } from "../../src/testing/tasks/tasks.ts";
import { writePng } from "./image-samples.ts";
import { temporaryDirectory } from "./support.ts";

const ENDLESS_PATTERN = { pattern: /^(a+)+$/, text: `${"a".repeat(60)}!` };
const start = (signal = new AbortController().signal): TestingWorker => startTestingWorker(signal);
const match = (worker: TestingWorker, text = "hot dog") =>
  worker.run("match", { pattern: /dog$/, text }, 100);

describe("a task", () => {
  it("gives what came of it", async () => {
    const worker = start();
    expect(await match(worker)).toEqual({ kind: "done", output: true });
    expect(await match(worker, "cat")).toEqual({ kind: "done", output: false });
  });

  it("waits for the one before, and each gets its own answer", async () => {
    const worker = start();
    const texts = ["hot dog", "cat", "dog", "dogs"];
    const outcomes = await Promise.all(texts.map((text) => match(worker, text)));
    expect(outcomes.map((outcome) => outcome.kind === "done" && outcome.output)).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it("sees nothing of the step's environment", async () => {
    process.env["WORKER_TEST_SECRET"] = "r8_secret";
    try {
      const query = 'env | has("WORKER_TEST_SECRET")';
      const outcome = await start().run("jq", { query, json: "null" }, 5);
      expect(outcome).toEqual({ kind: "done", output: [false] });
    } finally {
      delete process.env["WORKER_TEST_SECRET"];
    }
  });

  it.each([
    ["a pattern", (worker: TestingWorker) => worker.run("match", ENDLESS_PATTERN, 0.2)],
    [
      "a query",
      (worker: TestingWorker) => worker.run("jq", { query: "last(repeat(1))", json: "null" }, 0.2),
    ],
    [
      "a schema's pattern",
      (worker: TestingWorker) => {
        const a = { type: "string", pattern: ENDLESS_PATTERN.pattern.source };
        const Input = { type: "object", properties: { a } };
        const schema = { components: { schemas: { Input } } };
        return worker.run("validateInputs", { schema, inputs: [{ a: ENDLESS_PATTERN.text }] }, 0.2);
      },
    ],
  ])("that never ends is ended, and the next one runs: %s", async (_, run) => {
    const worker = start();
    expect(await run(worker)).toEqual({ kind: "failed", reason: "it took more than 0.2 s" });
    expect(await match(worker)).toEqual({ kind: "done", output: true });
  });

  it("is not started when those before have lost all time", async () => {
    const entry = new URL("../../src/worker.ts", import.meta.url);
    const worker: TestingWorker = new TaskWorker(entry, new AbortController().signal, 0.3);
    const outcomes = [0.2, 0.2, 0.2].map((seconds) =>
      worker.run("match", ENDLESS_PATTERN, seconds),
    );
    expect(await Promise.all(outcomes)).toEqual([
      { kind: "failed", reason: "it took more than 0.2 s" },
      { kind: "failed", reason: expect.stringMatching(/^it took more than 0\.(1|09)/) },
      { kind: "failed", reason: "earlier checks took all 0.3 s" },
    ]);
  });
});

describe("a canceled step", () => {
  it("ends a task that never ends, and those that wait for it", async () => {
    const controller = new AbortController();
    const worker = start(controller.signal);
    await match(worker);
    const reason = new Error("canceled");
    const outcomes = Promise.allSettled([
      worker.run("match", ENDLESS_PATTERN, 20),
      worker.run("match", ENDLESS_PATTERN, 20),
    ]);
    controller.abort(reason);
    expect(await outcomes).toEqual([
      { status: "rejected", reason },
      { status: "rejected", reason },
    ]);
  });
});

/** A small schema whose validation doubles with each level. */
function doubling(): object {
  const schemas: Record<string, object> = { L0: { type: "object" } };
  const at = (level: number) => ({ $ref: `#/components/schemas/L${level}` });
  for (let level = 1; level <= 30; level++)
    schemas[`L${level}`] = { allOf: [at(level - 1), at(level - 1)] };
  schemas["Input"] = { type: "object", properties: { a: at(30) } };
  return { components: { schemas } };
}

/** A black or white picture with one bit for each pixel. */
function picture(side: number, byte: number): Uint8Array {
  const row = Math.ceil(side / 8) + 1;
  const data = Buffer.alloc(row * side, byte);
  for (let at = 0; at < data.length; at += row) data[at] = 0;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.writeUInt8(1, 8);
  return writePng([
    { type: "IHDR", data: header },
    { type: "IDAT", data: deflateSync(data) },
    { type: "IEND", data: Buffer.alloc(0) },
  ]);
}

/**
 * Runs tasks one after the other in a worker of a process of their own, which has to end by itself.
 * @param tasks source of the arguments of `run`.
 */
async function runAlone(tasks: readonly string[]) {
  const [module, entry] = ["../../src/lib/task-worker.ts", "../../src/worker.ts"].map((path) =>
    JSON.stringify(new URL(path, import.meta.url).href),
  );
  const script = `
    const { TaskWorker } = await import(${module});
    const worker = new TaskWorker(new URL(${entry}), new AbortController().signal, 300);
    const outcomes = [${tasks.map((task) => `await worker.run(${task})`).join(", ")}];
    console.log(JSON.stringify({ outcomes, megabytes: process.resourceUsage().maxRSS / 1000 }));`;
  const args = ["--input-type=module", "--eval", script];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout);
}

describe.concurrent("the memory of tasks", { timeout: 120_000 }, () => {
  it("stays within its limit, and a task that runs out of it fails alone", async ({
    onTestFinished,
  }) => {
    const bomb = join(await temporaryDirectory(onTestFinished), "bomb");
    await writeFile(bomb, picture(20_000, 0));
    const schema = { schema: doubling(), inputs: [{ a: {} }] };
    const { outcomes, megabytes } = await runAlone([
      `"checkPicture", ${JSON.stringify(bomb)}, 100`,
      `"comparePictures", ${JSON.stringify({ expected: bomb, got: bomb })}, 100`,
      `"validateInputs", ${JSON.stringify(schema)}, 1`,
      `"jq", { query: "[range(1e9)]", json: "null" }, 100`,
      `"jq", { query: ".a", json: '{"a":1}' }, 100`,
    ]);
    expect(outcomes.slice(-2)).toEqual([
      { kind: "failed", reason: "jq ran out of memory" },
      { kind: "done", output: [1] },
    ]);
    expect(megabytes).toBeGreaterThan(30);
    expect(megabytes).toBeLessThan(400);
  });

  it("stays within its limit for two of the largest pictures", async ({ onTestFinished }) => {
    const directory = await temporaryDirectory(onTestFinished);
    const [expected, got] = [join(directory, "one"), join(directory, "other")];
    await Promise.all([writeFile(expected, picture(7000, 0)), writeFile(got, picture(7000, 255))]);
    const { outcomes, megabytes } = await runAlone([
      `"comparePictures", ${JSON.stringify({ expected, got })}, 100`,
    ]);
    expect(outcomes).toMatchObject([{ kind: "done" }]);
    expect(megabytes).toBeLessThan(900);
  });
});

describe("a worker", () => {
  it("that has nothing to do does not keep the process", async () => {
    const { outcomes } = await runAlone([`"match", { pattern: /a/, text: "a" }, 100`]);
    expect(outcomes).toEqual([{ kind: "done", output: true }]);
  });
});
