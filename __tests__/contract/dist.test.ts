import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { measureSizes, SIZE_LIMITS } from "../../dev/bench/sizes.ts";
import { at, textOf } from "./repository.ts";

it("dist is ESM", () => {
  expect(JSON.parse(textOf("dist/package.json"))).toEqual({ type: "module" });
});

describe("dist/licenses.txt", () => {
  const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
    textOf("package.json"),
  );

  it.each(Object.keys(dependencies))(
    "contains the license of %s, whose code is in dist",
    (name) => {
      expect(textOf("dist/licenses.txt").split("\n")).toContain(name);
    },
  );
});

describe("the size of", () => {
  it.each(["dist", "distGzipped", "download"] as const)("%s is within its limit", (what) => {
    expect(measureSizes()[what]).toBeLessThanOrEqual(SIZE_LIMITS[what]);
  });
});

it("dist contains each library once, and no unbundled webpack modules", () => {
  const scripts = readdirSync(at("dist")).filter((name) => name.endsWith(".js"));
  const texts = scripts.map((name) => textOf(`dist/${name}`));
  const timesIn = (part: string) => texts.join("").split(part).length - 1;
  // A line that is in each of them once.
  expect(timesIn('"UND_ERR_CONNECT_TIMEOUT"')).toBeLessThanOrEqual(2);
  for (const text of texts) expect(text).not.toMatch(/^\s*\/\*\*\*\/ /m);
});
