import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { canRunScripts, Job } from "./job.ts";

const BRANCH = "dependabot/npm_and_yarn/actions-toolkit-4f9a/@actions/core-3.1.0";
const SHA = "4f".repeat(20);

describe.skipIf(!canRunScripts())("commit-dist.yml", () => {
  describe("checks the branch, and whether dist has changed", () => {
    const check = (branch: string, sha = SHA, count = 1) =>
      new Job("commit-dist.yml", "commit").run(
        "Check the branch, and whether dist has changed",
        { BRANCH: branch, SHA: sha, RUN: "7", GH_REPO: "OWNER/push-to-replicate" },
        [[/\/actions\/runs\/7\/artifacts\?name=rebuilt-dist /, { total_count: count }]],
      );

    it.each([1, 0])("and reports whether there is an artifact: %i", async (count) => {
      const { code, outputs } = await check(BRANCH, SHA, count);
      expect({ code, outputs }).toEqual({ code: 0, outputs: { artifacts: String(count) } });
    });

    it.each([
      ["main", SHA],
      ["dependabot/npm_and_yarn/x\nartifacts=1", SHA],
      ["dependabot/npm_and_yarn/../../main", SHA],
      ["dependabot/npm_and_yarn/$(id)", SHA],
      ["dependabot/npm_and_yarn/a b", SHA],
      [BRANCH, "main"],
      [BRANCH, `${SHA}\nartifacts=1`],
    ])("and rejects %j at %j", async (branch, sha) => {
      const { code, asked, outputs } = await check(branch, sha);
      expect({ code, asked, outputs }).toEqual({ code: 1, asked: [], outputs: {} });
    });
  });

  describe("commits and pushes", () => {
    /** The branch as rebuild-dist.yml saw it, and what that made of it. */
    function built(): Job {
      const job = new Job("commit-dist.yml", "commit");
      job.write("package-lock.json", "new");
      job.write("dist/main.js", "old");
      job.write("dist/gone.js", "old");
      job.commitToMain();
      job.git("push", "--quiet", "origin", `HEAD:refs/heads/${BRANCH}`);
      job.git("checkout", "--quiet", "--detach");
      mkdirSync(join(job.temporary, "dist"), { recursive: true });
      writeFileSync(join(job.temporary, "dist/main.js"), "built");
      writeFileSync(join(job.temporary, "dist/post.js"), "built");
      return job;
    }
    const push = (job: Job) => job.run("Commit and push", { BRANCH });
    const head = (job: Job): string => {
      job.git("fetch", "--quiet", "origin", BRANCH);
      return job.git("rev-parse", "FETCH_HEAD");
    };

    it("what was built, and nothing else, and has it checked", async () => {
      const job = built();
      const before = head(job);
      const { code, asked } = await push(job);
      expect(code).toBe(0);
      expect(job.git("rev-parse", `${head(job)}^`)).toBe(before);
      expect(job.git("diff", "--name-status", `${before}..${head(job)}`).split("\n")).toEqual([
        "D\tdist/gone.js",
        "M\tdist/main.js",
        "A\tdist/post.js",
      ]);
      expect(job.git("show", "--no-patch", "--format=%an%n%B", head(job))).toBe(
        "github-actions[bot]\nRebuild dist\n\n[dependabot skip]",
      );
      expect(asked).toEqual(["auth setup-git", `workflow run ci.yml --ref ${BRANCH}`]);
    });

    it("nothing over a branch that has moved", async () => {
      const job = built();
      job.git("commit", "--quiet", "--allow-empty", "--message", "Rebased");
      job.git("push", "--quiet", "origin", `HEAD:refs/heads/${BRANCH}`);
      const moved = head(job);
      job.git("reset", "--quiet", "--hard", "HEAD^");
      const { code, asked } = await push(job);
      expect(code).not.toBe(0);
      expect(head(job)).toBe(moved);
      expect(asked.join()).not.toContain("workflow run");
    });

    it("nothing of an artifact that has more than files", async () => {
      const job = built();
      const before = head(job);
      symlinkSync("/etc/passwd", join(job.temporary, "dist/licenses.txt"));
      const { code, log } = await push(job);
      expect(code).toBe(1);
      expect(log).toContain("::error::The artifact has more than files and directories");
      expect(head(job)).toBe(before);
    });
  });
});
