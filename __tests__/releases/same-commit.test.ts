import { describe, expect, it } from "vitest";
import { events } from "../../dev/sandbox/server.ts";
import { CODE, Sources } from "../support/sources.ts";
import { codes, failure, plannedSteps, type StepResult } from "../support/world.ts";

const TAG = "v1.0.0";

/** A repository whose commits were pushed to main, each with a version. */
class Pushed {
  readonly sources: Sources;
  /** Of each commit, the oldest first. */
  readonly commits: readonly string[];
  readonly versions: readonly string[];

  private constructor(sources: Sources, commits: readonly string[], versions: readonly string[]) {
    this.sources = sources;
    this.commits = commits;
    this.versions = versions;
  }

  static async create(count: number): Promise<Pushed> {
    const push = async (sources: Sources): Promise<void> => {
      const inputs = { "skip-unchanged": "false", "stale-commit": "allow" };
      for (let i = 0; i < count; i++) {
        await sources.commit({ "notes.txt": String(i), Dockerfile: "FROM scratch\n" });
        await sources.pushFirst({ inputs });
      }
    };
    const options = { speed: 60, pageSize: 25 };
    const sources = await Sources.createPushed(`${count} commits`, push, options);
    const commits = await sources.git("rev-list", "--reverse", `--max-count=${count}`, "HEAD");
    const versions = sources.world.sandbox.model("acme/hotdog")?.versions.map(({ id }) => id);
    return new Pushed(sources, commits.split("\n"), versions?.toReversed() ?? []);
  }

  get sandbox() {
    return this.sources.world.sandbox;
  }

  /** Publishes a release of a commit. */
  async release(commit = "", inputs: Readonly<Record<string, string>> = {}): Promise<StepResult> {
    await this.sources.git("checkout", "--quiet", "--detach", commit || "HEAD");
    this.sandbox.github.addRelease({ repository: "acme/app", tag: TAG, body: "Notes" });
    const { event, env } = events.releaseEvent({
      action: "published",
      tag: TAG,
      repository: "acme/app",
    });
    const always = {
      "skip-unchanged": "false",
      deployment: "live",
      "github-token": this.sandbox.githubToken,
    };
    const head = await this.sources.head();
    return this.sources.push({
      event,
      env: { ...env, GITHUB_SHA: head, GITHUB_REPOSITORY: "acme/app" },
      inputs: { ...always, ...inputs },
    });
  }

  get served(): string | undefined {
    return this.sandbox.deployment("acme/live")?.version;
  }
}

describe("a release of a commit that has a version", () => {
  it("moves the deployment to the newest version without a push", async () => {
    const pushed = await Pushed.create(1);

    const result = await pushed.release();

    const [version] = pushed.versions;
    expect(result.outputs).toMatchObject({ status: "unchanged", changed: "false", version });
    expect(pushed.served).toBe(version);
    expect(pushed.sandbox.cogRuns).toHaveLength(0);
    expect(pushed.sandbox.github.releases[0]?.body).toContain(version);
  });

  it("finds an older version, tests it, and pushes nothing", async () => {
    const pushed = await Pushed.create(3);
    const [version = ""] = pushed.versions;
    const tests = { "test-cases": "- {inputs: {text: Ada}, exact_string: hello Ada}" };

    const result = await pushed.release(pushed.commits[0], { ...tests, "stale-commit": "fail" });

    expect(result.outputs).toMatchObject({ status: "unchanged", version, booted: "true" });
    expect([pushed.served, result.errors]).toEqual([version, []]);
    expect(pushed.sandbox.predictions.map((prediction) => prediction.version)).toEqual([version]);
    expect(pushed.sandbox.cogRuns).toHaveLength(0);
    expect(pushed.sandbox.model("acme/hotdog")?.versions).toHaveLength(3);
  });

  it("tests an older version, which is not the latest when it fails", async () => {
    const pushed = await Pushed.create(3);
    const tests = { "test-cases": "- {inputs: {text: Ada}, exact_string: other}" };

    const message = failure(await pushed.release(pushed.commits[0], tests));

    expect(codes(message)).toEqual(["tests-failed"]);
    expect(message).not.toContain("latest");
    expect(pushed.served).toBeUndefined();
  });

  it("does not move a deployment back that serves a newer commit", async () => {
    const pushed = await Pushed.create(2);
    await pushed.release(pushed.commits[1]);

    const inputs = { "stale-commit": "fail" };
    const message = failure(await pushed.release(pushed.commits[0], inputs));

    expect(codes(message)).toEqual(["stale-commit"]);
    expect(pushed.served).toBe(pushed.versions[1]);
  });

  it("lists what it would do in a dry run", async () => {
    const pushed = await Pushed.create(2);

    const result = await pushed.release(pushed.commits[0], { "dry-run": "true" });

    expect(plannedSteps(result)).toContainEqual({
      ...{ code: "reuse-version", version: pushed.versions[0] },
    });
    expect(pushed.served).toBeUndefined();
  });
});

describe("a release is built", () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ["without the cache", { "no-cache": "true" }],
    ["with another Dockerfile", { dockerfile: "Dockerfile" }],
    ["with another Cog", { "cog-version": "0.20.0" }],
    ["without a deployment", { deployment: "" }],
  ])("%s", async (_, inputs) => {
    const pushed = await Pushed.create(1);

    const result = await pushed.release("", inputs);

    expect(result.outputs["status"]).toBe("pushed");
    expect(pushed.sandbox.cogRuns).toHaveLength(1);
  });

  it("when its commit has no version, or files differ from it", async () => {
    const pushed = await Pushed.create(1);
    await pushed.sources.commit({ "predict.py": CODE });
    expect((await pushed.release()).outputs["status"]).toBe("pushed");
    await pushed.sources.write({ "extra.txt": "x" });
    expect((await pushed.release()).outputs["status"]).toBe("pushed");
  });

  it("when its version is not among the newest 50", async () => {
    const pushed = await Pushed.create(1);
    const model = pushed.sandbox.model("acme/hotdog");
    const [own] = model?.versions ?? [];
    const others = Array.from({ length: 50 }, (_, i) => ({
      ...own,
      id: i.toString(16).padStart(64, "0"),
    }));
    Object.assign(model?.versions ?? [], [...others, own]);

    const result = await pushed.release();

    expect(result.outputs["status"]).toBe("pushed");
    const pages = pushed.sources.world
      .requests()
      .filter((request) => /\/versions(\?|$)/.test(request));
    expect(pages).toHaveLength(2);
  });
});
