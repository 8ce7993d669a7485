import { describe, expect, it } from "vitest";
import { DockerRegistry, findDocker, registerIn } from "../support/docker-registry.ts";
import { World } from "../support/world.ts";

const docker = findDocker();
const TIMEOUT = 300_000;

/** A token whose bcrypt hash Docker's registry is given, as `htpasswd -Bbn acme <token>` makes it. */
const API_TOKEN = "r8_0123456789abcdefghijklmnopqrstuvwxyz0";
const HTPASSWD = "acme:$2y$05$SrrnyRmReghC2zYSkWmxPOYvaqwZNMDXl2WxZwfPS0fBCtDdXuBCK";

describe.skipIf(docker === undefined)("a push through Docker to Docker's own registry", () => {
  it(
    "reports the digest that Docker printed and the registry holds",
    { timeout: TIMEOUT },
    async () => {
      const world = await World.create({ cogPusher: "docker" });
      const registry = await DockerRegistry.start(registerIn(world.sandbox));
      const result = await pushTo(world, registry);

      const printed = /^latest: digest: (sha256:[0-9a-f]{64}) size: \d+$/m.exec(result.log)?.[1];
      expect(result.errors).toEqual([]);
      expect(result.outputs["digest"]).toBe(printed);
      expect(result.outputs["digest"]).toBe(await registry.contentDigest("acme/hotdog", "latest"));
      expect(`sha256:${result.outputs["version"]}`).toBe(printed);
      expect(result.outputs).toMatchObject({
        status: "pushed",
        changed: "true",
        "model-created": "true",
      });
      expect(Number(result.outputs["image-size"])).toBeGreaterThan(0);
    },
  );

  it("logs in to a registry that asks for Basic authentication", { timeout: TIMEOUT }, async () => {
    const world = await World.create({ cogPusher: "docker", account: { apiToken: API_TOKEN } });
    const registry = await DockerRegistry.start(registerIn(world.sandbox), HTPASSWD);
    const result = await pushTo(world, registry);

    const basic = `Basic ${Buffer.from(`acme:${API_TOKEN}`).toString("base64")}`;
    expect(result.errors).toEqual([]);
    expect(result.outputs["digest"]).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(result.outputs["digest"]).toBe(
      await registry.contentDigest("acme/hotdog", "latest", basic),
    );
  });

  it("rejects a token that the registry does not accept, before anything is built", async () => {
    const world = await World.create({ cogPusher: "docker" });
    const registry = await DockerRegistry.start(registerIn(world.sandbox), HTPASSWD);
    const result = await pushTo(world, registry);

    expect(result.code).toBe(1);
    expect(result.errors).toEqual([expect.stringContaining("api-token")]);
    expect(world.sandbox.cogRuns).toEqual([]);
    expect(world.changes()).toEqual([]);
  });
});

function pushTo(world: World, registry: DockerRegistry) {
  return world.run({
    env: { COG_REGISTRY_HOST: registry.host, DOCKER_HOST: docker?.dockerHost ?? "" },
  });
}
