import { describe, expect, it } from "vitest";
import { SOURCES, sourcesWith, textOf } from "./repository.ts";

describe("the source", () => {
  it.each(SOURCES)("%s has at most 250 lines", (path) => {
    expect(textOf(path).trimEnd().split("\n").length).toBeLessThanOrEqual(250);
  });

  it.each<[string, RegExp, readonly string[]]>([
    ["reads the environment", /process\s*\.\s*env\b|\bprocess\[/, ["src/runtime/context.ts"]],
    ["writes outputs", /\bsetOutput\b/, ["src/lib/outputs.ts"]],
    [
      "fails the step",
      /\bsetFailed\b|\bprocess\.exitCode\b|\bprocess\.exit\(/,
      ["src/lib/errors.ts"],
    ],
    ["starts processes", /child_process|@actions\/exec/, ["src/lib/exec.ts", "src/lib/spawn.ts"]],
  ])("%s in its own places only", (_, pattern, places) => {
    expect(sourcesWith(pattern)).toEqual(places);
  });

  it("reads inputs in src/inputs only", () => {
    const places = sourcesWith(/\bget(Multiline|Boolean)?Input\b/);
    expect(places.length).toBeGreaterThan(0);
    expect(places.filter((path) => !path.startsWith("src/inputs"))).toEqual([]);
  });

  it("speaks to GitHub in src/github only", () => {
    const places = sourcesWith(/"(@actions\/github|@?octokit)\b/);
    expect(places.length).toBeGreaterThan(0);
    expect(places.filter((path) => !path.startsWith("src/github/"))).toEqual([]);
  });

  it.each([
    "src/plan/plan.ts",
    "src/plan/trusted-code.ts",
    "src/plan/release.ts",
    "src/plan/tokens.ts",
    "src/cog/args.ts",
    "src/cog/output.ts",
    "src/cog/tail-buffer.ts",
    "src/cog/release.ts",
    "src/discover/changes.ts",
    "src/discover/matrix.ts",
    "src/discover/names.ts",
    "src/discover/projects.ts",
    "src/disk/estimate.ts",
    "src/known-failures/catalogue.ts",
    "src/known-failures/explain.ts",
    "src/github/event.ts",
    "src/replicate/parse.ts",
    "src/discover/report.ts",
    "src/markdown/markdown.ts",
    "src/commands/summary.ts",
    "src/markdown/snippets.ts",
  ])("of %s is pure: it imports no toolkit, and nothing that reaches outside", (path) => {
    const imports = [...textOf(path).matchAll(/\b(?:from|import)\s*\(?\s*"([^"]+)"/g)];
    const modules = imports.map(([, name = ""]) => name);
    expect(SOURCES).toContain(path);
    const impure = /^(@actions\/|undici$|node:(?!util$|path$|crypto$))/;
    expect(modules.filter((name) => impure.test(name))).toEqual([]);
  });

  it("suppresses no check", () => {
    expect(
      sourcesWith(/@ts-(ignore|expect-error|nocheck)|biome-ignore|(istanbul|v8|c8) ignore/),
    ).toEqual([]);
  });
});
