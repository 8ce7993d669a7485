import { describe, expect, it } from "vitest";
import { textOf } from "./repository.ts";

it("dist is ESM", () => {
  expect(JSON.parse(textOf("dist/package.json"))).toEqual({ type: "module" });
});

describe("dist/licenses.txt", () => {
  const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
    textOf("package.json"),
  );

  it.each(Object.keys(dependencies))("has the license of %s, whose code dist holds", (name) => {
    expect(textOf("dist/licenses.txt").split("\n")).toContain(name);
  });
});
