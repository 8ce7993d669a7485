import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { events, type SandboxOptions } from "../../dev/sandbox/server.ts";
import { git, Sources } from "../support/sources.ts";
import { annotated, codes, failure, type StepResult } from "../support/world.ts";

const REPOSITORY = "acme/app";

/** A push of an older commit, whose newer one has a version already. */
class Rerun {
  readonly sources: Sources;
  readonly old: string;
  readonly newer: string;
  readonly version: string;

  private constructor(sources: Sources, old: string, newer: string, version: string) {
    this.sources = sources;
    this.old = old;
    this.newer = newer;
    this.version = version;
  }

  static async create(options: SandboxOptions = {}): Promise<Rerun> {
    const push = async (sources: Sources): Promise<void> => {
      await sources.commit({ "notes.txt": "newer" });
      await sources.pushFirst();
      await sources.git("checkout", "--quiet", "--detach", "HEAD~1");
    };
    const sources = await Sources.createPushed("newer", push, { speed: 60, ...options });
    const [newer, old] = await Promise.all([sources.git("rev-parse", "main"), sources.head()]);
    const [version] = sources.world.sandbox.model("acme/hotdog")?.versions ?? [];
    return new Rerun(sources, old, newer, version?.id ?? "");
  }

  get sandbox() {
    return this.sources.world.sandbox;
  }

  push(mode: string, inputs: Readonly<Record<string, string>> = {}): Promise<StepResult> {
    const always = { "skip-unchanged": "false", "github-token": this.sandbox.githubToken };
    return this.sources.push({ inputs: { ...always, "stale-commit": mode, ...inputs } });
  }

  /** Works on in a clone that has the older commit alone. */
  async makeShallow(): Promise<void> {
    const { directory } = this.sources.world.runner;
    await this.sources.git("branch", "old", this.old);
    const origin = `file://${this.sources.root}`;
    await git(directory, "clone", "--quiet", "--depth=1", "--branch=old", origin, "shallow");
    this.sources.root = join(directory, "shallow");
  }

  /** Takes the newer version from the list of versions. @returns a function that puts it back. */
  hide(): () => void {
    const versions = this.sandbox.model("acme/hotdog")?.versions ?? [];
    const hidden = versions.splice(0);
    return () => versions.unshift(...hidden.splice(0));
  }

  comparisons(): string[] {
    return this.sources.world.requests().filter((request) => request.includes("/compare/"));
  }

  builds(): number {
    return this.sandbox.cogRuns.length;
  }
}

describe("a commit that is older than the latest version's", () => {
  it("is pushed with a warning by default", async () => {
    const rerun = await Rerun.create();

    const result = await rerun.push("");

    expect(result.outputs["status"]).toBe("pushed");
    expect(annotated(result, "warning")).toEqual(["stale-commit"]);
    expect(result.summary).toContain(`\`${rerun.newer.slice(0, 7)}\``);
    expect(rerun.comparisons()).toEqual([]);
  });

  it("fails before the build, and before anything is changed", async () => {
    const rerun = await Rerun.create();

    const result = await rerun.push("fail", { description: "Hot or not" });

    expect(codes(failure(result))).toEqual(["stale-commit"]);
    expect(failure(result)).toContain(rerun.newer);
    expect(rerun.builds()).toBe(0);
    expect(rerun.sources.world.changes()).toEqual([]);
  });

  it("fails in a dry run, too", async () => {
    const rerun = await Rerun.create();

    const result = await rerun.push("fail", { "dry-run": "true" });

    expect(codes(failure(result))).toEqual(["stale-commit"]);
  });

  it("is pushed without a check when stale-commit allows it", async () => {
    const rerun = await Rerun.create();

    const result = await rerun.push("allow");

    expect([result.outputs["status"], result.warnings]).toEqual(["pushed", []]);
    expect(rerun.sources.world.requests().filter((request) => request.includes("/blobs/"))).toEqual(
      [],
    );
  });

  it("counts when the newest version was built from other files, too", async () => {
    const sources = await Sources.create();
    const old = await sources.head();
    await sources.commit({ "notes.txt": "newer" });
    await sources.write({ "extra.txt": "not committed" });
    await sources.pushFirst();
    await sources.git("clean", "--force", "--quiet");
    await sources.git("checkout", "--quiet", "--detach", old);

    const result = await sources.push({ inputs: { "stale-commit": "fail" } });

    expect(codes(failure(result))).toEqual(["stale-commit"]);
  });

  it("is distinguished from one that is newer, the same, or diverged", async () => {
    const rerun = await Rerun.create();
    const { sources } = rerun;
    const outcomes = [];
    for (const commit of [rerun.newer, "diverged", "newest"]) {
      if (commit === "diverged") await sources.git("checkout", "--quiet", "--orphan", "other");
      if (commit === "newest") await sources.git("checkout", "--quiet", "main");
      if (commit === rerun.newer) await sources.git("checkout", "--quiet", "main");
      else await sources.commit({ "more.txt": commit });
      outcomes.push(await rerun.push("fail"));
    }
    expect(outcomes.map(({ code, warnings }) => [code, warnings])).toEqual(
      outcomes.map(() => [0, []]),
    );
    expect(rerun.comparisons()).toEqual([]);
  });
});

describe("a shallow clone", () => {
  it("asks GitHub once, and never fetches", async () => {
    const rerun = await Rerun.create();
    await rerun.makeShallow();
    rerun.sandbox.github.addHistory(REPOSITORY, [rerun.old, rerun.newer]);

    const result = await rerun.push("fail");

    expect(codes(failure(result))).toEqual(["stale-commit"]);
    expect(rerun.comparisons()).toEqual([
      `GET /github/repos/${REPOSITORY}/compare/${rerun.old}...${rerun.newer}?per_page=1`,
    ]);
    expect(await rerun.sources.git("rev-list", "--count", "HEAD")).toBe("1");
  });

  it("asks GitHub if it has both commits, and not what is between them", async () => {
    const rerun = await Rerun.create();
    await rerun.makeShallow();
    // As skip-unchanged fetches the commit of the latest version.
    await rerun.sources.git("fetch", "--quiet", "--depth=1", "origin", "main");
    rerun.sandbox.github.addHistory(REPOSITORY, [rerun.old, rerun.newer]);

    const message = failure(await rerun.push("fail"));

    expect(codes(message)).toEqual(["stale-commit"]);
    expect(rerun.comparisons()).toHaveLength(1);
  });

  it.each([
    ["newer", (rerun: Rerun) => [[rerun.newer, rerun.old]]],
    [
      "diverged",
      (rerun: Rerun) => [
        ["base", rerun.old],
        ["base", rerun.newer],
      ],
    ],
  ])("is pushed without a warning when GitHub says that the commit is %s", async (_, historyOf) => {
    const rerun = await Rerun.create();
    await rerun.makeShallow();
    for (const history of historyOf(rerun)) rerun.sandbox.github.addHistory(REPOSITORY, history);

    const result = await rerun.push("fail");

    expect([result.outputs["status"], result.warnings]).toEqual(["pushed", []]);
    expect(rerun.comparisons()).toHaveLength(1);
  });

  it.each([
    ["fail", 1],
    ["warn", 0],
  ])("is pushed when GitHub does not know the commit: %s has %i warning", async (mode, count) => {
    const rerun = await Rerun.create();
    await rerun.makeShallow();

    const result = await rerun.push(mode);

    expect(result.outputs["status"]).toBe("pushed");
    expect(result.warnings).toHaveLength(count);
  });

  it("is pushed with a warning when the latest version has no label", async () => {
    const rerun = await Rerun.create();
    const { sandbox } = rerun;
    sandbox.model("acme/hotdog")?.versions.splice(0);
    sandbox.addModel({ owner: "acme", name: "hotdog", versions: [{ id: "a".repeat(64) }] });

    const result = await rerun.push("fail");

    expect(result.outputs["status"]).toBe("pushed");
    expect(annotated(result, "warning")).toEqual(["stale-commit-unchecked"]);
  });
});

describe("a newer version that appears during the step", () => {
  const TESTED = { "test-model": "acme/hotdog-test", "boot-check": "true" };

  it.each(["fail", "warn"])("while the test model is tested: %s", async (mode) => {
    const rerun = await Rerun.create();
    const show = rerun.hide();
    rerun.sandbox.scriptModel("acme/hotdog-test", () => {
      show();
      return { output: "hello" };
    });

    const result = await rerun.push(mode, TESTED);

    if (mode === "fail") expect(codes(failure(result))).toEqual(["stale-commit"]);
    else expect(annotated(result, "warning")).toEqual(["stale-commit"]);
    expect(rerun.builds()).toBe(mode === "fail" ? 1 : 2);
  });

  it.each(["fail", "warn"])("before the deployment moves: %s", async (mode) => {
    const rerun = await Rerun.create();
    const show = rerun.hide();
    rerun.sandbox.scriptModel("acme/hotdog", () => {
      show();
      return { output: "hello" };
    });

    const result = await rerun.push(mode, { "boot-check": "true", deployment: "live" });

    if (mode === "fail") expect(codes(failure(result))).toEqual(["stale-commit"]);
    else expect(annotated(result, "warning")).toEqual(["stale-commit"]);
    expect(rerun.sandbox.deployment("acme/live") === undefined).toBe(mode === "fail");
  });

  it.each(["fail", "warn"])("and the deployment serves: %s", async (mode) => {
    const rerun = await Rerun.create();
    rerun.hide();
    const served = { owner: "acme", name: "live", model: "acme/hotdog", version: rerun.version };
    rerun.sandbox.addDeployment(served);

    const result = await rerun.push(mode, { deployment: "live" });

    if (mode === "fail") expect(codes(failure(result))).toEqual(["stale-commit"]);
    else expect(annotated(result, "warning")).toEqual(["stale-commit"]);
    expect(rerun.sandbox.deployment("acme/live")?.version === rerun.version).toBe(mode === "fail");
  });
});

describe("stale-commit does not matter for", () => {
  it("a preview", async () => {
    const rerun = await Rerun.create();
    const { event, env } = events.pullRequestEvent({ action: "opened", number: 7 });
    const inputs = { "stale-commit": "fail", "github-token": rerun.sandbox.githubToken };

    const result = await rerun.sources.push({ event, env, inputs });

    expect([result.outputs["preview"], result.warnings]).toEqual(["true", []]);
  });

  it("an existing version", async () => {
    const rerun = await Rerun.create();
    const served = { owner: "acme", name: "live", model: "acme/hotdog", version: "b".repeat(64) };
    rerun.sandbox.addDeployment(served);
    const inputs = { version: rerun.version, deployment: "live", compatibility: "off" };

    const result = await rerun.push("fail", inputs);

    expect([result.outputs["status"], result.warnings]).toEqual(["promoted", []]);
    expect(rerun.comparisons()).toEqual([]);
  });
});
