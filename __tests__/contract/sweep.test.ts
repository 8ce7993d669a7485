import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { at, readAction, textOf } from "./repository.ts";

const sweep = readAction("sweep/action.yml");
const action = readAction();

describe("sweep/action.yml", () => {
  it("runs on Node 24, from a file that exists", () => {
    expect(sweep.runs).toEqual({ using: "node24", main: "../dist/sweep.js" });
    expect(existsSync(at("dist/sweep.js")), "dist/sweep is not built").toBe(true);
  });

  it("has exactly the inputs that the code reads", () => {
    const read = [
      ...textOf("src/inputs/sweep-inputs.ts").matchAll(/\bread\s*\.\s*\w+\(\s*"([^"]+)"/g),
    ].map(([, name]) => name);
    expect(read.toSorted()).toEqual([...sweep.inputs.keys()].toSorted());
  });

  it.each([...sweep.inputs].filter(([name]) => action.inputs.has(name)))(
    "gives %s the default that action.yml gives it",
    (name, field) => {
      expect(field.default).toBe(action.inputs.get(name)?.default);
    },
  );
});
