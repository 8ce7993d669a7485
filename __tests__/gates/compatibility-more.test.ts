import { describe, expect, it } from "vitest";
import { isObject } from "../../dev/sandbox/http/http.ts";
import { annotated, codes, failure, HOTDOG } from "../support/world.ts";
import {
  cogCommands,
  createProduction,
  EXAMPLE_SCHEMA,
  predictor,
  schemaOf,
  TEXT,
  TODAY,
  versionIds,
} from "./production.ts";

/** The example's schema, with a training that takes these inputs. */
function trainable(inputs: object | undefined): object {
  const schema: object = structuredClone(EXAMPLE_SCHEMA);
  if (inputs === undefined || !("components" in schema) || !isObject(schema.components))
    return schema;
  const { schemas } = schema.components;
  if (isObject(schemas))
    Object.assign(schemas, {
      TrainingInput: { title: "TrainingInput", type: "object", properties: inputs },
      TrainingOutput: { title: "TrainingOutput", type: "string", format: "uri" },
    });
  return schema;
}

const STEPS = { steps: { type: "integer", default: 10, "x-order": 0 } };
const TEXT_STEPS = { steps: { type: "string", default: "10", "x-order": 0 } };

describe("schemas of trainings", () => {
  it.each([
    ["do not change", STEPS, STEPS, "none", []],
    ["are added", undefined, STEPS, "compatible", ["(TrainingInput)"]],
    ["are removed", STEPS, undefined, "breaking", ["(TrainingInput)"]],
    ["lose an input", STEPS, {}, "breaking", ["`steps` (TrainingInput)"]],
    ["change a type", STEPS, TEXT_STEPS, "breaking", ["`steps` (TrainingInput)"]],
  ] as const)(
    "are compared like those of predictions when they %s",
    async (_case, old, now, verdict, told) => {
      const versions = [{ id: TODAY, openapiSchema: trainable(old) }];
      const world = await createProduction({ models: [{ ...HOTDOG, versions }] });
      await world.write("schema.json", JSON.stringify(trainable(now)));

      const result = await world.run({
        inputs: { compatibility: "fail", "openapi-schema": "schema.json" },
      });

      const isBroken = verdict === "breaking";
      expect(result.outputs["schema-changes"]).toBe(verdict);
      expect(result.outputs["status"]).toBe(isBroken ? "failed" : "pushed");
      expect(cogCommands(world)).toHaveLength(isBroken ? 1 : 2);
      expect(versionIds(world)).toHaveLength(isBroken ? 1 : 2);
      for (const place of told) expect(result.summary).toContain(place);
    },
  );
});

describe("null in an optional property of an output", () => {
  const output = (score: object) => {
    return schemaOf({}, [], {
      type: "object",
      properties: { score: { type: "number", ...score } },
    });
  };

  it.each([
    ["0.9.26", "compatible"],
    ["0.22.0", "breaking"],
  ])("is judged by the Cog that built today's version: %s", async (cogVersion, verdict) => {
    const versions = [{ id: TODAY, openapiSchema: output({}), cogVersion }];
    const world = await createProduction({ models: [{ ...HOTDOG, versions }] });
    await world.write("schema.json", JSON.stringify(output({ nullable: true })));

    const result = await world.run({
      inputs: { compatibility: "fail", "openapi-schema": "schema.json" },
    });

    expect(result.outputs["schema-changes"]).toBe(verdict);
    expect(cogCommands(world)).toHaveLength(verdict === "breaking" ? 1 : 2);
  });
});

describe("the wording", () => {
  // The row says "output (TrainingInput)": every change without a name is called an output.
  it("does not call the inputs of a training an output", async () => {
    const world = await createProduction();
    await world.write("schema.json", JSON.stringify(trainable(STEPS)));

    const result = await world.run({ inputs: { "openapi-schema": "schema.json" } });

    expect(result.summary).toContain("(TrainingInput)");
    expect(result.summary).not.toContain("output (TrainingInput)");
  });

  // The warning says "Output : type changed".
  it("of the warning names the output as a whole correctly", async () => {
    const world = await createProduction();
    await world.write("predict.py", predictor(TEXT, "int"));

    const result = await world.run();

    expect(annotated(result, "warning")).toEqual(["schema-breaking"]);
    expect(result.warnings[0]).toMatch(/ Output: /);
  });
});

describe("without Replicate's API", () => {
  const CLI = (cliToken: string) => ({ "api-token": "", "cli-auth-token": cliToken });

  it("compatibility: warn pushes without a warning, since it is the default", async () => {
    const world = await createProduction();

    const result = await world.run({ inputs: CLI(world.sandbox.cliToken) });

    expect(result.outputs["status"]).toBe("pushed");
    expect(result.warnings).toEqual([]);
  });

  // It pushes without a word: nothing was compared, and what may break callers is live.
  it("compatibility: fail fails before anything is pushed", async () => {
    const world = await createProduction();
    const inputs = { ...CLI(world.sandbox.cliToken), compatibility: "fail" };

    const message = failure(await world.run({ inputs }));

    expect(codes(message)).toEqual(["api-token-required"]);
    expect(versionIds(world)).toHaveLength(2);
  });
});
