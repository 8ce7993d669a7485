import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createPreviewWorld, Pull } from "../support/preview.ts";
import { HOTDOG, type StepOptions, type World } from "../support/world.ts";
import { createProduction, EXAMPLE_SCHEMA, schemaOf, TODAY } from "./production.ts";

const INPUTS = Object.fromEntries(
  Array.from({ length: 12 }, (_, index) => [`n${index}`, { type: "integer", default: 1 }]),
);

/** A predictor on several lines: the inputs begin on line 6. */
function onLines(...parameters: readonly string[]): string {
  const lines = parameters.map((parameter) => `        ${parameter},\n`).join("");
  return `from cog import BasePredictor, Input\n\nclass Predictor(BasePredictor):\n    def predict(\n        self,\n${lines}    ) -> str:\n        return "hello"\n`;
}

const CHANGED = onLines(
  'text: int = Input(description="Text (to, greet")',
  "loud: bool = Input(default=False)",
);

/** The annotations on files: the kind, the file, and the line. */
async function annotations(world: World, step: Partial<StepOptions> = {}): Promise<string[]> {
  const { log } = await world.run(step);
  const found = log.matchAll(/^::(warning|notice) file=(.*?),line=(\d+)::Input "(\w+)"/gm);
  return [...found].map(([, kind, file, line, name]) => `${kind} ${file}:${line} ${name}`);
}

async function changed(source = CHANGED): Promise<World> {
  const world = await createProduction();
  await world.write("predict.py", source);
  return world;
}

const BOTH = ["warning predict.py:6 text", "notice predict.py:7 loud"];

describe("changed inputs are annotated on their lines", () => {
  it.each<[string, Partial<StepOptions>, string[]]>([
    ["before the push", { inputs: { compatibility: "fail" } }, BOTH],
    ["after the push", {}, BOTH],
    ["not when nothing is compared", { inputs: { compatibility: "off" } }, []],
  ])("%s", async (_, step, expected) => {
    expect(await annotations(await changed(), step)).toEqual(expected);
  });

  it("in a pull request", async () => {
    const versions = [{ id: TODAY, openapiSchema: EXAMPLE_SCHEMA }];
    const world = await createPreviewWorld({ models: [{ ...HOTDOG, versions }] });
    await world.write("predict.py", CHANGED);
    expect(await annotations(world, new Pull(world).step("opened"))).toEqual(BOTH);
  });

  it("in a file below the workspace, which run names", async () => {
    const world = await createProduction();
    const below = join(world.project, "models/a");
    await mkdir(below, { recursive: true });
    await world.write("models/a/cog.yaml", "build: {python_version: '3.12'}\nrun: run.py:Runner\n");
    await world.write(
      "models/a/run.py",
      CHANGED.replace("Predictor(", "Runner(").replace("predict(", "run("),
    );
    await world.write(
      "models/a/schema.json",
      JSON.stringify(schemaOf({ text: { type: "integer" } })),
    );
    const inputs = { "working-directory": "models/a", "openapi-schema": "schema.json" };
    expect(await annotations(world, { inputs })).toEqual(["warning models/a/run.py:6 text"]);
  });

  it("at most 10, the breaking ones first", async () => {
    const versions = [{ id: TODAY, openapiSchema: schemaOf(INPUTS, []) }];
    const world = await createProduction({ models: [{ ...HOTDOG, versions }] });
    const parameters = Object.keys(INPUTS).map((name) => `${name}: str = Input(default="")`);
    await world.write("predict.py", onLines("new: int = 1", ...parameters));
    const found = await annotations(world);
    expect(found).toHaveLength(10);
    expect(found.filter((one) => !one.startsWith("warning predict.py:"))).toEqual([]);
  });

  it.each([
    ["is gone", onLines("prompt: str")],
    ["is declared in another file", "from base import Base\n\nclass Predictor(Base):\n    pass\n"],
    ["is in a very large file", `${CHANGED}${"#".repeat(300_000)}`],
  ])("but not an input that %s", async (_, source) => {
    const world = await changed(source);
    await world.write("schema.json", JSON.stringify(schemaOf({ text: { type: "integer" } })));
    const result = await world.run({ inputs: { "openapi-schema": "schema.json" } });
    expect(result.outputs["schema-changes"]).toBe("breaking");
    expect(result.log).not.toMatch(/^::\w+ file=/m);
  });
});
