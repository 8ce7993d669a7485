import { describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { Runner } from "../../dev/sandbox/runner.ts";
import { startSandbox } from "../../dev/sandbox/server.ts";
import { InputReader, upTo, whole } from "../../src/inputs/reader.ts";
import { isRecord, type JsonRecord } from "../../src/lib/json.ts";
import { at, readAction, textOf } from "./repository.ts";

/** A value that no input takes which is anything but plain text. */
const NONSENSE = "{ ?";

/** What `action-types.yml` says of an input or an output, by its name. */
function typesIn(directory: string, of: "inputs" | "outputs"): JsonRecord {
  const manifest: unknown = parse(textOf(`${directory}action-types.yml`));
  const types = isRecord(manifest) ? manifest[of] : undefined;
  if (!isRecord(types)) throw new Error(`${directory}action-types.yml has no map "${of}"`);
  return types;
}

/** What the built action expects of each input, in its own words: it is given nonsense. */
async function expectations(directory: string): Promise<ReadonlyMap<string, string>> {
  // The sweep asks GitHub before it is known which inputs are valid.
  const [runner, sandbox] = await Promise.all([Runner.create(), startSandbox()]);
  onTestFinished(async () => {
    await Promise.all([runner.remove(), sandbox.close()]);
  });
  const names = [...readAction(`${directory}action.yml`).inputs.keys()];
  const errorsOf = async (given: readonly string[]) => {
    const inputs = Object.fromEntries(given.map((name) => [name, NONSENSE]));
    const { environment: env } = sandbox;
    const step = { action: at(directory), workspace: runner.temporary, inputs, env };
    return (await runner.run(step)).errors;
  };
  // Build secrets are read where something is built, which the inputs that decide the command have to allow.
  const ofBuilds = names.filter((name) => /^(secret|cog-mirror)/.test(name));
  // Without any input that is not valid, a step would go on.
  const errors = [
    ...(await errorsOf(names)),
    ...(ofBuilds.length > 0 ? await errorsOf(ofBuilds) : []),
  ];
  const hints = errors.join("\n").matchAll(hintLike("([\\w-]+)", "(.*)"));
  return new Map([...hints].map(([, name = "", expected = ""]) => [name, expected]));
}

/** The hint about an input, as a pattern of its name and of what it is expected to be. */
function hintLike(name: string, expected: string): RegExp {
  const hint = hintOf((reader) => reader.refuse("NAME", NONSENSE, "EXPECTED"));
  const pattern = RegExp.escape(hint).replace("NAME", name).replace("EXPECTED", expected);
  return new RegExp(`\\[input-invalid\\]\\n.*${pattern}$`, "gm");
}

/** The hint of the input that an action reads. */
function hintOf(read: (reader: InputReader) => void): string {
  const reader = new InputReader(() => NONSENSE);
  read(reader);
  return reader.problems[0]?.hint ?? "";
}

/** The type of an input whose error says that this is expected. */
function typeOf(expected = ""): JsonRecord {
  const [before = "", after = ""] = hintOf((reader) => reader.oneOf("x", ["A, B"])).split("A, B");
  const hint = hintOf((reader) => reader.refuse("x", NONSENSE, expected));
  if (hint.startsWith(before)) {
    const values = hint.slice(before.length, -after.length);
    return { type: "enum", "allowed-values": values.split(", ") };
  }
  const isLike = (range: { readonly expected: string }) =>
    expected.replaceAll(/\d+/g, "0") === range.expected;
  if (hint === hintOf((reader) => reader.flag("x", false))) return { type: "boolean" };
  if (isLike(whole(0, 0))) return { type: "integer" };
  if (isLike(upTo(0))) return { type: "float" };
  const isList = /\bper line\b/.test(expected);
  return isList
    ? { type: "list", separator: "\n", "list-item": { type: "string" } }
    : { type: "string" };
}

/** The type that TypeScript gives each output; enums where it is a union of texts. */
function outputType(type: string): unknown {
  if (type === "boolean") return "boolean";
  if (type === "number") return "integer";
  return type === "string" ? "string" : "enum";
}

/** The names and types of an interface of src/lib/outputs.ts. */
function outputsOf(name: string): ReadonlyMap<string, string> {
  const source = textOf("src/lib/outputs.ts");
  const [, body = ""] = new RegExp(`interface ${name} \\{\\n(.*?)\\n\\}`, "s").exec(source) ?? [];
  const fields = body.matchAll(/^ {2}readonly "?([\w-]+)"?: (.+);$/gm);
  return new Map([...fields].map(([, field = "", type = ""]) => [field, type]));
}

describe.each(["", "sweep/", "discover/", "collect/"])("%saction-types.yml", (directory) => {
  const action = readAction(`${directory}action.yml`);
  const inputs = typesIn(directory, "inputs");
  const outputs = typesIn(directory, "outputs");

  it("types exactly the inputs and outputs of action.yml, in their order", () => {
    expect(Object.keys(inputs)).toEqual([...action.inputs.keys()]);
    expect(Object.keys(outputs)).toEqual([...action.outputs.keys()]);
  });

  it("gives each input the type, and the values, that the built action takes", async () => {
    const expected = await expectations(directory);

    expect(expected.size).toBeGreaterThan(0);
    const types = Object.keys(inputs).map((name) => [name, typeOf(expected.get(name))]);
    expect(inputs).toEqual(Object.fromEntries(types));
  });

  it("has defaults that match their types", () => {
    for (const [name, { default: value }] of action.inputs) {
      const type = inputs[name];
      if (value === undefined || !isRecord(type)) continue;
      if (type["type"] === "boolean") expect(["true", "false"]).toContain(value);
      if (type["type"] === "enum") expect(type["allowed-values"]).toContain(value);
      if (type["type"] === "integer") expect(Number.isInteger(Number(value))).toBe(true);
      if (type["type"] === "float") expect(Number(value)).toBeGreaterThan(0);
    }
  });

  it("lists the values of an enumerated output, as its description does", () => {
    for (const [name, { description }] of action.outputs) {
      const type = outputs[name];
      if (!isRecord(type) || type["type"] !== "enum") continue;
      const described = [...description.matchAll(/`([^`]+)`/g)].map(([, value]) => value);
      expect(type["allowed-values"]).toEqual(described);
    }
  });
});

describe("an output's type in action-types.yml", () => {
  it.each([
    ["", "Outputs"],
    ["discover/", "DiscoverOutputs"],
    ["collect/", "CollectOutputs"],
  ])("of %saction.yml matches the code", (directory, name) => {
    const types = Object.values(typesIn(directory, "outputs")).map((type) =>
      isRecord(type) ? type["type"] : undefined,
    );
    const inCode = outputsOf(name);
    const names = Object.keys(typesIn(directory, "outputs"));
    expect(types).toEqual(names.map((output) => outputType(inCode.get(output) ?? "")));
  });
});
