import { describe, expect, it } from "vitest";
import { codes, failure, HOTDOG, logged, type StepOptions, World } from "../support/world.ts";
import {
  BEFORE,
  createProduction,
  deploy,
  EXAMPLE_SCHEMA,
  schemaOf,
  TODAY,
  versionIds,
} from "./production.ts";

const OTHER = "c".repeat(64);
const LOUD = schemaOf({ text: { type: "string" }, loud: { type: "boolean" } });

/** The step that moves acme/live to a version. */
function to(version: string, inputs: Readonly<Record<string, string>> = {}): Partial<StepOptions> {
  return { inputs: { version, deployment: "live", ...inputs } };
}

describe("the gates of a promotion", () => {
  const CASES = "- {name: greets, inputs: {text: Ada}, exact_string: hello Ada}";

  /** Production where TODAY is the newest, and acme/live serves BEFORE. */
  async function staged(): Promise<World> {
    const world = await createProduction();
    deploy(world, { version: BEFORE });
    return world;
  }

  /** A newest version that breaks those who use the deployment. */
  async function breaking(): Promise<World> {
    const versions = [
      { id: TODAY, openapiSchema: LOUD },
      { id: BEFORE, openapiSchema: EXAMPLE_SCHEMA },
    ];
    const world = await World.create({ models: [{ ...HOTDOG, versions }] });
    deploy(world, { version: BEFORE });
    return world;
  }

  it("run on exactly that version", async () => {
    const world = await staged();

    const result = await world.run(to(BEFORE, { "test-cases": CASES }));

    expect(result.outputs).toMatchObject({ booted: "true", status: "promoted" });
    expect(world.sandbox.predictions).toMatchObject([{ version: BEFORE, status: "succeeded" }]);
  });

  it.each([
    ["a test case", { "test-cases": CASES }, { output: "bye" }, "tests-failed"],
    ["the boot", { "boot-check": "true" }, { setupFails: true }, "boot-setup-failed"],
  ])("leave the deployment when %s fails", async (_case, inputs, script, code) => {
    const world = await staged();
    world.sandbox.scriptModel("acme/hotdog", script);

    const result = await world.run(to(TODAY, inputs));

    expect(codes(failure(result))).toEqual([code]);
    expect(failure(result)).toContain("acme/live");
    expect(versionIds(world)).toEqual([TODAY, BEFORE]);
    expect(world.sandbox.deployment("acme/live")).toMatchObject({ version: BEFORE, number: 1 });
    expect(result.outputs).toMatchObject({ version: TODAY, status: "failed" });
    expect(result.summary).toContain("#### Tests");
  });

  it.each([
    ["warn", "promoted", TODAY],
    ["fail", "failed", BEFORE],
  ])("compare with what the deployment serves: %s", async (compatibility, status, version) => {
    const world = await breaking();

    const result = await world.run(to(TODAY, { compatibility }));

    expect(result.outputs).toMatchObject({ "schema-changes": "breaking", status });
    expect(result.summary).toContain("| `loud`: ");
    expect(world.sandbox.deployment("acme/live")?.version).toBe(version);
  });

  // A version of today that could not be read counts as none: the gate is passed without a word.
  it.each([403, 500])("block what could not be compared (HTTP %i)", async (status) => {
    const world = await breaking();
    const path = `/v1/models/acme/hotdog/versions/${BEFORE}`;
    world.sandbox.fault({ path, times: 9, answer: { status, headers: { "retry-after": "0" } } });

    await world.run(to(TODAY, { compatibility: "fail" }));

    expect(world.sandbox.deployment("acme/live")?.version).toBe(BEFORE);
  });

  // schema-changes stays empty and the log says nothing: the same as with compatibility: off.
  it("report that compatibility is unknown when the current version was deleted", async () => {
    const world = await createProduction();
    deploy(world, { version: OTHER });

    const result = await world.run(to(TODAY, { compatibility: "fail" }));

    expect(result.outputs["schema-changes"]).toBe("unknown");
    expect(logged(result)).toMatchObject([{ code: "schema-missing-before" }]);
  });
});
