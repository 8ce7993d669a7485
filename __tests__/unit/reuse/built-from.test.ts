import { describe, expect, it } from "vitest";
import { parseConfig } from "../../../src/cog/config-yaml.ts";
import { builtFrom } from "../../../src/reuse/built-from.ts";
import type { ReuseReason } from "../../../src/reuse/reasons.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const PREDICT = "predict: predict.py:Predictor\n";

/** A cog.yaml as people write it. */
function written(text: string) {
  const parsed = parseConfig(text);
  return parsed;
}

/** Labels as Cog 0.22 puts them on an image; `config` is what it makes of cog.yaml. */
function labels(config: object, others: Readonly<Record<string, unknown>> = {}) {
  return {
    "run.cog.version": "0.22.0",
    "run.cog.config": JSON.stringify(config),
    "run.cog.has_init": "true",
    "org.opencontainers.image.revision": COMMIT,
    ...others,
  };
}

const CONFIG = { build: { python_version: "3.13" }, predict: "predict.py:Predictor" };

/** The reason that makes an image with this configuration outdated for a cog.yaml. */
function reasonFor(build: object, text: string, others: object = {}): ReuseReason | undefined {
  const config = { ...CONFIG, ...others, build: { python_version: "3.13", ...build } };
  const result = builtFrom(labels(config), "0.22.0", written(text));
  return result.kind === "unknown" ? result.reason : undefined;
}

describe("an image's labels", () => {
  it.each([COMMIT, COMMIT.slice(0, 24).padEnd(64, "f")])("name commit %s", (commit) => {
    const found = labels(CONFIG, { "org.opencontainers.image.revision": commit });
    expect(builtFrom(found, "0.22.0", written(PREDICT))).toEqual({ kind: "commit", commit });
  });

  it.each<[string, object | undefined, ReuseReason]>([
    ["no labels", undefined, { code: "labels-missing" }],
    ["other labels", {}, { code: "cog-unknown" }],
    ["a version that is no text", { "run.cog.version": 22 }, { code: "cog-unknown" }],
    [
      "another Cog's",
      labels(CONFIG, { "run.cog.version": "0.21.0" }),
      { code: "cog-differs", built: "0.21.0" },
    ],
    [
      "those of a Cog that does not know the commit",
      labels(CONFIG, { "org.opencontainers.image.revision": undefined }),
      { code: "commit-missing" },
    ],
    ...[
      "",
      "main",
      `${COMMIT}-dirty`,
      COMMIT.slice(0, 7),
      COMMIT.toUpperCase(),
      `${COMMIT}\n`,
      "--all",
    ].map((revision): [string, object, ReuseReason] => [
      `a revision like ${JSON.stringify(revision)}`,
      labels(CONFIG, { "org.opencontainers.image.revision": revision }),
      { code: "commit-invalid", revision },
    ]),
    ...["", "{", "null", "[]", undefined].map((config): [string, object, ReuseReason] => [
      `a configuration like ${config}`,
      labels(CONFIG, { "run.cog.config": config }),
      { code: "config-missing" },
    ]),
  ])("name no commit: %s", (_, found, reason) => {
    const given = found === undefined ? undefined : { ...found };
    expect(builtFrom(given, "0.22.0", written(PREDICT))).toEqual({ kind: "unknown", reason });
  });
});

describe("the configuration that Cog has completed", () => {
  const gpu = { gpu: true, cuda: "12.4", cudnn: "9" };

  it.each<[string, object, string, object?]>([
    ["of nothing but predict", {}, PREDICT],
    ["of an empty build", {}, `build:\n${PREDICT}`],
    ["of a run", {}, "run: predict.py:Predictor\n"],
    ["of gpu: false", {}, `build: {gpu: false}\n${PREDICT}`],
    ["of a GPU", gpu, `build: {gpu: true}\n${PREDICT}`],
    ["of a CUDA", { ...gpu, cuda: "11.8" }, `build: {gpu: true, cuda: "11.8"}\n${PREDICT}`],
    [
      "of a CUDA as a number",
      { ...gpu, cuda: "12.0" },
      `build: {gpu: true, cuda: 12.0}\n${PREDICT}`,
    ],
    ["of a cuDNN as a number", { ...gpu, cudnn: "8" }, `build: {gpu: true, cudnn: 8}\n${PREDICT}`],
    [
      "of a Python as a number",
      { python_version: "3.11" },
      `build: {python_version: 3.11}\n${PREDICT}`,
    ],
    [
      "of Python 3.10 as one",
      { python_version: "3.10" },
      `build: {python_version: 3.10}\n${PREDICT}`,
    ],
    [
      "of fields left empty",
      {},
      `build:\n  cuda:\n  python_version:\n  python_requirements:\n${PREDICT}`,
    ],
    [
      "of requirements",
      { python_requirements: "requirements.txt" },
      `build: {python_requirements: requirements.txt}\n${PREDICT}`,
    ],
    ["of an SDK", { sdk_version: "0.18.0" }, `build: {sdk_version: 0.18.0}\n${PREDICT}`],
    [
      "of packages",
      { system_packages: ["ffmpeg"], python_packages: ["torch==2.0"] },
      `build: {system_packages: [ffmpeg], python_packages: [torch==2.0]}\n${PREDICT}`,
    ],
    ["of no packages", {}, `build: {system_packages: [], run: []}\n${PREDICT}`],
    [
      "of commands",
      {
        run: [
          { command: "echo 1" },
          { command: "echo 2", mounts: [{ type: "secret", id: "hf", target: "/hf" }] },
        ],
      },
      `build:\n  run:\n    - echo 1\n    - command: echo 2\n      mounts: [{target: /hf, type: secret, id: hf}]\n${PREDICT}`,
    ],
    [
      "of commands as sandboxes keep them",
      { run: ["echo 1"] },
      `build: {run: [echo 1]}\n${PREDICT}`,
    ],
    ["of a training", {}, `${PREDICT}train: train.py:train\n`, { train: "train.py:train" }],
    ["of variables", {}, `${PREDICT}environment: [A=1]\n`, { environment: ["A=1"] }],
    ["of a model's name", {}, `${PREDICT}image: r8.im/acme/hotdog\n`],
    // A decorator in the code may say it, which git looks after.
    ["of concurrency from the code", {}, PREDICT, { concurrency: { max: 4 } }],
  ])("is that of the file: %s", (_, build, text, others) => {
    expect(reasonFor(build, text, others)).toBeUndefined();
  });

  it.each<[string, object, string, object?]>([
    ["predict", {}, "predict: other.py:Predictor\n"],
    ["predict", {}, "run: other.py:Predictor\n"],
    ["predict", {}, "build: {gpu: false}\n"],
    ["train", {}, `${PREDICT}train: train.py:train\n`],
    ["train", {}, PREDICT, { train: "train.py:train" }],
    ["environment", {}, `${PREDICT}environment: [A=1]\n`],
    ["environment", {}, `${PREDICT}environment: [A=1]\n`, { environment: ["A=2"] }],
    ["environment", {}, PREDICT, { environment: ["A=1"] }],
    ["build.gpu", gpu, PREDICT],
    ["build.gpu", gpu, `build: {gpu: false}\n${PREDICT}`],
    ["build.gpu", {}, `build: {gpu: true}\n${PREDICT}`],
    ["build.cuda", gpu, `build: {gpu: true, cuda: "11.8"}\n${PREDICT}`],
    ["build.cuda", gpu, `build: {gpu: true, cuda: 12}\n${PREDICT}`],
    ["build.cudnn", gpu, `build: {gpu: true, cudnn: 8}\n${PREDICT}`],
    ["build.python_version", {}, `build: {python_version: "3.12"}\n${PREDICT}`],
    [
      "build.python_version",
      { python_version: "3.1" },
      `build: {python_version: "3.10"}\n${PREDICT}`,
    ],
    ["build.python_requirements", {}, `build: {python_requirements: a.txt}\n${PREDICT}`],
    ["build.python_requirements", { python_requirements: "a.txt" }, PREDICT],
    ["build.sdk_version", { sdk_version: "0.18.0" }, PREDICT],
    ["build.system_packages", { system_packages: ["ffmpeg"] }, PREDICT],
    ["build.system_packages", {}, `build: {system_packages: [ffmpeg]}\n${PREDICT}`],
    [
      "build.python_packages",
      { python_packages: ["a", "b"] },
      `build: {python_packages: [b, a]}\n${PREDICT}`,
    ],
    ["build.pre_install", {}, `build: {pre_install: [echo]}\n${PREDICT}`],
    ["build.run", { run: [{ command: "echo 1" }] }, `build: {run: [echo 2]}\n${PREDICT}`],
    [
      "build.run",
      { run: [{ command: "echo 1" }] },
      `build:\n  run: [{command: echo 1, mounts: [{type: secret, id: hf, target: /hf}]}]\n${PREDICT}`,
    ],
  ])("is outdated for another %s", (field, build, text, others) => {
    expect(reasonFor(build, text, others)).toEqual({ code: "config-differs", field });
  });
});
