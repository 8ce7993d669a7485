import { chmod, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { codes, HOTDOG, World } from "../support/world.ts";

const PREDICT = "predict: predict.py:Predictor\n";

describe("a project is rejected, before the model is created,", () => {
  it("when there is no cog.yaml, with the path where it is expected", async () => {
    const world = await World.create();
    await rm(join(world.project, "cog.yaml"));

    const message = await world.refusal();

    expect(codes(message)).toEqual(["config-unreadable"]);
    expect(message).toContain(world.project);
    expect(message).toContain("working-directory");
  });

  it("when working-directory or config-file point to nothing, naming both", async () => {
    const world = await World.create();

    const message = await world.refusal({
      inputs: { "working-directory": "models/cat", "config-file": "cog.gpu.yaml" },
    });

    expect(codes(message)).toEqual(["config-unreadable"]);
    expect(message).toContain(`cog.gpu.yaml in "${world.project}/models/cat"`);
  });

  it.each([
    ["a list that is not closed", `build:\n  gpu: true\npython_packages: [torch\n${PREDICT}`, 4],
    ["a duplicate key", `${PREDICT}build:\n  gpu: true\n${PREDICT}`, 4],
    ["invalid indentation", `build:\n  gpu: true\n cuda: "12"\n${PREDICT}`, 3],
  ])("when cog.yaml has %s, naming the line", async (_case, text, line) => {
    const world = await World.create();
    await world.write("cog.yaml", text);

    const message = await world.refusal();

    expect(codes(message)).toEqual(["config-not-yaml"]);
    expect(message).toContain(`line ${line}`);
  });

  it.each([
    ["is empty", ""],
    ["is a list", "- build\n"],
    ["is a text", "build\n"],
  ])("when cog.yaml %s", async (_case, text) => {
    const world = await World.create();
    await world.write("cog.yaml", text);

    expect(codes(await world.refusal())).toEqual(["config-not-yaml"]);
  });

  it("when cog.yaml has both image and model", async () => {
    const world = await World.create();
    await world.write("cog.yaml", `image: r8.im/acme/hotdog\nmodel: acme/hotdog\n${PREDICT}`);

    const message = await world.refusal();

    expect(codes(message)).toEqual(["config-image-and-model"]);
  });

  it("when it has model: and the Cog is older than 0.20, naming both versions", async () => {
    const world = await World.create();
    await world.write("cog.yaml", `model: acme/hotdog\n${PREDICT}`);

    const message = await world.refusal({ inputs: { "cog-version": "0.17.1" } });

    expect(codes(message)).toEqual(["cog-too-old"]);
    expect(message).toContain('"model"');
    expect(message).toContain("0.20.0");
    expect(message).toContain("0.17.1");
  });

  it("when config-file is not cog.yaml and the Cog is older than 0.14.8", async () => {
    const world = await World.create();
    await world.write("cog.gpu.yaml", PREDICT);

    const message = await world.refusal({
      inputs: { "cog-version": "0.13.7", "config-file": "cog.gpu.yaml" },
    });

    expect(message).toContain("config-file");
    expect(message).toContain("0.14.8");
  });

  it("when nothing names a predictor, unless the schema comes from a file", async () => {
    const world = await World.create();
    await world.write("cog.yaml", "image: r8.im/acme/hotdog\npredict:\n");
    await world.write("schema.json", "{}");

    expect(codes(await world.refusal())).toEqual(["config-predictor-missing"]);
    const inputs = { "openapi-schema": "schema.json", "dry-run": "true" };
    expect((await world.run({ inputs })).errors).toEqual([]);
  });

  it.each(["predict", "run", "train"])("when the file that %s: names is missing", async (key) => {
    const world = await World.create();
    await world.write("cog.yaml", `${key}: "src/main.py:Model"\n`);

    const message = await world.refusal();

    expect(codes(message)).toEqual(["predict-file-missing"]);
    for (const named of [key, '"src/main.py:Model"', '"src/main.py"', `"${world.project}"`])
      expect(message).toContain(named);
  });

  it.each([
    ["readme-file", { "readme-file": "absent.txt" }],
    ["dockerfile", { dockerfile: "absent.txt" }],
    ["openapi-schema", { "openapi-schema": "absent.txt" }],
    ["secret-files", { "secret-files": "token=absent.txt" }],
  ])("when the file of %s is missing, naming it", async (input, inputs) => {
    const world = await World.create({ models: [HOTDOG] });

    const message = await world.refusal({ inputs });

    expect(codes(message)).toEqual(["metadata-file-unreadable"]);
    expect(message).toContain(`Input ${input} `);
    expect(message).toContain(`"${world.project}/absent.txt"`);
  });

  it.each([
    ["readme-file", { "readme-file": "folder" }],
    ["secret-files", { "secret-files": "token=folder" }],
  ])("when %s names a directory", async (input, inputs) => {
    const world = await World.create({ models: [HOTDOG] });
    await mkdir(join(world.project, "folder"));

    const message = await world.refusal({ inputs });

    expect(codes(message)).toEqual(["metadata-file-unreadable"]);
    expect(message).toContain(`Input ${input} `);
    expect(message).toContain(`"${world.project}/folder"`);
  });

  it.skipIf(process.getuid?.() === 0)(
    "when a file that an input names is not readable",
    async () => {
      const world = await World.create({ models: [HOTDOG] });
      await world.write("token.txt", "abc");
      await chmod(join(world.project, "token.txt"), 0);

      const message = await world.refusal({ inputs: { "secret-files": "token=token.txt" } });

      expect(message).toContain(`${world.project}/token.txt`);
    },
  );
});

describe("a project is accepted", () => {
  it.each([
    ["run: of Cog 0.20", 'run: "predict.py:Predictor"\n'],
    ["keys that this action does not know", `${PREDICT}build:\n  gpu: true\nfuture: [1, 2]\n`],
    ["anchors and comments", `# ours\nx: &p predict.py:Predictor\npredict: *p # here\n`],
  ])("with %s", async (_case, text) => {
    const world = await World.create({ models: [HOTDOG] });
    await world.write("cog.yaml", text);

    const result = await world.run();

    expect(result.outputs["status"]).toBe("pushed");
  });
});
