import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { checkRelease, type Release } from "../../../dev/scripts/release-checks.ts";
import { at } from "../../contract/repository.ts";

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
const LIVE_RUN = {
  startedAt: "2999-01-01T00:00:00Z",
  api: "https://api.replicate.com/v1",
  registry: "r8.im",
  cogVersion: "0.22.0",
  outcome: "completed",
  uses: [{ use: "Push", status: "pushed" }],
};

/** The titles of what is missing in a repository with these files, and with these other facts. */
function missing(files: Record<string, string> = {}, facts: Partial<Release> = {}): string[] {
  const { checks } = checkRelease({
    files: new Map(Object.entries({ ...FILES, ...files })),
    live: LIVE_RUN,
    changedFiles: 0,
    isDistBuilt: true,
    distCommittedAt: "2026-12-01T10:00:00+01:00",
    ...facts,
  });
  return checks.filter(({ problem }) => problem !== undefined).map(({ title }) => title);
}

/** Runs the script in a repository with these files, of which it changes some before. */
function run(changes: Record<string, string>) {
  const directory = mkdtempSync(join(tmpdir(), "release-check-"));
  const live = `${directory}.json`;
  onTestFinished(() => {
    rmSync(directory, { recursive: true });
    rmSync(live);
  });
  const write = (files: Readonly<Record<string, string>>): void => {
    for (const [path, text] of Object.entries(files)) writeFileSync(join(directory, path), text);
  };
  mkdirSync(join(directory, "dist"));
  write(FILES);
  writeFileSync(live, JSON.stringify(LIVE_RUN));
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], {
      cwd: directory,
    });
  git("init", "-q");
  git("add", "--all");
  git("commit", "-qm", "All");
  write(changes);
  const script = at("dev/scripts/release-check.ts");
  const { status, stdout } = spawnSync(process.execPath, [script, "--live", live], {
    cwd: directory,
    encoding: "utf8",
  });
  const titles = [...stdout.matchAll(/^missing {2}(.*)$/gm)];
  return { code: status, missing: titles.map(([, title = ""]) => title) };
}

const LIVE = "The default version of Cog has been run on Replicate";

describe("a release", () => {
  it("passes when nothing is missing", () => {
    expect(missing()).toEqual([]);
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
  ])("fails with %s", (_, files, title) => {
    expect(missing(files)).toEqual([title]);
  });

  it.each<[string, Partial<Release>, string]>([
    ["uncommitted files", { changedFiles: 2 }, "Everything is committed"],
    ["another dist", { isDistBuilt: false }, "dist is what src builds to"],
  ])("fails with %s", (_, facts, title) => {
    expect(missing({}, facts)).toEqual([title]);
  });

  it.each<[string, object | undefined]>([
    ["there was none", undefined],
    ["it was on the sandbox", { ...LIVE_RUN, registry: "localhost:5000" }],
    ["it was at another API", { ...LIVE_RUN, api: "http://localhost:5000/v1" }],
    ["it had another Cog", { ...LIVE_RUN, cogVersion: "0.21.0" }],
    ["it was interrupted", { ...LIVE_RUN, outcome: "interrupted" }],
    ["nothing was used", { ...LIVE_RUN, uses: [] }],
    ["a use failed", { ...LIVE_RUN, uses: [...LIVE_RUN.uses, { use: "Test", status: "failed" }] }],
    ["it is older than dist", { ...LIVE_RUN, startedAt: "2020-01-01T00:00:00Z" }],
    ["it has no time", { ...LIVE_RUN, startedAt: "" }],
  ])("fails for the run on Replicate when %s", (_, live) => {
    expect(missing({}, { live })).toEqual([LIVE]);
  });
});

describe("npm run release:check", () => {
  it("passes when nothing is missing", () => {
    expect(run({})).toEqual({ code: 0, missing: [] });
  });

  it("reads the files, git, the run on Replicate, and a fresh build of dist", () => {
    const changes = {
      "README.md": "uses: OWNER/push-to-replicate@v1\n",
      "action.yml": "inputs: { cog-version: { default: 0.23.0 } }\n",
      "src.txt": "another build\n",
    };
    expect(run(changes)).toEqual({
      code: 1,
      missing: [
        "The repository has a public home",
        LIVE,
        "Everything is committed",
        "dist is what src builds to",
      ],
    });
  });
});
