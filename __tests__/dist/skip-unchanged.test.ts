import { describe, expect, it } from "vitest";
import { events, type RequestRecord } from "../../dev/sandbox/server.ts";
import { CODE, rebuildReason, Sources } from "../support/sources.ts";
import { failure } from "../support/world.ts";

/** What was asked since a run, as `METHOD path`, with digests and ids shortened. */
function asked(requests: readonly RequestRecord[]): string[] {
  return requests
    .map(({ method, path }) => `${method} ${path.replaceAll(/[0-9a-f]{64}/g, "…")}`)
    .toSorted();
}

/** Whether a request changes anything in the registry. */
const writes = ({ service, method }: RequestRecord): boolean =>
  service === "registry" && !["GET", "HEAD"].includes(method);

describe("skip-unchanged, where nothing has changed", () => {
  it("builds nothing and reports the newest version as the result", async () => {
    const sources = await Sources.create();
    const { sandbox } = sources.world;
    const first = await sources.pushFirst();
    const [runs, requests] = [sandbox.cogRuns.length, sandbox.requests.length];
    const second = await sources.push();
    expect(rebuildReason(second)).toBeUndefined();
    expect(second.outputs).toMatchObject({
      status: "unchanged",
      changed: "false",
      version: first.outputs["version"],
      "previous-version": first.outputs["version"],
      digest: first.outputs["digest"],
      image: first.outputs["image"],
      "version-url": first.outputs["version-url"],
      "image-size": first.outputs["image-size"],
      "model-created": "false",
    });
    expect(second.notices).toContainEqual(
      expect.stringContaining(first.outputs["version"] ?? "missing"),
    );
    expect(second.summary).toContain(first.outputs["version"]);
    expect([second.errors, second.warnings]).toEqual([[], []]);
    const since = sandbox.requests.slice(requests);
    expect(sandbox.cogRuns).toHaveLength(runs);
    expect(since.filter(writes)).toEqual([]);
    expect(sandbox.model("acme/hotdog")?.versions).toHaveLength(1);
    expect(asked(since)).toEqual([
      "GET /token?service=registry.sandbox&scope=repository%3Aacme%2Fhotdog%3Apull%2Cpush",
      "GET /v1/account",
      "GET /v1/models/acme/hotdog",
      "GET /v2/",
      "GET /v2/acme/hotdog/blobs/sha256:…",
      // For the size and the labels.
      "GET /v2/acme/hotdog/manifests/sha256:…",
    ]);
  });

  it("builds nothing for commits that do not change the project, and reports that each time", async () => {
    const sources = await Sources.create();
    const first = await sources.pushFirst();
    await sources.commit({});
    expect(rebuildReason(await sources.push())).toBeUndefined();
    await sources.commit({ "predict.py": CODE });
    await sources.git("revert", "--no-edit", "HEAD");
    const last = await sources.push();
    expect(rebuildReason(last)).toBeUndefined();
    expect(last.outputs["version"]).toBe(first.outputs["version"]);
  });

  it("builds anyway when it is not set", async () => {
    const sources = await Sources.create();
    const inputs = { "skip-unchanged": "false" };
    const first = await sources.pushFirst({ inputs });
    const second = await sources.pushFirst({ inputs });
    expect(second.log).not.toContain("skip-unchanged");
    expect(second.outputs["version"]).not.toBe(first.outputs["version"]);
  });

  it("runs test cases on the version, and moves the deployment to it", async () => {
    const sources = await Sources.create({}, ".", { speed: 60 });
    const { sandbox } = sources.world;
    const first = await sources.pushFirst();
    const version = first.outputs["version"] ?? "";
    const runs = sandbox.cogRuns.length;
    const inputs = {
      "test-cases": "- {name: greets, inputs: {text: Ada}, exact_string: hello Ada}",
      deployment: "live",
    };
    const result = await sources.push({ inputs });
    expect(rebuildReason(result)).toBeUndefined();
    expect(sandbox.cogRuns).toHaveLength(runs);
    expect(sandbox.predictions.map((prediction) => prediction.version)).toEqual([version]);
    expect(result.outputs).toMatchObject({ booted: "true", "deployment-release": "1", version });
    expect(sandbox.deployment("acme/live")).toMatchObject({ version });
  });

  it("fails when a test case fails, and does not move the deployment", async () => {
    const sources = await Sources.create({}, ".", { speed: 60 });
    const { sandbox } = sources.world;
    const first = await sources.pushFirst();
    const inputs = {
      "test-cases": "- {name: greets, inputs: {text: Ada}, exact_string: bye Ada}",
      deployment: "live",
    };
    const result = await sources.push({ inputs });
    expect(failure(result)).toContain("[tests-failed]");
    expect(result.outputs).toMatchObject({
      status: "failed",
      version: first.outputs["version"],
      changed: "false",
    });
    expect(sandbox.deployment("acme/live")).toBeUndefined();
  });

  it("writes the version into the release's notes", async () => {
    const sources = await Sources.create();
    const { sandbox } = sources.world;
    const first = await sources.pushFirst();
    sandbox.github.addRelease({ tag: "v1.2.0", body: "Notes" });
    const { event, env } = events.releaseEvent({ action: "published", tag: "v1.2.0" });
    const inputs = { "github-token": sandbox.githubToken };
    const result = await sources.push({ event, env, inputs });
    expect(rebuildReason(result)).toBeUndefined();
    const [release] = sandbox.github.releases;
    expect(release?.body).toContain(first.outputs["version"]);
  });

  it("reports in a dry run what a push would do, without what would be skipped", async () => {
    const sources = await Sources.create();
    await sources.pushFirst();
    const result = await sources.push({ inputs: { "dry-run": "true" } });
    expect(result.outputs["status"]).toBe("dry-run");
    expect(sources.world.sandbox.cogRuns).toHaveLength(1);
  });
});

describe("skip-unchanged on pull requests", () => {
  it("never prevents the build of a preview", async () => {
    const sources = await Sources.create();
    await sources.pushFirst();
    const { event, env } = events.pullRequestEvent({ action: "opened", number: 7 });
    const inputs = { "github-token": sources.world.sandbox.githubToken };
    const builds = [
      await sources.push({ event, env, inputs }),
      await sources.push({ event, env, inputs }),
    ];
    expect(builds.map(({ outputs }) => outputs["status"])).toEqual(["pushed", "pushed"]);
    expect(builds.map(({ outputs }) => outputs["preview"])).toEqual(["true", "true"]);
    expect(sources.world.sandbox.cogRuns).toHaveLength(3);
  });
});
