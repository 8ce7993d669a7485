import { rename } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { FileCase } from "../reuse/cases.ts";
import { WRITTEN } from "../reuse/written.ts";
import { rebuildReason, Sources } from "../support/sources.ts";

/* What else can be in a work tree: __tests__/reuse/tree.test.ts. */

const DOCKERFILE = "FROM scratch\n";

const NAMES = [
  "a directory that git ignores, and Docker in part",
  "a file outside of the project",
  "the Dockerfile outside of the project",
] as const;

describe("skip-unchanged with, in the work tree alone,", () => {
  it.each(NAMES)("%s", async (name) => {
    const { files, inputs = {}, directory, ...then }: FileCase = WRITTEN[name];
    const sources = await Sources.create(files, directory);
    await sources.pushFirst({ inputs });
    await sources.write(then.changes);
    const commit = await sources.head();
    const reason = rebuildReason(await sources.push({ inputs }));
    expect(reason).toEqual(then.names && { code: "not-committed", file: then.names, commit });
  });
});

describe("a version that was built from uncommitted files", () => {
  it("is marked as such, and is never reused, even when the files are the same", async () => {
    const sources = await Sources.create();
    await sources.write({ "weights.bin": "x" });
    await sources.pushFirst();
    const commit = await sources.head();
    await sources.git("clean", "--force", "--quiet");
    const reason = rebuildReason(await sources.push());
    expect(reason).toEqual({ code: "commit-invalid", revision: `${commit}-dirty` });
    expect(rebuildReason(await sources.push())).toBeUndefined();
  });

  it("is not taken for one of the commit, when it was the Dockerfile outside of the project", async () => {
    const sources = await Sources.create({ "docker/Dockerfile": DOCKERFILE }, "model");
    const inputs = { dockerfile: "../docker/Dockerfile" };
    await sources.write({ "docker/Dockerfile": `${DOCKERFILE}ENV A=1\n` });
    await sources.pushFirst({ inputs });
    await sources.git("checkout", "--quiet", ".");
    expect(rebuildReason(await sources.push({ inputs }))).toMatchObject({ code: "commit-invalid" });
  });
});

describe("skip-unchanged without git", () => {
  it("builds when there is no repository", async () => {
    const sources = await Sources.create();
    await sources.pushFirst();
    await rename(join(sources.root, ".git"), join(sources.world.runner.directory, "git"));
    expect(rebuildReason(await sources.push())).toMatchObject({
      code: "source-unreadable",
      detail: expect.stringContaining("not a git repository"),
    });
  });

  it("builds when git is not installed", async () => {
    const sources = await Sources.create();
    await sources.pushFirst();
    const PATH = join(sources.world.runner.directory, "none");
    expect(rebuildReason(await sources.push({ env: { PATH } }))).toEqual({
      code: "source-unreadable",
      detail: "spawn git ENOENT",
    });
  });
});
