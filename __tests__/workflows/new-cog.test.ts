import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { canRunScripts, Job } from "./job.ts";

const STEP = "Open the pull request, once a release";
const DIGESTS = "src/cog/known-digests.ts";
const MESSAGE = "Take up Cog 0.99.0\n\nThe digests.\n\n- [ ] Read its notes.\n";

describe.skipIf(!canRunScripts())("new-cog.yml", () => {
  /** A repository, and the proposal that the first job made of it by these changes. */
  function proposal(changes: Readonly<Record<string, string>>, message = MESSAGE): Job {
    const job = new Job("new-cog.yml", "propose");
    for (const path of [...Object.keys(changes), "README.md"]) job.write(path, "old\n");
    job.commitToMain();
    for (const [path, content] of Object.entries(changes)) job.write(path, content);
    job.git("add", "--all");
    const directory = join(job.temporary, "proposal");
    mkdirSync(directory);
    writeFileSync(join(directory, "patch"), `${job.git("diff", "--cached", "--binary")}\n`);
    writeFileSync(join(directory, "message"), message);
    job.git("reset", "--quiet", "--hard");
    return job;
  }
  const branches = (job: Job): string[] => {
    const lines = job.git("ls-remote", "--heads", "origin").split("\n");
    return lines.map((line) => line.replace(/^.*\trefs\/heads\//, ""));
  };

  it("proposes what was prepared on a branch of the release, and has it checked", async () => {
    const job = proposal({ [DIGESTS]: "new\n", "dist/post.js": "built\0\n" });
    const { code, asked } = await job.run(STEP, {});
    expect(code).toBe(0);
    expect(branches(job)).toEqual(["main", "new-cog/0.99.0"]);
    job.git("fetch", "--quiet", "origin", "new-cog/0.99.0");
    expect(job.git("diff", "--name-only", "origin/main..FETCH_HEAD").split("\n")).toEqual([
      "dist/post.js",
      DIGESTS,
    ]);
    expect(job.git("show", "--no-patch", "--format=%B", "FETCH_HEAD")).toBe(MESSAGE.trim());
    expect(asked).toEqual([
      "auth setup-git",
      "pr create --head new-cog/0.99.0 --base main --title Take up Cog 0.99.0 --body-file -",
      "workflow run ci.yml --ref new-cog/0.99.0",
    ]);
  });

  it("applies nothing from a patch but the digests and dist", async () => {
    const job = proposal({ [DIGESTS]: "new\n", ".github/workflows/ci.yml": "mine\n" });
    expect((await job.run(STEP, {})).code).toBe(0);
    job.git("fetch", "--quiet", "origin", "new-cog/0.99.0");
    expect(job.git("diff", "--name-only", "origin/main..FETCH_HEAD")).toBe(DIGESTS);
  });

  it("proposes a release once", async () => {
    const job = proposal({ [DIGESTS]: "new\n" });
    job.git("push", "--quiet", "origin", "HEAD:refs/heads/new-cog/0.99.0");
    const { code, asked } = await job.run(STEP, {});
    expect({ code, asked }).toEqual({ code: 0, asked: ["auth setup-git"] });
  });

  it.each(["Make all tokens public", "Take up Cog --upload-pack=x", "Take up Cog 1.0.0; id"])(
    "rejects a message that begins with %j",
    async (title) => {
      const job = proposal({ [DIGESTS]: "new\n" }, `${title}\n`);
      const { code, asked } = await job.run(STEP, {});
      expect({ code, asked }).toEqual({ code: 1, asked: [] });
      expect(branches(job)).toEqual(["main"]);
    },
  );
});
