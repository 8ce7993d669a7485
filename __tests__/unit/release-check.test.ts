import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { at } from "../contract/repository.ts";

const PACKAGE = {
  version: "1.0.0",
  scripts: { build: "cp src.txt dist/bundle.js" },
};
const FILES: Readonly<Record<string, string>> = {
  "package.json": JSON.stringify(PACKAGE),
  "package-lock.json": JSON.stringify({ version: "1.0.0" }),
  "action.yml": "inputs: { cog-version: { default: 0.22.0 } }\n",
  "CHANGELOG.md": "# Changelog\n\n## [Unreleased]\n\n## [1.0.0] - 2026-12-01\n\n- All.\n",
  "README.md": "uses: acme/push-to-replicate@v1\n",
  "src.txt": "built\n",
  "dist/bundle.js": "built\n",
};
const FACTS = {
  startedAt: "2999-01-01T00:00:00Z",
  api: "https://api.replicate.com/v1",
  registry: "r8.im",
  cogVersion: "0.22.0",
  outcome: "completed",
  uses: [{ use: "Push", status: "pushed" }],
};

interface Result {
  readonly code: number | null;
  readonly missing: readonly string[];
}

/** Runs the script in a repository with these files, and with facts of a run, if there was one. */
function check(files: Record<string, string> = {}, facts: object | "none" = FACTS): Result {
  const directory = mkdtempSync(join(tmpdir(), "release-check-"));
  const live = `${directory}.json`;
  onTestFinished(() => {
    rmSync(directory, { recursive: true });
    rmSync(live);
  });
  mkdirSync(join(directory, "dist"));
  for (const [path, text] of Object.entries({ ...FILES, ...files }))
    writeFileSync(join(directory, path), text);
  writeFileSync(live, JSON.stringify(facts));
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], {
      cwd: directory,
    });
  git("init", "-q");
  git("add", "--all");
  git("commit", "-qm", "All");
  const script = at("dev/scripts/release-check.ts");
  const given = facts === "none" ? [] : ["--live", live];
  const { status, stdout } = spawnSync(process.execPath, [script, ...given], {
    cwd: directory,
    encoding: "utf8",
  });
  const lines = [...stdout.matchAll(/^missing {2}(.*)$/gm)];
  return { code: status, missing: lines.map(([, title = ""]) => title) };
}

const LIVE = "The default version of Cog has been run on Replicate";

describe("npm run release:check", () => {
  it("finds nothing missing where nothing is", () => {
    expect(check()).toEqual({ code: 0, missing: [] });
  });

  it.each<[string, Record<string, string>, string]>([
    [
      "a pre-release",
      {
        "package.json": JSON.stringify({ ...PACKAGE, version: "1.0.0-rc.1" }),
        "package-lock.json": JSON.stringify({ version: "1.0.0-rc.1" }),
      },
      "package.json has the version 1.0.0",
    ],
    [
      "another version in package-lock.json",
      { "package-lock.json": JSON.stringify({ version: "0.9.0" }) },
      "package.json has the version 1.0.0",
    ],
    [
      "a placeholder instead of a home",
      { "README.md": "uses: OWNER/push-to-replicate@v1\n" },
      "The repository has a public home",
    ],
    [
      "notes without a section",
      { "CHANGELOG.md": "## [Unreleased]\n\n- All.\n\n## [1.0.0-rc.1]\n\n- Before.\n" },
      "CHANGELOG.md has notes for 1.0.0",
    ],
    [
      "a section without notes",
      { "CHANGELOG.md": "## [1.0.0]\n\n## [0.9.0]\n\n- Old.\n" },
      "CHANGELOG.md has notes for 1.0.0",
    ],
    ["another dist", { "dist/bundle.js": "old\n" }, "dist is what src builds to"],
  ])("finds %s", (_, files, title) => {
    expect(check(files)).toEqual({ code: 1, missing: [title] });
  });

  it.each<[string, object | "none"]>([
    ["there was none", "none"],
    ["it was on the sandbox", { ...FACTS, registry: "localhost:5000" }],
    ["it was at another API", { ...FACTS, api: "http://localhost:5000/v1" }],
    ["it had another Cog", { ...FACTS, cogVersion: "0.21.0" }],
    ["it was interrupted", { ...FACTS, outcome: "interrupted" }],
    ["nothing was used", { ...FACTS, uses: [] }],
    ["a use failed", { ...FACTS, uses: [...FACTS.uses, { use: "Test", status: "failed" }] }],
    ["it is older than dist", { ...FACTS, startedAt: "2020-01-01T00:00:00Z" }],
    ["it has no time", { ...FACTS, startedAt: "" }],
  ])("misses a run on Replicate where %s", (_, facts) => {
    expect(check({}, facts)).toEqual({ code: 1, missing: [LIVE] });
  });
});
