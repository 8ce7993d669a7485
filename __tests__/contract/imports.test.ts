import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseJson, reader } from "../../src/json.ts";
import { at } from "./repository.ts";

/** Who imports whom, and whether docs/architecture.md has it so. */
const IMPORTS = [
  ["src/errors.ts", "./json.ts", true],
  ["src/json.ts", "./context.ts", false],
  ["src/json.ts", "./http/request.ts", false],
  ["src/schema/compare.ts", "../json.ts", true],
  ["src/schema/compare.ts", "../http/request.ts", false],
  ["src/failures/docker.ts", "../cog/output.ts", false],
  ["src/cog/args.ts", "../inputs.ts", false],
  ["src/http/request.ts", "../context.ts", false],
  ["src/replicate/client.ts", "../http/request.ts", true],
  ["src/gates/boot.ts", "../steps/boot-check.ts", false],
  ["src/gates/boot.ts", "../report/markdown.ts", false],
  ["src/plan.ts", "./cog/project.ts", true],
  ["src/plan.ts", "./preflight/push.ts", false],
  ["src/plan/gates.ts", "../steps/run-cog.ts", false],
  ["src/context.ts", "./uses/push.ts", false],
  ["src/preflight/build.ts", "../steps/install-cog.ts", true],
  ["src/preflight/build.ts", "../steps/run-cog.ts", false],
  ["src/steps/run-cog.ts", "../preflight/push.ts", true],
  ["src/steps/run-cog.ts", "../report/report.ts", false],
  ["src/report/report.ts", "../steps/run-cog.ts", true],
  ["src/report/report.ts", "../uses/push.ts", false],
  ["src/uses/push.ts", "../report/report.ts", true],
  ["src/uses/push.ts", "../main.ts", false],
] as const;

/** A line for each case, in a tree of its own: the rule is the linter's, and so is the judgement. */
describe("the lint rule of what may import what", () => {
  const directory = mkdtempSync(join(tmpdir(), "imports-"));
  let refused: ReadonlySet<string>;

  beforeAll(() => {
    copyFileSync(at("biome.json"), join(directory, "biome.json"));
    writeFileSync(join(directory, ".gitignore"), "");
    for (const file of new Set(IMPORTS.map(([from]) => from))) {
      mkdirSync(dirname(join(directory, file)), { recursive: true });
      const lines = IMPORTS.filter(([from]) => from === file).map(([, to]) => `import "${to}";`);
      writeFileSync(join(directory, file), `${lines.join("\n")}\n`);
    }
    const only = "--only=style/noRestrictedImports";
    const { stdout } = spawnSync(
      at("node_modules/.bin/biome"),
      ["lint", only, "--reporter=json", "--max-diagnostics=none", "."],
      { cwd: directory, encoding: "utf8" },
    );
    refused = new Set(refusals(stdout));
  });

  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it.each(IMPORTS)("%s imports %s: %s", (from, to, isAllowed) => {
    expect(refused.has(`${from} ${to}`)).toBe(!isAllowed);
  });
});

/** `file import` of each diagnostic of Biome's JSON report, whose spans count bytes. */
function refusals(report: string): string[] {
  const read = reader("Biome's report");
  const { diagnostics } = read.record(parseJson(report));
  return read.list(diagnostics, "diagnostics").map((diagnostic) => {
    const location = read.record(read.record(diagnostic)["location"], "location");
    const file = read.text(read.record(location["path"], "path"), "file");
    const [start, end] = read.list(location["span"], "span").map(Number);
    return `${file} ${read.text(location, "sourceCode").slice(start, end).replaceAll('"', "")}`;
  });
}
