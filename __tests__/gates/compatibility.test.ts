import { describe, expect, it } from "vitest";
import { annotated, codes, failure, HOTDOG, logged, type World } from "../support/world.ts";
import {
  BEFORE,
  BREAKING,
  cogCommands,
  createProduction,
  EXAMPLE_SCHEMA,
  predictor,
  schemaOf,
  stepWarnings,
  TEXT,
  TODAY,
  uploads,
  versionIds,
} from "./production.ts";

const FAIL = { inputs: { compatibility: "fail" } };
const BUILT_FIRST = ["build acme/hotdog", "push acme/hotdog"];

/** What becomes of predict.py, the verdict, and the change in the table; the words of findings are in unit/words.test.ts. */
const CHANGES = [
  ["nothing changed", undefined, "none", /^#### Compatibility\n\n[^|]+$/m],
  [
    "an optional input is new",
    predictor(`${TEXT}, loud: bool = Input(default=False)`),
    "compatible",
    /\| `loud`: `boolean.*` \| [^*]+ \|/,
  ],
  [
    "a required input is new",
    predictor(`${TEXT}, name: str`),
    "breaking",
    /\| `name`: `string.*` \| \*\*breaking\*\*.* \|/,
  ],
  [
    "an input is removed",
    predictor("self"),
    "breaking",
    /\| `text`: `string[^→]*` \| \*\*breaking\*\*.* \|/,
  ],
  [
    "an input has another type",
    predictor('text: int = Input(description="Text to greet with hello")'),
    "breaking",
    /\| `text`: `string.*` → `integer.*` \| \*\*breaking\*\*.* \|/,
  ],
  [
    "the output has another type",
    predictor(TEXT, "int"),
    "breaking",
    /\(Output\): `string.*` → `integer.*` \| \*\*breaking\*\*.* \|/,
  ],
] as const;

/** Production as it is today, and predict.py as it is to be pushed. */
async function changed(source: string | undefined): Promise<World> {
  const world = await createProduction();
  if (source !== undefined) await world.write("predict.py", source);
  return world;
}

/** Each change is met by warn or by fail: how a change is judged does not depend on it (unit/compatibility/compare.test.ts). */
const MET_BY_FAIL = ["an input is removed", "the output has another type"];

describe("compatibility: warn", () => {
  const warned = CHANGES.filter(([change]) => !MET_BY_FAIL.includes(change));

  it.each(warned)("pushes when %s, and reports it", async (_case, source, verdict, expected) => {
    const world = await changed(source);

    const result = await world.run();

    const { version = "", ...outputs } = result.outputs;
    expect(outputs).toMatchObject({ "schema-changes": verdict, status: "pushed" });
    expect(versionIds(world)).toEqual([version, TODAY, BEFORE]);
    expect(cogCommands(world)).toEqual(["push acme/hotdog"]);
    expect(result.summary).toMatch(expected);
    expect(stepWarnings(result)).toEqual(verdict === "breaking" ? ["schema-breaking"] : []);
  });

  it("is the default", async () => {
    const world = await changed(BREAKING);

    const result = await world.run({ inputs: { compatibility: "" } });

    expect(result.outputs).toMatchObject({ "schema-changes": "breaking", status: "pushed" });
  });
});

describe("compatibility: fail", () => {
  const breaking = CHANGES.filter(([change]) => MET_BY_FAIL.includes(change));
  const harmless = CHANGES.filter(([, , verdict]) => verdict !== "breaking");

  it.each(breaking)("pushes nothing when %s", async (_case, source, _verdict, expected) => {
    const world = await changed(source);

    const result = await world.run(FAIL);

    const message = failure(result);
    expect(codes(message)).toEqual(["schema-breaking"]);
    expect(cogCommands(world)).toEqual(["build acme/hotdog"]);
    expect(uploads(world)).toEqual([]);
    expect(world.changes()).toEqual([]);
    expect(versionIds(world)).toEqual([TODAY, BEFORE]);
    expect(result.outputs).toMatchObject({ "schema-changes": "breaking", status: "failed" });
    expect(result.outputs).not.toHaveProperty("version");
    expect(result.summary).toMatch(expected);
  });

  it.each(harmless)(
    "builds, and then pushes, when %s",
    async (_case, source, verdict, expected) => {
      const world = await changed(source);

      const result = await world.run(FAIL);

      const { version = "", ...outputs } = result.outputs;
      expect(outputs).toMatchObject({ "schema-changes": verdict, status: "pushed" });
      expect(versionIds(world)).toEqual([version, TODAY, BEFORE]);
      expect(cogCommands(world)).toEqual(BUILT_FIRST);
      expect(result.summary).toMatch(expected);
      expect(result.warnings).toEqual([]);
    },
  );

  it("does not change the test model when nothing is pushed", async () => {
    const world = await changed(BREAKING);

    await world.run({ inputs: { compatibility: "fail", "test-model": "acme/hotdog-test" } });

    expect(world.sandbox.model("acme/hotdog-test")).toBeUndefined();
    expect(world.sandbox.predictions).toEqual([]);
  });

  it("compares with the newest version, not with one before it", async () => {
    const old = schemaOf({ prompt: { type: "string" } });
    const versions = [
      { id: TODAY, openapiSchema: EXAMPLE_SCHEMA },
      { id: BEFORE, openapiSchema: old },
    ];
    const world = await createProduction({ models: [{ ...HOTDOG, versions }] });

    expect((await world.run(FAIL)).outputs["schema-changes"]).toBe("none");
  });
});

describe("compatibility is unknown", () => {
  it.each([
    ["warn", "there is no model", []],
    ["fail", "there is no model", []],
    ["warn", "there is no version", [HOTDOG]],
    ["fail", "there is no version", [HOTDOG]],
    ["warn", "the version has no schema", [{ ...HOTDOG, versions: [{}] }]],
    ["fail", "the version has no schema", [{ ...HOTDOG, versions: [{}] }]],
  ] as const)("(%s) when %s", async (compatibility, _case, models) => {
    const world = await createProduction({ models });

    const result = await world.run({ inputs: { compatibility } });

    expect(result.outputs).toMatchObject({ "schema-changes": "unknown", status: "pushed" });
    expect(logged(result)).toEqual([{ code: "schema-missing-before" }]);
    expect(result.summary).toContain("#### Compatibility");
    expect(result.warnings).toEqual([]);
    expect(cogCommands(world)).toEqual(["push acme/hotdog"]);
  });

  it.each([
    ["warn", ["push acme/hotdog"], []],
    ["fail", BUILT_FIRST, ["schema-missing"]],
  ] as const)("(%s) when the image has no schema", async (compatibility, commands, warnings) => {
    const world = await createProduction();
    await world.write("none.json", "[]");

    const result = await world.run({ inputs: { compatibility, "openapi-schema": "none.json" } });

    expect(result.outputs).toMatchObject({ "schema-changes": "unknown", status: "pushed" });
    const reasons = [...logged(result).map(({ code }) => code), ...warnings];
    expect(reasons).toEqual(["schema-missing"]);
    expect(annotated(result, "warning")).toEqual(warnings);
    expect(cogCommands(world)).toEqual(commands);
  });
});

describe("compatibility: off", () => {
  it("compares nothing and reports nothing", async () => {
    const world = await changed(BREAKING);

    const result = await world.run({ inputs: { compatibility: "off" } });

    expect(result.outputs["status"]).toBe("pushed");
    expect(result.outputs).not.toHaveProperty("schema-changes");
    expect(result.warnings).toEqual([]);
    expect(result.log + result.summary).not.toMatch(/compatib|break/i);
    expect(cogCommands(world)).toEqual(["push acme/hotdog"]);
  });
});
