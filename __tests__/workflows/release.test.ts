import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Answers, canRunScripts, Job } from "./job.ts";

const SHA = "4f".repeat(20);
const ENV = { TAG: "v1.2.0", GH_REPO: "OWNER/push-to-replicate", GITHUB_SHA: SHA };

describe.skipIf(!canRunScripts())("release.yml", () => {
  describe("checks the commit", () => {
    const STEP = "The commit is on main, has its version, and has passed CI";
    const passed = { conclusion: "success", app: { slug: "github-actions" } };

    /** A repository at version 1.2.0, and the step's run for its newest commit. */
    async function check(runs: readonly object[], prepare: (job: Job) => void = () => {}) {
      const job = new Job("release.yml", "check");
      job.write("package.json", JSON.stringify({ version: "1.2.0" }));
      job.commitToMain();
      prepare(job);
      const sha = job.git("rev-parse", "HEAD");
      const answers: Answers = [[/check-runs\?check_name=all-checks-passed/, { check_runs: runs }]];
      const env = { ...ENV, GITHUB_SHA: sha, GITHUB_REPOSITORY: ENV.GH_REPO };
      return { sha, ...(await job.run(STEP, env, answers)) };
    }

    it("and continues when everything is right", async () => {
      const { code, asked, sha } = await check([{ ...passed, conclusion: "failure" }, passed]);
      expect(code).toBe(0);
      expect(asked[0]).toContain(`repos/${ENV.GH_REPO}/commits/${sha}/check-runs`);
    });

    it.each<[string, readonly object[], (job: Job) => void, string]>([
      [
        "is not on main",
        [passed],
        (job) => job.git("commit", "-qm", "x", "--allow-empty"),
        "is not on main",
      ],
      [
        "has another version",
        [passed],
        (job) => {
          job.write("package.json", JSON.stringify({ version: "1.1.0" }));
          job.commitToMain();
        },
        "has the version 1.1.0",
      ],
      ["has not run CI", [], () => {}, "has not passed"],
      ["failed in CI", [{ ...passed, conclusion: "failure" }], () => {}, "has not passed"],
      [
        "was passed by another app",
        [{ ...passed, app: { slug: "x" } }],
        () => {},
        "has not passed",
      ],
    ])("and stops when it %s", async (_, runs, prepare, reason) => {
      const { code, log } = await check(runs, prepare);
      expect(code).toBe(1);
      expect(log).toMatch(new RegExp(`^::error::.*${reason}`, "m"));
    });
  });

  describe("takes the notes from the changelog", () => {
    const CHANGELOG =
      "# Changelog\n\n## [Unreleased]\n\n- Later.\n\n## 1.2.0\n\n- New: `a`.\n\n### Fixed\n\n- B.\n\n## 1.2.0-rc.1\n\n- Before.\n\n## [1.1.0] - 2026-01-02\n\n- Old.\n";

    async function notes(tag: string) {
      const job = new Job("release.yml", "check");
      job.write("CHANGELOG.md", CHANGELOG);
      const { code, log } = await job.run("Take the notes from the changelog", { TAG: tag });
      return { code, log, notes: readFileSync(join(job.temporary, "notes.md"), "utf8").trim() };
    }

    it.each([
      ["v1.2.0", "- New: `a`.\n\n### Fixed\n\n- B."],
      ["v1.1.0", "- Old."],
    ])("of %s alone", async (tag, expected) => {
      expect(await notes(tag)).toMatchObject({ code: 0, notes: expected });
    });

    it.each(["v1.3.0", "v1.2.00", "v2.0"])("and stops when there are none for %s", async (tag) => {
      const { code, log } = await notes(tag);
      expect(code).toBe(1);
      expect(log).toContain(`::error::CHANGELOG.md has nothing under ## ${tag.slice(1)}.`);
    });
  });

  describe("drafts", () => {
    const draft = (view: unknown) =>
      new Job("release.yml", "draft").run("Draft the release on the tag that is there", ENV, [
        [/^release view/, view],
        [/^release (create|edit)/, {}],
      ]);

    it("a release on the tag that is there, and publishes nothing", async () => {
      const { code, asked } = await draft(null);
      expect(code).toBe(0);
      expect(asked.slice(1)).toEqual([
        "release create v1.2.0 --verify-tag --draft --title v1.2.0 --notes-file notes.md",
      ]);
    });

    it("with the draft that is there already", async () => {
      const { asked } = await draft({ isDraft: true });
      expect(asked.slice(1)).toEqual(["release edit v1.2.0 --notes-file notes.md"]);
    });

    it("nothing over a release", async () => {
      const { code, asked, log } = await draft({ isDraft: false });
      expect(code).toBe(1);
      expect(asked).toHaveLength(1);
      expect(log).toContain("::error::v1.2.0 has been released.");
    });
  });

  describe("publishes", () => {
    const publish = (sha: string, isDraft = true) =>
      new Job("release.yml", "publish").run("Publish", ENV, [
        [/^api repos\/\S+\/commits\/tags\/v1\.2\.0 /, { sha }],
        [/^release view/, { isDraft }],
        [/^release edit/, {}],
      ]);

    it("the draft", async () => {
      const { code, asked } = await publish(SHA);
      expect(code).toBe(0);
      expect(asked.at(-1)).toBe("release edit v1.2.0 --verify-tag --draft=false");
    });

    it("once, when the job is run again", async () => {
      const { code, asked } = await publish(SHA, false);
      expect(code).toBe(0);
      expect(asked.join()).not.toContain("release edit");
    });

    it("nothing when the tag has moved since it was checked", async () => {
      const { code, asked, log } = await publish("5a".repeat(20));
      expect(code).toBe(1);
      expect(asked.join()).not.toContain("release edit");
      expect(log).toContain("::error::v1.2.0 has moved");
    });

    it.each([
      [true, 0],
      [false, 1],
    ])("and ends by whether the release is immutable: %s", async (immutable, expected) => {
      const job = new Job("release.yml", "publish");
      const { code } = await job.run("See that it is immutable", ENV, [
        [/^api repos\/\S+\/releases\/tags\/v1\.2\.0 /, { immutable }],
      ]);
      expect(code).toBe(expected);
    });
  });

  describe("moves v1", () => {
    const tags = (...names: readonly string[]) =>
      names.map((name) => ({ ref: `refs/tags/${name}` }));
    const move = (
      refs: readonly object[],
      { major = {}, release = null }: Record<string, unknown> = {},
    ) =>
      new Job("release.yml", "publish").run("Move the major version's tag", ENV, [
        [/^release view v1$/, release],
        [/matching-refs\/tags\/v1\. /, refs],
        [/git\/ref\/tags\/v1 /, major],
        [/--method/, {}],
      ]);
    const changes = (asked: readonly string[]) => asked.filter((line) => line.includes("--method"));
    const NEWEST = tags("v1.0.0", "v1.2.0-rc.1", "v1.10.0-rc.1", "v1.2.0", "v1.1.9");

    it("to the newest release of its line", async () => {
      const { code, asked } = await move(NEWEST);
      expect(code).toBe(0);
      expect(changes(asked)).toEqual([
        `api --method PATCH repos/${ENV.GH_REPO}/git/refs/tags/v1 -f sha=${SHA} -F force=true --silent`,
      ]);
    });

    it("or creates it, the first time", async () => {
      const { asked } = await move(NEWEST, { major: null });
      expect(changes(asked)).toEqual([
        `api --method POST repos/${ENV.GH_REPO}/git/refs -f ref=refs/tags/v1 -f sha=${SHA} --silent`,
      ]);
    });

    it("not back to an older line", async () => {
      const { code, asked, log } = await move(tags("v1.2.0", "v1.9.0", "v1.10.0"));
      expect(code).toBe(0);
      expect(changes(asked)).toEqual([]);
      expect(log).toContain("::notice::v1 stays at v1.10.0");
    });

    it("not when a release is on it", async () => {
      const { code, asked, log } = await move(NEWEST, { release: { tagName: "v1" } });
      expect(code).toBe(1);
      expect(changes(asked)).toEqual([]);
      expect(log).toContain("::error::There is a release on v1");
    });
  });
});
