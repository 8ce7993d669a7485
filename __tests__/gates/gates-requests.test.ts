import { describe, expect, it } from "vitest";
import { Pull, requestsOf } from "../support/preview.ts";
import { HOTDOG, type World } from "../support/world.ts";
import { createProduction, deploy, LIVE_PATH, PRODUCTION, versionIds } from "./production.ts";

const TEST = "acme/hotdog-test";
const ALL = {
  compatibility: "fail",
  "test-model": TEST,
  deployment: "live",
  "test-cases": "[{inputs: {text: Ada}, exact_string: hello Ada}]",
};

/** What the action asked before Cog ran or it changed anything. */
function preflight(world: World): string[] {
  const start = world.sandbox.cogRuns[0]?.time ?? Number.POSITIVE_INFINITY;
  const early = world.sandbox.requests.filter(
    ({ by, service, time }) => by === "other" && service !== "mirror" && time <= start,
  );
  const change = early.findIndex(({ method, path }) => method !== "GET" && path.startsWith("/v1/"));
  const before = change === -1 ? early : early.slice(0, change);
  return before.map(({ method, path }) => `${method} ${path}`);
}

/** Those that stand in a list more than once. */
function repeated(requests: readonly string[]): string[] {
  return [...new Set(requests.filter((request, i) => requests.indexOf(request) !== i))];
}

/** Requests to the API alone. */
function ofApi(requests: readonly string[]): string[] {
  return requests.filter((request) => request.includes(" /v1/")).toSorted();
}

describe("a push with every gate", () => {
  it("requests each resource of Replicate's API once before it changes anything", async () => {
    const world = await createProduction();

    const { outputs } = await world.run({ inputs: ALL });

    expect(outputs["status"]).toBe("pushed");
    expect(ofApi(preflight(world))).toEqual(
      [
        "GET /v1/account",
        "GET /v1/models/acme/hotdog",
        `GET /v1/models/${TEST}`,
        `GET ${LIVE_PATH}`,
        "GET /v1/hardware",
      ].toSorted(),
    );
  });

  it("requests each resource of the registry once before it changes anything", async () => {
    const world = await createProduction();

    await world.run({ inputs: ALL });

    expect(repeated(preflight(world))).toEqual([]);
  });

  it("changes only what it has to, and in this order", async () => {
    const models = [PRODUCTION, { ...HOTDOG, name: "hotdog-test", versions: [{}] }];
    const world = await createProduction({ models });
    deploy(world);

    const { outputs } = await world.run({ inputs: ALL });

    expect(world.changes()).toEqual(["POST /v1/predictions", `PATCH ${LIVE_PATH}`]);
    const version = outputs["version"] ?? "";
    const own = `GET /v1/models/acme/hotdog/versions/${version}`;
    const requests = requestsOf(world);
    expect(requests.filter((request) => request === own)).toHaveLength(1);
    expect(requests.filter((request) => request === `GET ${LIVE_PATH}`)).toHaveLength(3);
    expect(
      requests.filter((request) => request === `GET /v1/models/${TEST}/versions`),
    ).toHaveLength(1);
    expect(versionIds(world)[0]).toBe(version);
  });

  it("sends no more requests than a plain push when no gate is enabled", async () => {
    const world = await createProduction();

    const inputs = { "stale-commit": "allow" };
    await world.run({ inputs: { ...inputs, compatibility: "off" } });
    const without = requestsOf(world).length;
    world.sandbox.requests.length = 0;
    await world.run({ inputs: { ...inputs, compatibility: "warn" } });

    expect(requestsOf(world)).toHaveLength(without);
  });
});

describe("a preview with gates", () => {
  it("sends no request twice before it changes anything", async () => {
    const world = await createProduction();

    await new Pull(world).run("opened", { inputs: ALL });

    expect(repeated(preflight(world))).toEqual([]);
  });
});
