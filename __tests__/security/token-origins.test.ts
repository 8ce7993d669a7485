import { describe, expect, it } from "vitest";
import { createVersionWorld, testVersion, verdicts } from "../gates/support.ts";
import { createPreviewWorld, Pull } from "../support/preview.ts";
import { startStranger } from "../support/servers.ts";
import { annotated, codes, failure, HOTDOG, World } from "../support/world.ts";

describe("a token goes to its own service and nowhere else", () => {
  it.each([301, 302, 307, 308])("when the API redirects with %s", async (status) => {
    const world = await World.create({ models: [HOTDOG] });
    const stranger = await startStranger();
    const location = `${stranger.origin}/v1/account`;
    world.sandbox.fault({ path: "/v1/account", answer: { status, headers: { location } } });

    const message = await world.refusal();

    expect(message).toMatch(new RegExp(`HTTP ${status}\\b.* ${location}`));
    expect(stranger.requests).toEqual([]);
  });

  it("when the API redirects the creation of a model", async () => {
    const world = await World.create();
    const stranger = await startStranger();
    const location = `${stranger.origin}/v1/models`;
    world.sandbox.fault({
      method: "POST",
      path: "/v1/models",
      answer: { status: 307, headers: { location } },
    });

    const result = await world.run();

    expect(failure(result)).toContain(location);
    expect(stranger.requests).toEqual([]);
    expect(world.sandbox.cogRuns).toEqual([]);
  });

  it("when the API's next page is on another host", async () => {
    const world = await World.create({ models: [{ ...HOTDOG, versions: [{}] }] });
    const stranger = await startStranger();
    const next = `${stranger.origin}/v1/models/acme/hotdog/versions?cursor=2`;
    world.sandbox.fault({
      path: "/v1/models/acme/hotdog/versions",
      answer: { status: 200, body: { previous: null, next, results: [] } },
    });
    world.sandbox.scriptCog({ hidesDigest: "both" });

    const result = await world.run();

    expect(codes(failure(result))).toEqual(["version-unconfirmed"]);
    expect(stranger.requests).toEqual([]);
    expect(result.outputs).not.toHaveProperty("version");
  });

  it("when the registry sends those who read a manifest to a store", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const manifest = { schemaVersion: 2, config: { digest: "c", size: 1 }, layers: [] };
    const stranger = await startStranger((_request, response) =>
      response.setHeader("content-type", "application/json").end(JSON.stringify(manifest)),
    );
    world.sandbox.fault({
      method: "GET",
      path: "/v2/acme/hotdog/manifests/*",
      answer: { status: 307, headers: { location: `${stranger.origin}/blob` } },
    });

    const result = await world.run();

    expect(result.outputs).toMatchObject({ "image-size": "1", status: "pushed" });
    expect(stranger.requests.map(({ url }) => url)).toEqual(["/blob"]);
    expect(stranger.requests[0]?.headers).not.toHaveProperty("authorization");
  });

  it("when the mirror redirects to a store of its files", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const stranger = await startStranger();
    world.sandbox.fault({
      path: /checksums\.txt$/,
      answer: { status: 302, headers: { location: `${stranger.origin}/checksums` } },
    });

    await world.refusal({ inputs: { "github-token": "ghs_abc" } });

    expect(stranger.requests.map(({ url }) => url)).toEqual(["/checksums"]);
    expect(stranger.requests[0]?.headers).not.toHaveProperty("authorization");
  });

  it("when the registry names a token endpoint that would get it unencrypted", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const challenge = 'Bearer realm="http://tokens.test/token",service="registry"';
    world.sandbox.fault({
      path: "/v2/",
      answer: { status: 401, headers: { "www-authenticate": challenge }, body: {} },
    });

    const message = await world.refusal();

    expect(message).toContain(`registry ${world.sandbox.host}`);
    expect(message).toContain("HTTP 401");
  });

  it.each([
    ["the registry's token endpoint", "/token", "api-token"],
    ["the registry's check of a CLI token", "/cog/v1/verify-token", "cli-auth-token"],
  ])("when %s redirects", async (_what, path, input) => {
    const world = await World.create({ models: [HOTDOG] });
    const stranger = await startStranger();
    const location = `${stranger.origin}/elsewhere`;
    world.sandbox.fault({ path, times: 9, answer: { status: 307, headers: { location } } });
    const { apiToken, cliToken } = world.sandbox;
    const tokens = { "api-token": "", "cli-auth-token": "" };

    const message = await world.refusal({
      inputs: { ...tokens, [input]: input === "api-token" ? apiToken : cliToken },
    });

    expect(message).toContain(location);
    expect(stranger.requests).toEqual([]);
  });

  it("when a file that requires the token redirects after receiving it", async () => {
    const world = await createVersionWorld();
    const stranger = await startStranger((_request, response) => response.end("hello"));
    const output = world.sandbox.addOutput("output.txt", Buffer.from("hello"));
    const { pathname } = new URL(output);
    const answers = [
      { status: 401, body: "" },
      { status: 302, headers: { location: `${stranger.origin}/file` } },
    ];
    for (const answer of answers) world.sandbox.fault({ path: pathname, answer });

    const result = await world.run(
      testVersion([{ name: "one", inputs: { output }, match_url: output }]),
    );

    expect(verdicts(result)).toEqual({ one: [] });
    expect(stranger.requests.map(({ url }) => url)).toEqual(["/file"]);
    expect(stranger.requests[0]?.headers).not.toHaveProperty("authorization");
    const shown = world.sandbox.requests.filter(({ path }) => path === pathname);
    expect(shown.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      `Bearer ${world.sandbox.apiToken}`,
    ]);
  });

  it.each([301, 307])("when GitHub's API redirects with %s", async (status) => {
    const world = await createPreviewWorld();
    const stranger = await startStranger();
    const location = `${stranger.origin}/repositories/1`;
    world.sandbox.fault({
      path: "/github/*",
      times: 9,
      answer: { status, headers: { location }, body: {} },
    });

    const result = await new Pull(world).run("opened");

    expect(result.outputs["status"]).toBe("pushed");
    expect(annotated(result, "warning")).toContain("comment-failed");
    expect(stranger.requests).toEqual([]);
  });
});
