import { describe, expect, it } from "vitest";
import {
  type ModelSeed,
  type Occasion,
  type Plan,
  paint,
  scripts,
} from "../../dev/sandbox/server.ts";
import { bodies, codes, failure, HOTDOG, World } from "../support/world.ts";
import { schemaOf, testsOf, verdicts } from "./support.ts";

/** As those of replicate/cog-flux are, with all that the format has. */
const FILE = `
model: acme/hotdog
test_model: acme/test-hotdog
test_hardware: gpu-l40s
parallel: 2
dockerfile: Dockerfile
fast_push: true
use_cog_base_image: true
ignore_schema_compatibility: true
official_model: acme/hotdog-official
deployment:
  owner: acme
  name: hotdog-live
  hardware: gpu-t4
predict:
  compare_outputs: false  # TODO
  predict_timeout: 600
  test_cases:

    # basic
    - inputs:
        prompt: A formula one car
        num_outputs: 1
        seed: 5259
        output_format: jpg
      match_prompt: A 1024x1024px jpg image of a formula one car

    # 4 outputs
    - inputs:
        prompt: A formula one car
        num_outputs: 4
        output_format: png
      match_prompt: Four png images

    # no safety checker
    - inputs:
        prompt: A formula one car
        disable_safety_checker: true

    - inputs:
        prompt: "bad"
      error_contains: NSFW content
  fuzz:
    iterations: 10
train:
  destination: acme/hotdog-trained
  test_cases:
    - inputs:
        input_images: https://example.com/images.zip
`;
const FLUX = schemaOf(
  {
    prompt: { type: "string" },
    num_outputs: { type: "integer", default: 1, minimum: 1, maximum: 4 },
    seed: { type: "integer" },
    output_format: { type: "string", default: "webp" },
    disable_safety_checker: { type: "boolean", default: false },
  },
  { type: "array", items: { type: "string", format: "uri" } },
  ["prompt"],
);
const JUDGE = schemaOf({
  prompt: { type: "string" },
  system_prompt: { type: "string" },
  image_input: { type: "array", items: { type: "string", format: "uri" } },
});

/** Paints as many pictures as it is asked for. */
function flux({ input, file }: Occasion): Plan {
  if (input["prompt"] === "bad") return { error: "NSFW content detected." };
  const format = input["output_format"] === "jpg" ? "jpeg" : "png";
  const bytes = () => paint({ width: 16, height: 16, rgb: [200, 0, 0], format });
  const output = Array.from({ length: Number(input["num_outputs"]) }, (_, i) =>
    file(`out-${i}.${format}`, bytes),
  );
  return { output };
}

async function fluxWorld(): Promise<World> {
  const judge: ModelSeed = {
    owner: "openai",
    name: "gpt",
    visibility: "public",
    official: true,
    versions: [{ openapiSchema: JUDGE }],
  };
  const world = await World.create({ speed: 60, models: [HOTDOG, judge] });
  world.sandbox.scriptModel("acme/test-hotdog", flux);
  world.sandbox.scriptModel(
    "openai/gpt",
    scripts.judge(() => ({ match: true, reason: "a car" })),
  );
  await Promise.all([
    world.write("cog-safe-push.yaml", FILE),
    world.write("schema.json", JSON.stringify(FLUX)),
  ]);
  return world;
}

const INPUTS = {
  model: "",
  hardware: "",
  "openapi-schema": "schema.json",
  "test-cases": "cog-safe-push.yaml",
  "judge-model": "openai/gpt",
};

describe("a whole cog-safe-push.yaml", () => {
  it("is enough to create the test model, test on it, and then push to production", async () => {
    const world = await fluxWorld();

    const result = await world.run({ inputs: INPUTS });

    expect(result.errors).toEqual([]);
    expect(bodies(world, "POST", "/v1/models")).toEqual([
      expect.objectContaining({ name: "test-hotdog", visibility: "private", hardware: "gpu-l40s" }),
    ]);
    expect(verdicts(result)).toEqual({ "case 1": [], "case 2": [], "case 3": [], "case 4": [] });
    expect(result.outputs).toMatchObject({ model: "acme/hotdog", status: "pushed" });
    const own = world.sandbox.predictions.filter(({ model }) => model !== "openai/gpt");
    expect(own.map(({ model, cancelAfter }) => [model, cancelAfter])).toEqual(
      Array.from({ length: 4 }, () => ["acme/test-hotdog", 600]),
    );
    expect(world.sandbox.deployment("acme/hotdog-live")).toMatchObject({
      version: result.outputs["version"],
      hardware: "gpu-t4",
    });
  });

  it("sends the pictures to the judge, and reports what is not supported", async () => {
    const world = await fluxWorld();

    const { notices } = await world.run({ inputs: INPUTS });

    const asked = world.sandbox.predictions.filter(({ model }) => model === "openai/gpt");
    expect(asked.map(({ input }) => [input["prompt"], input["image_input"]])).toEqual(
      expect.arrayContaining([
        [
          expect.stringContaining("image/jpeg, 16×16 pixels"),
          [expect.stringMatching(/out-0\.jpeg$/)],
        ],
        [expect.stringContaining("File 4: image/png"), Array(4).fill(expect.any(String))],
      ]),
    );
    const told = ["predict.fuzz", "train", "fast_push", "official_model", "dockerfile"];
    for (const part of [...told, "use_cog_base_image", "ignore_schema_compatibility"])
      expect(notices).toEqual(expect.arrayContaining([expect.stringContaining(`${part}: `)]));
  });

  it("is overridden by the corresponding inputs", async () => {
    const world = await fluxWorld();

    const result = await world.run({
      inputs: {
        ...INPUTS,
        "test-model": "acme/other-test",
        "test-hardware": "cpu",
        "test-timeout-minutes": "2",
        deployment: "other-live",
        "deployment-hardware": "cpu",
      },
    });

    const [made] = world.sandbox.predictions;
    expect(bodies(world, "POST", "/v1/models")).toEqual([
      expect.objectContaining({ name: "other-test", hardware: "cpu" }),
    ]);
    expect(made).toMatchObject({ model: "acme/other-test", cancelAfter: 120 });
    // Nobody scripted this model, so its output is a text.
    expect(testsOf(result).some(({ passed }) => !passed)).toBe(true);
    expect(world.sandbox.deployment("acme/other-live")).toBeUndefined();
    expect(world.sandbox.model("acme/hotdog")?.versions).toEqual([]);
  });

  it("does not change production when a case fails, and reports that", async () => {
    const world = await fluxWorld();
    world.sandbox.scriptModel("acme/test-hotdog", scripts.failing("CUDA error"));

    const result = await world.run({ inputs: INPUTS });

    expect(codes(failure(result))).toEqual(["tests-failed"]);
    expect(world.sandbox.model("acme/hotdog")?.versions).toEqual([]);
    expect(world.sandbox.deployment("acme/hotdog-live")).toBeUndefined();
    expect(result.outputs).not.toHaveProperty("version");
    expect(result.outputs).toMatchObject({ booted: "true", status: "failed" });
  });

  it("with compare_outputs compares the first case before and after, and no other", async () => {
    const world = await fluxWorld();
    world.sandbox.scriptModel("acme/hotdog", flux);
    await world.run({ inputs: { ...INPUTS, "test-cases": "", model: "acme/hotdog" } });
    await world.write("cog-safe-push.yaml", FILE.replace("outputs: false", "outputs: true"));
    await world.write("new.txt", "new");

    const result = await world.run({ inputs: INPUTS });

    expect(result.errors).toEqual([]);
    const before = world.sandbox.predictions.filter(({ model }) => model === "acme/hotdog");
    expect(before.map(({ input }) => input["num_outputs"])).toEqual([1]);
    expect(
      result.summary.match(/\| Before \| After \|\n\| --- \| --- \|\n\| <img .*> \| <img/g),
    ).toHaveLength(1);
  });

  it("without hardware creates on cpu, like cog-safe-push, and reports that", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const file =
      "model: acme/hotdog\ntest_model: acme/test-hotdog\ndeployment: { name: live }\npredict:\n  test_cases:\n    - inputs: { text: Ada }\n";

    const inputs = { model: "", hardware: "", "test-cases": file };
    const { notices, outputs } = await world.run({ inputs });

    expect(outputs).toMatchObject({ status: "pushed" });
    expect(bodies(world, "POST", "/v1/models")).toEqual([
      expect.objectContaining({ name: "test-hotdog", hardware: "cpu" }),
    ]);
    expect(world.sandbox.deployment("acme/live")).toMatchObject({ hardware: "cpu" });
    expect(notices).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/\bacme\/test-hotdog\b.*\bcpu\b/),
        expect.stringMatching(/\bacme\/live\b.*\bcpu\b/),
      ]),
    );
  });

  it("without a test model reports that none is created", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const file = "model: acme/hotdog\npredict:\n  test_cases:\n    - inputs: { text: Ada }\n";

    const { notices, outputs } = await world.run({ inputs: { model: "", "test-cases": file } });

    expect(notices).toEqual(expect.arrayContaining([expect.stringMatching(/^test_model: /)]));
    expect(outputs).toMatchObject({ booted: "true", status: "pushed" });
  });
});
