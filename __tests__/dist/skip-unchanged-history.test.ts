import { rename } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CODE, git, rebuildReason, Sources } from "../support/sources.ts";

/** Sources with an origin, out of which they are cloned again as a runner does it. */
class Cloned {
  readonly sources: Sources;
  readonly origin: string;
  #clones = 0;

  private constructor(sources: Sources, origin: string) {
    this.sources = sources;
    this.origin = origin;
  }

  static async create(): Promise<Cloned> {
    const sources = await Sources.create();
    const { directory } = sources.world.runner;
    await git(directory, "init", "--quiet", "--bare", "--initial-branch=main", "origin.git");
    const cloned = new Cloned(sources, join(directory, "origin.git"));
    await sources.git("remote", "add", "origin", cloned.origin);
    await cloned.publish();
    return cloned;
  }

  async publish(): Promise<void> {
    await this.sources.git("push", "--quiet", "--force", "origin", "main");
  }

  /** Works on in a clone with these options, of a file: URL, since git makes no shallow one of a path. */
  async clone(...options: readonly string[]): Promise<void> {
    const { directory } = this.sources.world.runner;
    const name = `clone-${++this.#clones}`;
    await git(directory, "clone", "--quiet", ...options, `file://${this.origin}`, name);
    this.sources.root = join(directory, name);
  }
}

describe("skip-unchanged in a shallow clone", () => {
  it("fetches nothing when the newest version was built from the checked-out commit", async () => {
    const cloned = await Cloned.create();
    await cloned.sources.pushFirst();
    await cloned.clone("--depth=1");
    await rename(cloned.origin, `${cloned.origin}.gone`);
    expect(rebuildReason(await cloned.sources.push())).toBeUndefined();
  });

  it("fetches the commit that the latest version was built from", async () => {
    const cloned = await Cloned.create();
    const { sources } = cloned;
    await sources.pushFirst();
    for (const text of ["1", "2", "3"]) await sources.commit({ "predict.py": text });
    await sources.git("checkout", "--quiet", "HEAD~3", "--", "predict.py");
    await sources.commit({});
    await cloned.publish();
    await cloned.clone("--depth=1");
    expect(rebuildReason(await sources.push())).toBeUndefined();
    // The rest of the history was left where it is.
    expect(await sources.git("rev-parse", "--is-shallow-repository")).toBe("true");
    expect(await sources.git("rev-list", "--count", "HEAD")).toBe("1");
  });

  it("builds for changes since that commit", async () => {
    const cloned = await Cloned.create();
    const { sources } = cloned;
    await sources.pushFirst();
    const since = await sources.head();
    await sources.commit({ "predict.py": CODE });
    await cloned.publish();
    await cloned.clone("--depth=1");
    const reason = { code: "file-changed", file: "predict.py", since };
    expect(rebuildReason(await sources.push())).toEqual(reason);
  });

  it("builds, and reports why, when the commit can't be fetched", async () => {
    const cloned = await Cloned.create();
    const { sources } = cloned;
    await sources.pushFirst();
    const since = await sources.head();
    await sources.commit({});
    await cloned.publish();
    await cloned.clone("--depth=1");
    await rename(cloned.origin, `${cloned.origin}.gone`);
    expect(rebuildReason(await sources.push())).toEqual({
      code: "history-missing",
      since,
      detail: expect.stringContaining("does not appear to be a git repository"),
    });
  });

  it("builds, and reports why, when the commit is gone from the origin", async () => {
    const cloned = await Cloned.create();
    const { sources } = cloned;
    await sources.commit({ "x.py": "" });
    await sources.pushFirst();
    const since = await sources.head();
    await sources.git("reset", "--quiet", "--hard", "HEAD~1");
    await cloned.publish();
    await cloned.clone("--depth=1");
    expect(rebuildReason(await sources.push())).toEqual({
      code: "history-missing",
      since,
      detail: expect.stringContaining(since),
    });
  });

  it("finds a commit of another branch, or one that a force push removed but the origin still has", async () => {
    const cloned = await Cloned.create();
    const { sources } = cloned;
    await sources.git("checkout", "--quiet", "-b", "topic");
    await sources.commit({ "x.py": "" });
    await sources.git("push", "--quiet", "origin", "topic");
    await sources.pushFirst();
    await sources.git("checkout", "--quiet", "main");
    await sources.commit({ "x.py": "" });
    await cloned.publish();
    await cloned.clone("--depth=1", "--branch=main");
    expect(rebuildReason(await sources.push())).toBeUndefined();
  });

  it("works in a clone without blobs", async () => {
    const cloned = await Cloned.create();
    const { sources } = cloned;
    await git(cloned.origin, "config", "uploadpack.allowFilter", "true");
    await sources.pushFirst();
    await sources.commit({});
    await cloned.publish();
    await cloned.clone("--filter=blob:none");
    expect(rebuildReason(await sources.push())).toBeUndefined();
  });
});
