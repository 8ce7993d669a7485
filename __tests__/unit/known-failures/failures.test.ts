import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { PushOutput } from "../../../src/cog/output.ts";
import { CATALOGUE, NO_SPACE, type Stage } from "../../../src/known-failures/catalogue.ts";
import { exitReason, explain } from "../../../src/known-failures/explain.ts";
import { TRANSIENT } from "../../../src/known-failures/transient-failures.ts";
import { SAMPLES, UNRELATED } from "../cog/output-samples.ts";
import {
  BUILD_SAMPLES,
  COG_SAMPLES,
  HARMLESS_SAMPLES,
  REFUSAL_SAMPLES,
  TRANSIENT_SAMPLES,
} from "./failure-samples.ts";

const IMAGE = "r8.im/acme/hotdog";
const FAILURES = [...COG_SAMPLES, ...BUILD_SAMPLES, ...REFUSAL_SAMPLES, ...TRANSIENT_SAMPLES];
const STAGES: readonly Stage[] = ["build", "push"];
const ROWS = [...new Set(STAGES.flatMap((stage) => CATALOGUE[stage]))];

/** The code of the failure of a run with this output, in whole lines. */
function idOf(...reads: readonly string[]): string | undefined {
  const output = new PushOutput(IMAGE);
  for (const read of reads) output.read(Buffer.from(read));
  const { output: lines, isPushing } = output.report();
  return explain(lines, isPushing ? "push" : "build")?.failure.code;
}

describe("the output of Cog is recognized", () => {
  it.each(FAILURES)("at %s: %s: %s", (stage, id, line) => {
    const begun = stage === "push" ? `Pushing to ${IMAGE}...\n` : "";
    expect(explain([line], stage)?.failure.code).toBe(id);
    expect(idOf(`${begun}\u001b[31mⅹ \u001b[0m${line}\u001b[0m\u001b[K\r\n`)).toBe(id);
    expect(idOf(begun, `5f70bf18a086: 10%\r5f70bf18a086: 99%\r${line}\n`)).toBe(id);
    const countdown = "5f70bf18a086: Retrying in 5 seconds\n".repeat(100);
    expect(idOf(begun, countdown, `${line}\n`, countdown, "ⅹ exit status 1\n")).toBe(id);
  });

  it("with a sample for each failure", () => {
    const sampled = new Set(FAILURES.map(([, id]) => id));
    expect(ROWS.map(({ code: id }) => id).filter((id) => !sampled.has(id))).toEqual([]);
  });
});

describe("the hint names what to change", () => {
  it.each([
    ["build", "error pinging docker daemon: Is the docker daemon running?", /DOCKER_HOST/],
    ["build", "unknown shorthand flag: 'f' in -f", /cog-version/],
    ["build", "image build failed: Failed to read Dockerfile at Nope: no such file", /dockerfile/],
    ["build", "Failed to get last layer digest for cog base image: 401", /use-cog-base-image/],
    ["build", "failed to solve: secret HF_TOKEN: not found", /secret-envs/],
    ["push", "error during image push: name unknown", /model.*api-token/s],
    ["push", "authorization failed", /cli-auth-token/],
    ["push", "error during image push: unknown blob", /push-attempts/],
    ["push", "error during image push: received unexpected HTTP status: 520 ", /push-attempts/],
    ["push", "error during image push: EOF", /push-attempts/],
    ["push", "error during image push: error from registry: not yours", /api-token/],
    [
      "push",
      'error during image push: Get "https://r8.im/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority',
      /NODE_EXTRA_CA_CERTS/,
    ],
    ["push", "Failed to push image: command failed: denied", /organization/],
  ] as const)("at %s: %s", (stage, line, remedy) => {
    const failure = explain([line], stage)?.failure;
    expect(`${failure?.message}\n${failure?.hint}`).toMatch(remedy);
  });
});

describe("harmless output is not a failure", () => {
  it.each(HARMLESS_SAMPLES)("%s", (line) => {
    for (const stage of STAGES) expect(explain([line], stage)).toBeUndefined();
  });

  it.each(UNRELATED)("%s", (line) => {
    for (const stage of STAGES) expect(explain([line], stage)).toBeUndefined();
  });

  it.each(SAMPLES)("the output of $releases", ({ stdout, stderr }) => {
    for (const stage of STAGES) expect(explain([...stdout, ...stderr], stage)).toBeUndefined();
  });
});

describe("the stage", () => {
  const reset = "read: connection reset by peer\n";

  it.each([
    ["0.9 to 0.16", `Pushing image '${IMAGE}'...\n`],
    ["0.17 to 0.19", `Pushing image ${IMAGE}...\n`],
    ["0.20 and newer", `Pushing to ${IMAGE}...\n`],
    ["0.20 and newer, of a bundle", `Pushing to ${IMAGE}:20260512T153042Z...\n`],
    ["a terminal's colors", `\u001b[1mPushing to ${IMAGE}...\u001b[0m\n`],
  ])("is a push after the announcement of %s", (_, announcement) => {
    expect(idOf(reset)).toBe("build-network");
    expect(idOf(announcement, reset)).toBe("connection-lost");
    // Up to 0.14.7 the two streams are Docker's and Cog's.
    expect(idOf("5f70bf18a086: Preparing\n", announcement, "unknown blob\n")).toBe("unknown-blob");
  });

  it.each([
    "#9 1.2 Pushing to r8.im/acme/hotdog...\n",
    "Pushing to r8.im/acme/other...\n",
    "Pushing to r8.im/acme/hotdog\n",
  ])("is still the build after: %s", (line) => {
    expect(idOf(line, reset)).toBe("build-network");
  });

  it("starts without the errors of the build", () => {
    const built = "#9 1.0 curl: (6) Could not resolve host: x\n#9 2.0 tried again, done\n";
    expect(idOf(built, `Pushing to ${IMAGE}...\n`, "something new\n")).toBeUndefined();
  });
});

describe("of several lines", () => {
  it("the most specific one counts, wherever it is", () => {
    const said = [
      "#9 2.310 ERROR: No matching distribution found for torch==9.9.9",
      '#9 ERROR: process "/bin/sh -c pip install" did not complete successfully: exit code: 1',
      ...Array.from({ length: 200 }, (_, i) => `  ${i} | line of the Dockerfile`),
      "image build failed: Failed to build Docker image: failed to solve: exit code: 1",
    ];
    const explanation = explain(said, "build");
    expect(explanation?.failure.code).toBe("python-package-missing");
    expect(explanation?.lines).toEqual([said[0]]);
  });

  it("those of other steps of the build don't count", () => {
    const said = [
      "#7 2.3 E: Failed to fetch http://deb.debian.org/x",
      '#9 ERROR: process "/bin/sh -c make" did not complete successfully: exit code: 2',
      "#7 CANCELED",
    ];
    expect(explain(said, "build")?.failure.code).toBe("step-failed");
  });

  it.each([
    ["that went well", ["#7 DONE 2.4s"]],
    ["that was in the cache", ["#7 CACHED"]],
    ["of an earlier build, whose steps have the same numbers", ["#7 DONE 2.4s", "#7 [2/3] RUN ls"]],
  ])("those of a step don't count %s", (_, ended) => {
    const said = [
      "#7 [2/3] RUN python test_full_disk.py",
      "#7 1.1 OSError: [Errno 28] No space left on device ... ok",
      "#7 1.2 denied: toomanyrequests, unexpected EOF: connection refused ... ok",
      ...ended,
      "the flux capacitor is empty",
    ];
    expect(explain(said, "build")).toBeUndefined();
    expect(explain([...said, "#8 ERROR: no space left on device"], "build")?.lines).toEqual([
      "#8 ERROR: no space left on device",
    ]);
  });

  it("those of a step count that never ended", () => {
    const said = ["#7 [2/3] RUN cp a b", "#7 1.1 cp: b: No space left on device"];
    expect(explain(said, "build")?.failure.code).toBe("no-space");
  });

  const command = `grep -v 'no space left on device' log || echo "[unexpected EOF]"; exit 3`;

  it.each([
    ["", `process ${JSON.stringify(`/bin/sh -c ${command}`)} did not complete successfully`],
    [" of Docker 20.10", `executor failed running [/bin/sh -c ${command}]`],
  ])("what BuildKit%s quotes of the Dockerfile doesn't count", (_, how) => {
    const failed = `#7 ERROR: ${how}: exit code: 3`;
    const said = [
      `#7 [2/3] RUN ${command}`,
      failed,
      "------",
      ` > [2/3] RUN ${command}:`,
      "------",
      "Dockerfile:2",
      "   1 |     FROM base",
      `   2 | >>> RUN ${command}`,
      "--------------------",
    ];
    const explanation = explain(said, "build");
    expect(explanation?.failure.code).toBe("step-failed");
    expect(explanation?.lines).toEqual([failed]);
  });

  it("a permanent error wins over a transient one", () => {
    const said = [
      "unknown blob",
      "unexpected EOF",
      "denied: requested access to the resource is denied",
    ];
    expect(explain(said, "push")?.failure.code).toBe("denied");
  });

  it("no more than five are kept", () => {
    const said = Array.from({ length: 50 }, (_, i) => `${i}: unknown blob`);
    expect(explain(said, "push")?.lines).toEqual(said.slice(-5));
  });
});

describe("the catalogue", () => {
  it("marks as transient exactly the failures that a push is retried for", () => {
    const transient = TRANSIENT.map(({ code: id }) => id);
    expect(new Set(transient)).toEqual(new Set(TRANSIENT_SAMPLES.map(([, id]) => id)));
    expect(CATALOGUE.build.filter((one) => TRANSIENT.includes(one))).toEqual([]);
  });

  it("has each code once, and a source for each", () => {
    expect(new Set(ROWS.map(({ code }) => code)).size).toBe(ROWS.length);
    for (const { source } of ROWS) expect(source).toMatch(/\w{3,}/);
  });

  it.each(ROWS)("$code matches a megabyte in linear time, whatever it repeats", ({ pattern }) => {
    const words = pattern.source.match(/[A-Za-z' ]{3,}/g) ?? ["x"];
    const hostile = [
      ...words,
      "not found in ",
      "invalid a",
      "version `GLIBC_1",
      "Additional property a",
    ];
    for (const word of hostile) {
      const line = word.repeat(Math.ceil(1_000_000 / word.length));
      // Quadratic, it would take hours: the limit ends it.
      runInNewContext("pattern.test(line)", { pattern, line }, { timeout: 10_000 });
    }
  });
});

it.each([
  ["write /var/lib/docker/x: no space left on device", true],
  ["Error: ENOSPC: no space left on device, write", true],
  ["OSError: [Errno 28] No space left on device", true],
  ["E: You don't have enough free space in /var/cache/apt/archives/.", true],
  ["#9 left no space on the page", false],
  ["ENOSPCX", false],
  ["", false],
])("%j says that a disk is full: %s", (line, expected) => {
  expect(NO_SPACE.pattern.test(line)).toBe(expected);
});

it.each([
  ["SIGKILL", "cog-killed"],
  [137, "cog-killed"],
  ["SIGTERM", "cog-stopped"],
  [143, "cog-stopped"],
  [130, "cog-stopped"],
  ["SIGSEGV", "cog-crashed"],
  [139, "cog-crashed"],
  [126, "cog-not-executable"],
  [127, "cog-not-executable"],
  [1, undefined],
  [2, undefined],
  [255, undefined],
] as const)("the exit %s is reported as %s", (exit, code) => {
  expect(exitReason(exit)?.code).toBe(code);
});
