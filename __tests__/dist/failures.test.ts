import { stripVTControlCharacters as plain } from "node:util";
import { describe, expect, it } from "vitest";
import { until } from "../support/processes.ts";
import { COG_VERSION, codes, failure, HOTDOG, World } from "../support/world.ts";

const MISSING =
  "Unable to find existing Replicate model for r8.im/acme/hotdog. Go to replicate.com and create a new model before pushing.\n\n" +
  "If the model already exists, you may be getting this error because you're not logged in as owner of the model.";

/** What Cog says when it fails, release by release, and where in a run. */
const MESSAGES = [
  ["start", "To push images, you must either set the 'image' option in cog.yaml or pass an image"],
  ["start", "Unable to find Replicate existing model for r8.im/acme/hotdog. Go to replicate.com"],
  ["start", "error pinging docker daemon: Cannot connect to the Docker daemon"],
  ["start", "invalid model: 'model' and 'image' cannot both be set"],
  ["start", "must be a bare repository — tags and digests are not allowed"],
  [
    "start",
    "positional image argument not supported with 'model' config\n  use COG_MODEL to override the full reference\n  use COG_MODEL_TAG to override just the tag",
  ],
  ["start", "'image' in cog.yaml cannot be combined with COG_MODEL* env vars"],
  [
    "start",
    "weight \"x\" not found in registry (acme/hotdog); run 'cog weights import' to push weights first",
  ],
  ["build", 'image build failed: failed to solve: process "/bin/sh -c pip" exit code: 1'],
  ["push", MISSING],
  ["push", "authorization failed"],
  ["push", "Failed to push image: authorization failed"],
  ["push", "unauthorized: authentication required"],
  ["push", "no basic auth credentials"],
  ["push", "error during image push: received unexpected HTTP status: 502 Bad Gateway"],
  ["push", "\u001b[31mⅹ \u001b[0mFailed to push image: exit status 1"],
  ["push", "exit status 1"],
] as const;

/** With the first line of the message as a title. */
const titled = MESSAGES.map(
  ([at, message]) => [at, plain(message).split("\n")[0] ?? "", message] as const,
);

describe("a failure of cog push is one annotation, with Cog's output in the summary", () => {
  it.each(titled)("at %s: %s", async (at, title, message) => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.scriptCog({ fails: { at, message } });

    const result = await world.run({ inputs: { "push-attempts": "1" } });

    expect(failure(result)).not.toContain("\u001b");
    for (const line of plain(message).split("\n")) expect(result.summary).toContain(line);
    expect(result.outputs).toEqual({
      model: "acme/hotdog",
      "model-url": "https://replicate.com/acme/hotdog",
      "model-created": "false",
      "cog-version": COG_VERSION,
      status: "failed",
    });
    expect(result.summary).toContain(title);
  });

  it("with the exit code, whatever it is", async () => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.scriptCog({ fails: { at: "build", message: "out of memory", exitCode: 137 } });

    const result = await world.run();

    expect(failure(result)).toContain("exit code 137");
    expect(failure(result)).toContain("out of memory");
  });

  it("with the signal that ended it, and its last output", async () => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.scriptCog({ buildPrints: "#6 42.0 loading weights\n", buildTakes: 60_000 });
    const step = await world.start();
    let log = "";
    step.process.stdout?.on("data", (chunk: Buffer) => {
      log += chunk.toString();
    });
    const { pid } = await world.sandbox.cogReaches("build");
    await until(() => log.includes("loading weights"));
    process.kill(pid, "SIGKILL");

    const result = await step.result;

    expect(failure(result)).toContain("SIGKILL");
    expect(failure(result)).toContain("loading weights");
    expect(result.outputs["status"]).toBe("failed");
  });

  it("when Replicate rejects the push: the model was deleted before Cog pushed", async () => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.scriptCog({ buildTakes: 500 });
    const step = await world.start();
    await world.sandbox.cogReaches("build");
    world.sandbox.retire("acme/hotdog");

    const result = await step.result;

    expect(failure(result)).toContain("Unable to find existing Replicate model");
    expect(result.outputs).toMatchObject({ model: "acme/hotdog", status: "failed" });
  });

  it("after which the model that was created for it is still reported", async () => {
    const world = await World.create();
    world.sandbox.scriptCog({ fails: { at: "build", message: "no space left on device" } });

    const result = await world.run();

    expect(result.outputs).toMatchObject({ "model-created": "true", status: "failed" });
    expect(world.sandbox.model("acme/hotdog")?.versions).toEqual([]);
  });

  it("after which the model is reported even if its README could not be set", async () => {
    const world = await World.create();
    const path = "/v1/models/acme/hotdog";
    world.sandbox.fault({ method: "PATCH", path, answer: { status: 400, body: {} } });

    const result = await world.run({ inputs: { "readme-file": "predict.py" } });

    expect(codes(failure(result))).toEqual(["request-failed"]);
    expect(result.outputs).toMatchObject({ model: "acme/hotdog", "model-created": "true" });
  });
});
