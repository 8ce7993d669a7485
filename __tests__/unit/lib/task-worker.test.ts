import { describe, expect, it } from "vitest";
import { TaskWorker } from "../../../src/lib/task-worker.ts";
import { startTestingWorker, type TestingWorker } from "../../../src/testing/tasks/worker.ts";
import { runAlone } from "./task-process.ts";

const ENDLESS_PATTERN = { pattern: /^(a+)+$/, text: `${"a".repeat(60)}!` };
const start = (signal = new AbortController().signal): TestingWorker => startTestingWorker(signal);
const match = (worker: TestingWorker, text = "hot dog") =>
  worker.run("match", { pattern: /dog$/, text }, 100);

describe("a task", () => {
  it("returns its result", async () => {
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

  it("has its full time limit after a slow start of its thread", async () => {
    const code = `
      await new Promise((resolve) => setTimeout(resolve, 2500));
      const { parentPort } = await import("node:worker_threads");
      parentPort.on("message", () => parentPort.postMessage({ kind: "done", output: true }));`;
    const entry = new URL(`data:text/javascript,${encodeURIComponent(code)}`);
    const worker: TestingWorker = new TaskWorker(entry, new AbortController().signal);
    const outcome = await worker.run("match", { pattern: /a/, text: "a" }, 2);
    expect(outcome).toEqual({ kind: "done", output: true });
  });

  it("cannot see the step's environment", async () => {
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
    expect(await run(worker)).toEqual({
      ...{ kind: "failed", reason: expect.stringContaining("0.2 s") },
    });
    expect(await match(worker)).toEqual({ kind: "done", output: true });
  });

  it("is not started when those before have used up the time", async () => {
    const entry = new URL("../../../src/worker.ts", import.meta.url);
    const worker: TestingWorker = new TaskWorker(entry, new AbortController().signal, 0.3);
    const outcomes = [0.2, 0.2, 0.2].map((seconds) =>
      worker.run("match", ENDLESS_PATTERN, seconds),
    );
    expect(await Promise.all(outcomes)).toEqual([
      { kind: "failed", reason: expect.stringContaining("0.2 s") },
      { kind: "failed", reason: expect.stringMatching(/\b0\.(1|09)/) },
      { kind: "failed", reason: expect.stringContaining("0.3 s") },
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

describe("a worker", () => {
  it("that is idle does not keep the process alive", async () => {
    const { outcomes } = await runAlone([`"match", { pattern: /a/, text: "a" }, 100`]);
    expect(outcomes).toEqual([{ kind: "done", output: true }]);
  });
});
