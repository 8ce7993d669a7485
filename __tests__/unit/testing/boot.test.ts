import { describe, expect, it } from "vitest";
import type { Prediction } from "../../../src/replicate/parse.ts";
import { type Boot, bootInput, bootOf } from "../../../src/testing/boot.ts";
import { type BootFailure, bootCause } from "../../../src/testing/boot-causes.ts";
import { lastLines } from "../../../src/testing/output.ts";
import { WORKER } from "../../support/testing-worker.ts";
import { refusal, reply } from "../support.ts";
import { inputSchema, PHASES, prediction } from "./gate-support.ts";

const ended = (some: Partial<Prediction>) =>
  bootOf({ kind: "ended", prediction: prediction(some), phases: PHASES });

const UNSTARTED = { startedAt: undefined, predictSeconds: undefined };

describe("a version's first prediction", () => {
  it.each<[string, Partial<Prediction>, Boot["verdict"]]>([
    ["went well", {}, "booted"],
    ["went well, without a time", { startedAt: undefined }, "booted"],
    ["failed in predict()", { status: "failed", error: "prompt is empty" }, "booted"],
    ["failed before predict()", { status: "failed", error: "boom", ...UNSTARTED }, "setup failed"],
    ["failed without a message", { status: "failed", ...UNSTARTED }, "setup failed"],
    [
      "failed in setup, whatever its times",
      { status: "failed", error: "Model setup failed" },
      "setup failed",
    ],
    [
      "timed out while starting (E6716)",
      { status: "failed", error: "Timed out starting prediction (E6716)" },
      "setup failed",
    ],
    [
      "was disabled meanwhile",
      {
        status: "failed",
        error: "Version disabled: consistently fails to complete setup",
        ...UNSTARTED,
      },
      "setup failed",
    ],
    [
      "was preempted",
      { status: "failed", error: "Prediction interrupted; please retry (code: PA)" },
      "preempted",
    ],
    ["was preempted, by its log", { status: "failed", logs: "E8765 retry" }, "preempted"],
    [
      "was preempted before it began",
      { status: "failed", error: "interrupted (code: PA)", ...UNSTARTED },
      "preempted",
    ],
    ["never started", { status: "starting", ...UNSTARTED }, "stuck"],
    ["was ended while it started", { status: "aborted", ...UNSTARTED }, "stuck"],
    ["was canceled while it started", { status: "canceled", ...UNSTARTED }, "stuck"],
    ["was canceled while it ran", { status: "canceled" }, "booted"],
    ["is still running", { status: "processing", completedAt: undefined }, "booted"],
    [
      "mentions a setup of the user's",
      { status: "failed", error: "no such setup: portrait" },
      "booted",
    ],
    ["has the code in a longer word", { status: "failed", error: "E87654 code: PANIC" }, "booted"],
  ])("%s", (_, some, verdict) => {
    expect(ended(some)).toMatchObject({ verdict, phases: PHASES });
    expect(ended(some).url).toBe("https://replicate.com/p/p1");
  });

  // A log is the model's own words; predict() began, and its error says what became of it.
  it("is not preempted because its log mentions Pennsylvania", () => {
    const some = { status: "failed", error: "no such street", logs: "zip code: PA 19019" } as const;
    expect(ended(some).verdict).toBe("booted");
  });

  it("that is rejected for the version means that it is disabled", () => {
    const response = reply(422, { detail: "Version disabled" });
    expect(bootOf({ kind: "refused", response, isVersionUnknown: true })).toEqual({
      verdict: "disabled",
      log: [],
      cause: expect.objectContaining({ code: "boot-disabled" }),
    });
  });

  it.each([402, 401, 429, 500, 422])(
    "that is rejected otherwise is an error: %d",
    async (status) => {
      const result = {
        kind: "refused",
        response: reply(status, {}),
        isVersionUnknown: false,
      } as const;
      const { problems } = await refusal(() => bootOf(result));
      expect(problems.map(({ code }) => code)).toEqual(["prediction-refused"]);
    },
  );

  it("shows the last 20 lines of its log", () => {
    const logs = Array.from({ length: 50 }, (_, i) => `line ${i}`).join("\n");
    expect(ended({ logs }).log).toEqual(Array.from({ length: 20 }, (_, i) => `line ${30 + i}`));
  });

  it("shows its error if its log is empty", () => {
    const failed = { status: "failed", error: "Setup ended (E8367)", ...UNSTARTED } as const;
    expect(ended({ ...failed, logs: "\n" }).log).toEqual(["Setup ended (E8367)"]);
    expect(ended({ ...failed, logs: "loading\n" }).log).toEqual(["loading"]);
  });
});

describe("the last lines of a log", () => {
  it.each([
    ["", 2, []],
    ["\n \n\t\r\n", 2, []],
    ["a\r\nb\r\n", 2, ["a", "b"]],
    ["a\n\nb\n\n\nc\n", 2, ["b", "c"]],
    ["  indented", 2, ["  indented"]],
    ["\u001b[31mred\u001b[0m\n\u001b[0m\n", 2, ["red"]],
  ])("%j, %d of them", (logs, count, lines) => {
    expect(lastLines(logs, count)).toEqual(lines);
  });
});

// tqdm draws its progress over itself: one line on a terminal, thousands in a log, 20 times.
it("a line that was drawn over itself is shown once, as it ended", () => {
  const progress = Array.from({ length: 5000 }, (_, i) => `Loading weights: ${i}`).join("\r");
  expect(lastLines(`begin\n${progress}\nend`)).toEqual(["begin", "Loading weights: 4999", "end"]);
});

const MEMORY = "boot-out-of-memory";
const CUDA = "boot-cuda-missing";
const LIBRARY = "boot-library-missing";
const WEIGHTS = "boot-files-missing";
const PACKAGE = "boot-package-missing";
const TIME = "boot-too-slow";
const UNKNOWN = "boot-setup-failed";

describe("why setup() failed", () => {
  it.each([
    ["torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 20.00 MiB", MEMORY],
    ["torch.OutOfMemoryError: CUDA out of memory.", MEMORY],
    ["Prediction failed: out of memory (E1001)", MEMORY],
    ["OOM-killed", MEMORY],
    ["terminate called after throwing an instance of 'std::bad_alloc'", MEMORY],
    ["MemoryError: Unable to allocate 7.50 GiB for an array", MEMORY],
    ["AssertionError: Torch not compiled with CUDA enabled", CUDA],
    ["RuntimeError: No CUDA GPUs are available", CUDA],
    ["RuntimeError: Found no NVIDIA driver on your system.", CUDA],
    ["The NVIDIA driver on your system is too old (found version 11040).", CUDA],
    ["CUDA driver version is insufficient for CUDA runtime version", CUDA],
    ["ImportError: libcudnn.so.8: cannot open shared object file: No such file or directory", CUDA],
    ["OSError: libcudart.so.11.0: cannot open shared object file", CUDA],
    ["OSError: We couldn't connect to 'https://huggingface.co' to load this file", WEIGHTS],
    ["huggingface_hub.errors.LocalEntryNotFoundError: Cannot find the requested files", WEIGHTS],
    ["huggingface_hub.errors.OfflineModeIsEnabled: Cannot reach: offline mode is enabled", WEIGHTS],
    ["huggingface_hub.errors.GatedRepoError: 403 Client Error", WEIGHTS],
    ["requests.exceptions.HTTPError: 404 Client Error: Not Found for url", WEIGHTS],
    ["HTTPSConnectionPool(host='x', port=443): Max retries exceeded with url", WEIGHTS],
    ["ConnectTimeoutError timed out, Max retries exceeded", WEIGHTS],
    [
      "requests.exceptions.ReadTimeout: (host='huggingface.co', port=443): Read timed out.",
      WEIGHTS,
    ],
    ["FileNotFoundError: [Errno 2] No such file or directory: 'weights/model.bin'", WEIGHTS],
    ["ModuleNotFoundError: No module named 'diffusers'", PACKAGE],
    ["ImportError: cannot import name 'cached_download' from 'huggingface_hub'", PACKAGE],
    ["Timed out starting prediction (E6716)", TIME],
    ["setup timeout", TIME],
    ["KeyError: 'unet'", UNKNOWN],
    ["", UNKNOWN],
    ["E10012", UNKNOWN],
    // The most common one: opencv without its library. Neither weights nor a file of setup()'s.
    ["ImportError: libGL.so.1: cannot open shared object file: No such file or directory", LIBRARY],
  ])("%j", (log, code) => {
    expect(bootCause("setup failed", log).code).toBe(code);
  });

  it("is found in the error and in the log", () => {
    const logs = "loading\nModuleNotFoundError: No module named 'x'\nexit";
    const boot = ended({ status: "failed", error: "Model setup failed", logs, ...UNSTARTED });
    expect(boot).toMatchObject({ cause: { code: PACKAGE } });
  });

  it.each<[BootFailure, string]>([
    ["disabled", "boot-disabled"],
    ["stuck", "boot-timeout"],
    ["preempted", "boot-preempted"],
  ])("is not searched in the log of a version that is %s", (failure, code) => {
    expect(bootCause(failure, "CUDA out of memory").code).toBe(code);
  });

  it("is not searched for a version that booted", () => {
    expect(ended({ status: "failed", error: "CUDA out of memory" })).not.toHaveProperty("cause");
  });
});

describe("the default input of a prediction", () => {
  const schema = inputSchema(
    {
      prompt: { type: "string" },
      image: { type: "string", format: "uri" },
      steps: { type: "integer", maximum: 30, default: 4 },
      optional: { type: "string" },
    },
    { required: ["prompt", "image"] },
  );

  it.each([
    ["the schema", undefined, schema, { prompt: "…", image: "https://example.com/file" }],
    ["the example", { prompt: "a", image: "b" }, schema, { prompt: "a", image: "b" }],
    ["both", { prompt: "a" }, schema, { prompt: "a", image: "https://example.com/file" }],
    [
      "the example, without inputs that are no more",
      { prompt: "a", image: "b", gone: 1 },
      schema,
      { prompt: "a", image: "b" },
    ],
    [
      "the example, without values that are no longer taken",
      { prompt: 5, image: "b", steps: 40, optional: null },
      schema,
      { prompt: "…", image: "b" },
    ],
    ["the example alone", { anything: 1 }, undefined, { anything: 1 }],
    ["nothing", undefined, undefined, {}],
  ])("is from %s", async (_, example, of, input) => {
    expect(await bootInput(example, of, WORKER)).toEqual(input);
  });
});
