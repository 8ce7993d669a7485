import { describe, expect, it } from "vitest";
import { codes, failure, HOTDOG, logged, World } from "../support/world.ts";

const BLOB = { at: "push", message: "error during image push: unknown blob" } as const;
/** What Docker makes of a 500: the stand-in says it in the registry's words. */
const ERROR_500 = {
  status: 500,
  body: {
    errors: [
      { code: "UNKNOWN", message: "received unexpected HTTP status: 500 Internal Server Error" },
    ],
  },
};

const idsOf = ({ sandbox }: World): readonly string[] =>
  sandbox.model("acme/hotdog")?.versions.map(({ id }) => id) ?? [];

describe("a push that fails with a transient error", () => {
  it("is retried without a rebuild, and the log says why", async () => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.scriptCog({ fails: BLOB });

    const result = await world.run({ inputs: { "no-cache": "true" } });

    expect(result.outputs).toMatchObject({ status: "pushed", version: idsOf(world)[0] });
    expect(idsOf(world)).toHaveLength(1);
    const [first, second, ...others] = world.sandbox.cogRuns.map(({ argv }) => argv);
    expect(others).toEqual([]);
    expect(first).toContain("--no-cache");
    expect(second).toEqual(first?.filter((word) => word !== "--no-cache"));
    expect(logged(result).slice(0, 2)).toEqual([
      { code: "unknown-blob" },
      { code: "push-retried" },
    ]);
    expect(result.errors).toEqual([]);
  });

  it.each([
    'error during image push: Get "https://r8.im/v2/": dial tcp 10.0.0.1:443: connect: connection refused',
    "error during image push: received unexpected HTTP status: 522 ",
    "error during image push: error from registry: blob unknown to registry",
  ])("is recognized by Docker's message: %s", async (message) => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.scriptCog({ fails: { at: "push", message } });

    const result = await world.run();

    expect(result.outputs).toMatchObject({ status: "pushed", version: idsOf(world)[0] });
    expect(world.sandbox.cogRuns).toHaveLength(2);
  });

  it("is attempted as often as push-attempts allows", async () => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.scriptCog({ fails: BLOB, times: 5 });

    const result = await world.run({ inputs: { "push-attempts": "2" } });

    expect(codes(failure(result))).toEqual(["unknown-blob"]);
    expect(failure(result)).toContain("2 attempts");
    expect(world.sandbox.cogRuns).toHaveLength(2);
    expect(result.summary).toContain("unknown blob");
    expect(idsOf(world)).toEqual([]);
  });

  it("is not retried with push-attempts: 1", async () => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.scriptCog({ fails: BLOB });

    const result = await world.run({ inputs: { "push-attempts": "1" } });

    expect(failure(result)).toContain("unknown blob");
    expect(world.sandbox.cogRuns).toHaveLength(1);
  });

  it("is reported as the failure, even when the registry's response about it is not valid", async () => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.scriptCog({ fails: BLOB });
    const headers = { "docker-content-digest": `sha256:${"0".repeat(64)}` };
    const answer = { status: 200, headers, body: { manifests: [{}] } };
    world.sandbox.fault({ method: "GET", path: "/v2/acme/hotdog/manifests/latest", answer });

    const result = await world.run({ inputs: { "push-attempts": "1" } });

    expect(codes(failure(result))).toEqual(["unknown-blob"]);
  });

  it("is retried when the registry itself fails on the manifest", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const path = "/v2/acme/hotdog/manifests/latest";
    world.sandbox.fault({ method: "PUT", path, answer: ERROR_500 });

    const result = await world.run();

    expect(result.outputs).toMatchObject({ status: "pushed", version: idsOf(world)[0] });
    expect(world.sandbox.cogRuns).toHaveLength(2);
    expect(idsOf(world)).toHaveLength(1);
  });
});

describe("a push whose response alone is lost", () => {
  it.each(["1", "3"])(
    "is found, and creates one version, with push-attempts: %s",
    async (attempts) => {
      const world = await World.create({ models: [HOTDOG] });
      const path = "/v2/acme/hotdog/manifests/latest";
      world.sandbox.fault({ method: "PUT", path, takesEffect: true, answer: ERROR_500 });

      const result = await world.run({ inputs: { "push-attempts": attempts } });

      expect(idsOf(world)).toHaveLength(1);
      expect(result.outputs).toMatchObject({
        status: "pushed",
        version: idsOf(world)[0],
        changed: "true",
      });
      expect(world.sandbox.cogRuns).toHaveLength(1);
      expect(logged(result)).toContainEqual({ code: "push-found" });
    },
  );

  it("is found by its own tag when it is a bundle", async () => {
    const world = await World.create({ models: [HOTDOG] });
    await world.write("cog.yaml", "model: acme/hotdog\npredict: predict.py:Predictor\n");
    const path = /\/manifests\/\d{8}T\d{6}Z$/;
    world.sandbox.fault({ method: "PUT", path, takesEffect: true, answer: ERROR_500 });

    const result = await world.run();

    expect(result.outputs).toMatchObject({ status: "pushed", version: idsOf(world)[0] });
    expect(world.sandbox.cogRuns).toHaveLength(1);
  });

  it("is not confused with what another run has pushed", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const other = await world.run();
    world.sandbox.scriptCog({ fails: BLOB });

    const result = await world.run();

    expect(result.outputs["status"]).toBe("pushed");
    expect(result.outputs["version"]).not.toBe(other.outputs["version"]);
    expect(world.sandbox.cogRuns).toHaveLength(3);
  });
});

describe("nothing else is retried", () => {
  it.each([
    ["build", "#9 12.1 curl: (56) Recv failure: connection reset by peer"],
    ["build", "failed to solve: net/http: TLS handshake timeout"],
    ["push", "authorization failed"],
    ["push", "unexpected status from POST request to https://r8.im/v2/x: 403 Forbidden"],
    ["push", "error during image push: name unknown"],
    [
      "push",
      "push access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed",
    ],
    ["push", "error during image push: no space left on device"],
    ["push", "exit status 1"],
  ] as const)("at %s: %s", async (at, message) => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.scriptCog({ fails: { at, message } });

    const result = await world.run();

    expect(failure(result)).not.toBe("");
    expect(world.sandbox.cogRuns).toHaveLength(1);
    expect(logged(result)).toEqual([]);
  });
});

it.each(["0", "11", "1.5", "many"])("push-attempts: %s is rejected", async (attempts) => {
  const world = await World.create({ models: [HOTDOG] });
  expect(await world.refusal({ inputs: { "push-attempts": attempts } })).toContain("push-attempts");
});
