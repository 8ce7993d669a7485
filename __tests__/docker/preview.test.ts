import { expect, it } from "vitest";
import { DockerRegistry, findDocker, registerIn } from "../support/docker-registry.ts";
import { World } from "../support/world.ts";

const docker = findDocker();

it.skipIf(docker === undefined)(
  "a preview goes through Docker to Docker's own registry, and is deleted when its pull request closes",
  { timeout: 300_000 },
  async () => {
    const world = await World.create({ cogPusher: "docker", deletionDelay: 100 });
    const registry = await DockerRegistry.start(registerIn(world.sandbox));
    const on = (action: "opened" | "closed") => {
      const { event, env } = world.sandbox.events.pullRequestEvent({ action, number: 7 });
      return world.run({
        event,
        env: { ...env, COG_REGISTRY_HOST: registry.host, DOCKER_HOST: docker?.dockerHost ?? "" },
      });
    };

    const opened = await on("opened");
    const held = await registry.contentDigest("acme/hotdog-pr-7", "latest");
    expect(opened.errors).toEqual([]);
    expect(opened.outputs).toMatchObject({ model: "acme/hotdog-pr-7", digest: held });
    expect(world.sandbox.model("acme/hotdog-pr-7")?.versions).toHaveLength(1);

    const closed = await on("closed");
    expect(closed.outputs["status"]).toBe("deleted");
    expect(world.sandbox.model("acme/hotdog-pr-7")).toBeUndefined();
  },
);
