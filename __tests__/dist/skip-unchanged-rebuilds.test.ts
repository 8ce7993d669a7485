import { describe, expect, it } from "vitest";
import type { SandboxOptions } from "../../dev/sandbox/server.ts";
import { startStranger } from "../support/servers.ts";
import { CODE, type Files, rebuildReason, Sources } from "../support/sources.ts";
import { COG_VERSION } from "../support/world.ts";

const CONFIG = 'build:\n  python_version: "3.11"\npredict: "predict.py:Predictor"\n';

async function pushed(files: Files = {}, options: SandboxOptions = {}): Promise<Sources> {
  const push = async (sources: Sources): Promise<void> => {
    if (Object.keys(files).length > 0) await sources.commit(files);
    await sources.pushFirst();
  };
  return Sources.createPushed(JSON.stringify(files), push, options);
}

describe("skip-unchanged builds, and reports why,", () => {
  it("for a model without a version", async () => {
    const sources = await Sources.create();
    expect(rebuildReason(await sources.push())).toEqual({ code: "no-version" });
  });

  it("for a model that it has just created", async () => {
    const sources = await Sources.create({}, ".", { models: [] });
    expect(rebuildReason(await sources.push())).toEqual({ code: "no-version" });
  });

  it("for another Cog", async () => {
    const sources = await pushed();
    const result = await sources.push({ inputs: { "cog-version": "0.20.0" } });
    expect(rebuildReason(result)).toEqual({
      code: "cog-differs",
      built: COG_VERSION,
    });
  });

  it("for no-cache", async () => {
    const sources = await pushed();
    const inputs = { "no-cache": "true" };
    expect(rebuildReason(await sources.push({ inputs }))).toEqual({ code: "no-cache" });
  });

  it("for another configuration of the same commit", async () => {
    const sources = await Sources.create({
      "cog.gpu.yaml": CONFIG.replace("build:", "build:\n  gpu: true"),
    });
    await sources.pushFirst({ inputs: { "config-file": "cog.gpu.yaml" } });
    expect(rebuildReason(await sources.push())).toEqual({
      code: "config-differs",
      field: "build.gpu",
    });
  });
});

describe("skip-unchanged, when the latest version is from elsewhere,", () => {
  it("builds for one that the registry does not have", async () => {
    const versions = [{ id: "a".repeat(64), openapiSchema: null }];
    const models = [{ owner: "acme", name: "hotdog", versions }];
    const sources = await Sources.create({}, ".", { models });
    expect(rebuildReason(await sources.push())).toEqual({ code: "labels-missing" });
  });

  it("builds for one from an unknown commit", async () => {
    const sources = await Sources.create();
    const theirs = await Sources.create({ "x.py": "" });
    const { world } = sources;
    const env = { ...world.sandbox.environment };
    const inputs = { "api-token": world.sandbox.apiToken, "cog-mirror": world.sandbox.mirror };
    await theirs.pushFirst({ env, inputs });
    expect(rebuildReason(await sources.push())).toEqual({
      code: "history-missing",
      since: await theirs.head(),
      detail: expect.stringContaining("'origin' does not appear to be a git repository"),
    });
  });

  it("builds for one from a newer commit that differs", async () => {
    const sources = await Sources.create();
    const old = await sources.head();
    const since = await sources.commit({ "predict.py": CODE });
    await sources.pushFirst();
    await sources.git("checkout", "--quiet", "--detach", old);
    expect(rebuildReason(await sources.push())).toEqual({
      code: "file-changed",
      file: "predict.py",
      since,
    });
  });
});

describe("skip-unchanged", () => {
  it.each(["bearer", "basic", "none"] as const)(
    "reads labels from a registry with this authentication: %s",
    async (auth) => {
      const sources = await pushed({}, { registryAuth: auth });
      expect(rebuildReason(await sources.push())).toBeUndefined();
    },
  );

  it("reads labels from a store that the registry redirects to, without sending it a token", async () => {
    const sources = await pushed({ "cog.yaml": CONFIG });
    const Labels = {
      "org.opencontainers.image.revision": await sources.head(),
      "run.cog.version": COG_VERSION,
      "run.cog.config": JSON.stringify({
        build: { python_version: "3.11" },
        predict: "predict.py:Predictor",
      }),
    };
    const store = await startStranger((_request, response) =>
      response.end(JSON.stringify({ config: { Labels } })),
    );
    sources.world.sandbox.fault({
      method: "GET",
      path: "/v2/acme/hotdog/blobs/*",
      answer: { status: 307, headers: { location: `${store.origin}/blob?signature=x` } },
    });

    expect(rebuildReason(await sources.push())).toBeUndefined();
    expect(store.requests.map(({ url }) => url)).toEqual(["/blob?signature=x"]);
    expect(store.requests[0]?.headers).not.toHaveProperty("authorization");
  });

  it("reads labels with both tokens", async () => {
    const sources = await pushed();
    const inputs = { "cli-auth-token": sources.world.sandbox.cliToken };
    expect(rebuildReason(await sources.push({ inputs }))).toBeUndefined();
  });

  it("builds with a CLI auth token alone, since the newest version is unknown", async () => {
    const sources = await pushed();
    const inputs = { "api-token": "", "cli-auth-token": sources.world.sandbox.cliToken };
    const result = await sources.push({ inputs });
    expect(result.outputs["status"]).toBe("pushed");
    expect(rebuildReason(result)).toEqual({ code: "no-version" });
  });

  it.each([
    ["manifest", "/v2/acme/hotdog/manifests/sha256:*", 404],
    ["manifest", "/v2/acme/hotdog/manifests/sha256:*", 403],
    ["configuration", "/v2/acme/hotdog/blobs/*", 404],
    ["configuration", "/v2/acme/hotdog/blobs/*", 403],
  ] as const)("builds when the registry denies the %s (%s, %i)", async (_case, path, status) => {
    const sources = await pushed();
    const errors = [{ code: "DENIED", message: "denied" }];
    const answer = { status, body: { errors } };
    sources.world.sandbox.fault({ method: "GET", path, times: 2, answer });
    expect(rebuildReason(await sources.push())).toEqual({ code: "labels-missing" });
  });

  it("retries when the registry fails once", async () => {
    const sources = await pushed();
    const answer = { status: 503, body: "<html>" };
    sources.world.sandbox.fault({ method: "GET", path: "/v2/acme/hotdog/blobs/*", answer });
    expect(rebuildReason(await sources.push())).toBeUndefined();
  });

  it("builds when the registry's response is not a configuration", async () => {
    const sources = await pushed();
    const answer = { status: 200, body: "<html>" };
    sources.world.sandbox.fault({ method: "GET", path: "/v2/acme/hotdog/blobs/*", answer });
    expect(rebuildReason(await sources.push())).toEqual({ code: "labels-missing" });
  });
});
