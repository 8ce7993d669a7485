import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { at, textOf } from "./repository.ts";

const MAX_BYTES = 1_500_000;

/** The files that ncc made of the main step, with their code. */
const chunks = readdirSync(at("dist"))
  .filter((name) => name.endsWith(".js"))
  .map((name) => ({ name, code: readFileSync(at(`dist/${name}`)) }));
/** What only a proxy (undici) or a range of versions (Octokit) needs, and its own import() loads. */
const isForRareUse = ({ name, code }: (typeof chunks)[number]): boolean =>
  name !== "index.js" && /undici:|octokit/i.test(code.toString("latin1"));

describe("the code that a plain push loads", () => {
  const plain = chunks.filter((chunk) => !isForRareUse(chunk));

  it(`is below ${MAX_BYTES / 1e6} MB`, () => {
    const bytes = plain.reduce((sum, { code }) => sum + code.length, 0);
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThan(MAX_BYTES);
  });

  it("has the tool cache in it, and neither Octokit nor the proxy's undici", () => {
    const code = plain.map((chunk) => chunk.code.toString("latin1")).join("\n");
    expect(code).toContain("RUNNER_TOOL_CACHE");
    expect(code).toMatch(/cacheFile/);
    expect(code).not.toMatch(/octokit/i);
    expect(chunks.some(isForRareUse)).toBe(true);
  });
});

it("dist is ESM", () => {
  expect(JSON.parse(textOf("dist/package.json"))).toEqual({ type: "module" });
});

describe("dist/licenses.txt", () => {
  const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
    textOf("package.json"),
  );

  it.each(Object.keys(dependencies))("has the licence of %s, whose code dist holds", (name) => {
    expect(textOf("dist/licenses.txt").split("\n")).toContain(name);
  });
});
