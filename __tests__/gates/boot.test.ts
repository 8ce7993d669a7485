import { describe, expect, it } from "vitest";
import { type Script, scripts } from "../../dev/sandbox/server.ts";
import { annotated, bodies, codes, failure, HOTDOG, World } from "../support/world.ts";
import {
  createVersionWorld,
  SERVED,
  schemaOf,
  served,
  TESTED,
  testsOf,
  testVersion,
} from "./support.ts";

const BOOT = { inputs: { "boot-check": "true" } };
const WHOLE = testVersion(undefined, BOOT);
const OOM = "boot-out-of-memory";
const CUDA = "boot-cuda-missing";
const WEIGHTS = "boot-files-missing";
const PACKAGE = "boot-package-missing";
const SLOW = "boot-too-slow";
const UNKNOWN = "boot-setup-failed";

/** Inputs of the predictions that the step asked for. */
function inputs(world: World): unknown[] {
  return bodies(world, "POST", "/v1/predictions").map((body) =>
    typeof body === "object" && body !== null && "input" in body ? body.input : undefined,
  );
}

describe("boot-check", () => {
  it("reports that the version booted, and how long it took", async () => {
    const world = await createVersionWorld({ script: scripts.slow(7) });

    const result = await world.run(WHOLE);

    expect(result.outputs).toMatchObject({ booted: "true", status: "promoted" });
    expect(result.outputs).not.toHaveProperty("tests");
    expect(result.log).toMatch(/[\d.]+ s .*\b7\.0 s /);
    expect(result.summary).toMatch(/\b7\.0 s .*\(`acme\/hotdog` `a{12}`\)/);
    expect(result.summary).not.toContain("Tests: ");
    expect(world.sandbox.predictions).toMatchObject([{ version: TESTED, cancelAfter: 900 }]);
    expect(served(world)).toBe(TESTED);
  });

  it.each([
    [null, 1],
    ["", 0],
    ["x", 0],
  ])("notes that the output is null: %j", async (output, remarks) => {
    const world = await createVersionWorld({ script: () => ({ output }) });

    const result = await world.run(WHOLE);

    expect(result.outputs).toMatchObject({ booted: "true", status: "promoted" });
    const found = annotated(result, "notice").filter((code) => code === "output-null");
    expect(found).toHaveLength(remarks);
  });

  it.each([
    [41e9, ["image-large"]],
    [39e9, []],
  ])("warns of an image that may be too large: %d bytes", async (size, codes) => {
    const world = await World.create({ models: [HOTDOG] });
    const layers = [{ digest: `sha256:${"1".repeat(64)}`, size }];
    const body = { schemaVersion: 2, config: { digest: `sha256:${"2".repeat(64)}` }, layers };
    const path = "/v2/acme/hotdog/manifests/*";
    world.sandbox.fault({
      method: "GET",
      path,
      by: "other",
      times: 9,
      answer: { status: 200, body },
    });

    const result = await world.run(BOOT);

    expect(result.outputs).toMatchObject({ booted: "true", "image-size": `${size}` });
    expect(annotated(result, "warning")).toEqual(codes);
  });

  it("splits a cold start into queue, setup with its log, and the run", async () => {
    const setupLog = "loading\nready";
    const script = scripts.cold({ queue: 20, setup: 20, setupLog }, { output: "x", run: 4 });
    const world = await createVersionWorld({ speed: 10, script });

    const { log, outputs } = await world.run(testVersion([{ inputs: {} }], BOOT));

    const [, queued, setup, ran] =
      /^Boot check: .*?([\d.]+) s [^,\n]*, ([\d.]+) s [^,\n]*, ([\d.]+) s /m.exec(log) ?? [];
    // The sandbox's clock runs ten times as fast; the log is seen when it is asked for.
    expect(Number(queued)).toBeGreaterThanOrEqual(2);
    expect(Number(setup)).toBeGreaterThan(0.2);
    expect(Number(queued) + Number(setup)).toBeCloseTo(4, 0);
    expect(ran).toBe("4.0");
    expect(outputs["tests"]).toContain('"setup":');
    expect(world.sandbox.predictions).toHaveLength(1);
  });

  it("reports a start of more than ten seconds as a cold start", async () => {
    const world = await createVersionWorld();
    const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();
    const times = { created_at: at(0), started_at: at(299), completed_at: at(302) };
    const body = { id: "gm3q", status: "succeeded", output: "x", logs: "", ...times };
    const path = "/v1/predictions";
    world.sandbox.fault({ method: "POST", path, answer: { status: 201, body } });

    const { log } = await world.run(testVersion([{ inputs: {} }, { inputs: { output: "y" } }]));

    expect(log).toMatch(/\b4 min 59 s .*\b3\.0 s /);
    expect(log).toMatch(/"case 1".* \(cold start\)/);
    expect(log).not.toMatch(/"case 2".* \(cold start\)/);
  });

  it.each<readonly [string, string, string]>([
    ["out of memory", "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2 GiB", OOM],
    ["killed", "OOM-killed", OOM],
    ["no CUDA", "AssertionError: Torch not compiled with CUDA enabled", CUDA],
    ["no GPU", "RuntimeError: No CUDA GPUs are available", CUDA],
    ["no driver", "Found no NVIDIA driver on your system", CUDA],
    [
      "no library",
      "ImportError: libcudnn.so.9: cannot open shared object file: No such file or directory",
      CUDA,
    ],
    [
      "offline",
      "OSError: We couldn't connect to 'https://huggingface.co' to load this file",
      WEIGHTS,
    ],
    ["no file", "FileNotFoundError: [Errno 2] No such file or directory: 'weights.pt'", WEIGHTS],
    ["gated", "huggingface_hub.errors.GatedRepoError: 401 Client Error", WEIGHTS],
    ["no package", "ModuleNotFoundError: No module named 'diffusers'", PACKAGE],
    ["other package", "ImportError: cannot import name 'x' from 'transformers'", PACKAGE],
    ["slow", "E6716: timed out starting the model", SLOW],
    ["something else", "ValueError: bad value", UNKNOWN],
  ])("names the fix for a failed setup: %s", async (_cause, line, code) => {
    const log = ["dropped", ...Array.from({ length: 19 }, (_, i) => `line ${i + 1}`), line].join(
      "\n",
    );
    const world = await createVersionWorld({ script: scripts.setupFails(log) });

    const result = await world.run(testVersion([{ inputs: {} }, { inputs: { output: "x" } }]));

    const message = failure(result);
    expect(codes(message)).toEqual([code]);
    expect(message).toContain("acme/hotdog:aaaaaaaaaaaa");
    expect(message).toContain("acme/live");
    expect(message).toContain(`line 16\nline 17\nline 18\nline 19\n${line}`);
    expect(result.summary).toContain(`line 1\nline 2\n`);
    expect(result.summary).not.toContain("dropped");
    expect(result.outputs).toMatchObject({ booted: "false", status: "failed" });
    expect(result.outputs).not.toHaveProperty("tests");
    expect(world.sandbox.predictions).toHaveLength(1);
    expect(served(world)).toBe(SERVED);
  });

  it("reports a version that did not start in time as stuck", async () => {
    const world = await createVersionWorld({ script: scripts.stuck() });

    const result = await world.run(
      testVersion(undefined, { inputs: { ...BOOT.inputs, "test-timeout-minutes": "1" } }),
    );

    expect(codes(failure(result))).toEqual(["boot-timeout"]);
    expect(world.sandbox.predictions).toMatchObject([{ status: "aborted", cancelAfter: 60 }]);
    expect(served(world)).toBe(SERVED);
  });

  it("retries once when the machine was preempted", async () => {
    const world = await createVersionWorld({ script: scripts.preempted(1) });

    const result = await world.run(WHOLE);

    expect(annotated(result, "warning")).toEqual(["prediction-preempted"]);
    expect(result.outputs).toMatchObject({ booted: "true", status: "promoted" });
    expect(world.sandbox.predictions.map(({ status }) => status)).toEqual(["failed", "succeeded"]);
  });

  it("retries a test case once when the machine was preempted during it", async () => {
    const world = await createVersionWorld({
      script: ({ earlier, input }) =>
        earlier === 1
          ? { error: "Prediction interrupted; please retry (code: PA)" }
          : { output: input["output"] },
    });

    const result = await world.run(
      testVersion([
        { inputs: { output: "a" }, exact_string: "a" },
        { inputs: { output: "b" }, exact_string: "b" },
      ]),
    );

    expect(annotated(result, "warning")).toEqual(["prediction-preempted"]);
    expect(testsOf(result).map(({ passed }) => passed)).toEqual([true, true]);
    expect(world.sandbox.predictions).toHaveLength(3);
  });

  it("fails when the machine was preempted twice", async () => {
    const world = await createVersionWorld({ script: scripts.preempted(9) });

    const result = await world.run(WHOLE);

    expect(codes(failure(result))).toEqual(["boot-preempted"]);
    expect(result.outputs["booted"]).toBe("false");
    expect(world.sandbox.predictions).toHaveLength(2);
    expect(served(world)).toBe(SERVED);
  });

  it("counts a version that fails with an error of its own as booted", async () => {
    const world = await createVersionWorld({ script: scripts.failing("the prompt is empty") });

    const result = await world.run(WHOLE);

    expect(result.outputs).toMatchObject({ booted: "true", status: "promoted" });
  });

  // gates/boot.ts goes by the word "setup" in the error, though the prediction has begun (started_at).
  it("does so whatever the error message", async () => {
    const world = await createVersionWorld({
      script: scripts.failing("no camera setup was given"),
    });

    const result = await world.run(WHOLE);

    expect(result.outputs["booted"]).toBe("true");
  });

  it("reports after a push that the version is live, and suggests a test model", async () => {
    const world = await World.create({ speed: 60, models: [HOTDOG] });
    world.sandbox.scriptModel("acme/hotdog", scripts.setupFails("MemoryError"));

    const result = await world.run(BOOT);

    const id = world.sandbox.model("acme/hotdog")?.versions[0]?.id;
    expect(codes(failure(result))).toEqual(["boot-out-of-memory"]);
    expect(failure(result)).toContain("test-model");
    expect(result.outputs).toMatchObject({ version: id, booted: "false", status: "failed" });
  });

  it("requires an API token", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const cli = { "api-token": "", "cli-auth-token": world.sandbox.cliToken };

    const message = await world.refusal({ inputs: { ...BOOT.inputs, ...cli } });

    expect(codes(message)).toEqual(["api-token-required"]);
    expect(message).toContain("boot-check");
  });
});

describe("the inputs of boot-check alone", () => {
  const schema = schemaOf(
    {
      prompt: { type: "string" },
      steps: { type: "integer", default: 20 },
      mode: { allOf: [{ $ref: "#/components/schemas/mode" }] },
    },
    undefined,
    ["prompt", "steps", "mode"],
  );
  const choices = { type: "string", enum: ["fast", "good"] };
  const whole = {
    ...schema,
    components: { schemas: { ...schema.components.schemas, mode: choices } },
  };
  const script: Script = { output: "x" };

  it("are the schema's defaults, choices and types", async () => {
    const world = await createVersionWorld({ schema: whole, script });

    await world.run(WHOLE);

    expect(inputs(world)).toEqual([{ prompt: "…", steps: 20, mode: "fast" }]);
  });

  it("are those of the model's example, as far as the version has them", async () => {
    const world = await createVersionWorld({ schema: whole, script });
    const { apiToken, environment } = world.sandbox;
    const headers = { authorization: `Bearer ${apiToken}` };
    const path = "/v1/models/acme/hotdog";
    const reply = await fetch(`${environment.REPLICATE_BASE_URL}/models/acme/hotdog`, { headers });
    const model: unknown = await reply.json();
    const example = { input: { prompt: "a car", steps: 4, gone: true } };
    const body = Object.assign({}, model, { default_example: example });
    world.sandbox.fault({ method: "GET", path, answer: { status: 200, body }, times: 9 });

    const result = await world.run(WHOLE);

    expect(result.errors).toEqual([]);
    expect(inputs(world)).toEqual([{ prompt: "a car", steps: 4, mode: "fast" }]);
  });

  it("are replaced by those of the first test case", async () => {
    const world = await createVersionWorld({ schema: whole, script });
    const given = { prompt: "mine", steps: 1, mode: "good" };

    await world.run(testVersion([{ inputs: given }], BOOT));

    expect(inputs(world)).toEqual([given]);
  });
});
