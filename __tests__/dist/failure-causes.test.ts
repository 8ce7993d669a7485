import { describe, expect, it } from "vitest";
import { codes, failure, HOTDOG, World } from "../support/world.ts";

/** The annotation and the summary of a push that fails so. */
async function failWith(script: Parameters<World["sandbox"]["scriptCog"]>[0]) {
  const world = await World.create({ models: [HOTDOG] });
  world.sandbox.scriptCog(script);
  const result = await world.run({ inputs: { "push-attempts": "1" } });
  return { annotation: failure(result), summary: result.summary };
}

describe("the annotation is the cause and the remedy", () => {
  it.each([
    ["start", "error pinging docker daemon: Is the docker daemon running?", /DOCKER_HOST/],
    ["start", "unknown shorthand flag: 'f' in -f", /cog-version/],
    ["build", "image build failed: Failed to read Dockerfile at Nope: no such file", /dockerfile/],
    ["build", "Failed to get last layer digest for cog base image: 401", /use-cog-base-image/],
    ["build", "failed to solve: secret HF_TOKEN: not found", /secret-envs/],
    ["push", "error during image push: name unknown", /model.*api-token/s],
    ["push", "authorization failed", /cli-auth-token/],
    ["push", "error during image push: unknown blob", /push-attempts/],
    ["push", "\u001b[31mⅹ \u001b[0mFailed to push image: command failed: denied", /organization/],
  ] as const)("at %s: %s", async (at, message, remedy) => {
    const { annotation, summary } = await failWith({ fails: { at, message } });

    expect(annotation).toMatch(remedy);
    expect(annotation).not.toContain("exit code");
    for (const mark of ["\u001b", "ⅹ"]) expect(annotation).not.toContain(mark);
    expect(summary).toContain("<details><summary>Last lines of the output</summary>");
  });
});

it("is found above a long summary of BuildKit's, and shown with the last lines, folded", async () => {
  const cause = "#9 2.310 ERROR: No matching distribution found for torch==9.9.9";
  const after = Array.from({ length: 3000 }, (_, i) => `  ${i} | line of the Dockerfile`);
  const last = "image build failed: failed to solve: exit code: 1";
  const message = [cause, ...after, last].join("\n");
  const { annotation, summary } = await failWith({ fails: { at: "build", message } });

  expect(annotation).toContain("python_requirements");
  expect(annotation).toContain(cause);
  expect(annotation).not.toContain("line of the Dockerfile");
  const folded = summary.slice(summary.indexOf("<details>"));
  for (const line of [cause, "2999 | line of the Dockerfile", last]) expect(folded).toContain(line);
  expect(folded).not.toContain("10 | line of the Dockerfile");
});

it("is not what a step printed that went well, nor what BuildKit quotes of the Dockerfile", async () => {
  const command =
    "grep -v 'no space left on device' log || echo denied: connection refused; exit 3";
  const message = [
    "#7 [2/3] RUN python test_full_disk.py",
    "#7 1.1 OSError: [Errno 28] No space left on device ... ok",
    "#7 DONE 1.2s",
    `#8 [3/3] RUN ${command}`,
    `#8 ERROR: process "/bin/sh -c ${command}" did not complete successfully: exit code: 3`,
    ` > [3/3] RUN ${command}:`,
    `   3 | >>> RUN ${command}`,
    `failed to solve: process "/bin/sh -c ${command}" did not complete successfully: exit code: 3`,
  ].join("\n");
  const { annotation } = await failWith({ fails: { at: "build", message } });

  expect(codes(annotation)).toEqual(["step-failed"]);
});

it("of a failure that nobody knows is Cog's last words", async () => {
  const message = "the flux capacitor is empty";
  const { annotation, summary } = await failWith({
    fails: { at: "build", message, exitCode: 3 },
  });

  expect(annotation).toContain("exit code 3");
  expect(annotation).toContain(message);
  expect(summary).toContain(message);
});

it("has no secret in what is quoted", async () => {
  const world = await World.create({ models: [HOTDOG] });
  const secret = "hf_TheSecretOfThisBuild";
  world.sandbox.scriptCog({
    fails: { at: "build", message: `failed to solve: ${secret} no space left on device` },
  });

  const result = await world.run({ inputs: { secrets: `HF_TOKEN=${secret}` } });

  expect(failure(result)).toContain("disk");
  expect(result.summary).not.toContain(secret);
});
