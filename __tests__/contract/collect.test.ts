import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { at, readAction, textOf } from "./repository.ts";

const collect = readAction("collect/action.yml");

describe("collect/action.yml", () => {
  it("runs on Node 24, from a file that exists", () => {
    expect(collect.runs).toEqual({ using: "node24", main: "../dist/collect.js" });
    expect(existsSync(at("dist/collect.js")), "dist/collect is not built").toBe(true);
  });

  it("has exactly the inputs that the code reads", () => {
    const files = ["collect-inputs", "credentials"];
    const source = files.map((file) => textOf(`src/inputs/${file}.ts`)).join("");
    const read = [...source.matchAll(/\bread\s*\.\s*\w+\(\s*"([^"]+)"/g)].map(([, name]) => name);
    expect([...new Set(read)].toSorted()).toEqual([...collect.inputs.keys()].toSorted());
  });

  it("has exactly the outputs that the code writes", () => {
    const source = textOf("src/lib/outputs.ts");
    const [, body = ""] = /interface CollectOutputs \{\n(.*?)\n\}/s.exec(source) ?? [];
    const written = [...body.matchAll(/^ {2}readonly "?([\w-]+)"?:/gm)].map(([, name]) => name);
    expect(written.toSorted()).toEqual([...collect.outputs.keys()].toSorted());
  });

  it.each([...collect.inputs, ...collect.outputs])("describes %s", (_, field) => {
    expect(field.description).toMatch(/^.{10,}\.$/);
  });
});
