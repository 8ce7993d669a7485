import { describe, expect, it } from "vitest";
import { DockerRegistry, findDocker, registerIn } from "../support/docker-registry.ts";
import { hasAct, TIMEOUT } from "./act.ts";
import { mainOf } from "./act-log.ts";
import { clean, createActWorld, jobWith, MODEL, runText, snippet } from "./workflows.ts";

const docker = findDocker();

describe.skipIf(docker === undefined || !hasAct())(
  "a push through Docker, under act",
  { timeout: TIMEOUT },
  () => {
    it("README.md: the version is what Docker's own registry holds", async () => {
      const text = jobWith(snippet("README.md", "steps.push.outputs.version"));
      const act = await createActWorld({ cogPusher: "docker" });
      const registry = await DockerRegistry.start(registerIn(act.world.sandbox));
      const env = { COG_REGISTRY_HOST: registry.host, DOCKER_HOST: docker?.dockerHost ?? "" };

      const { outputs } = mainOf(clean(await runText(act, text, { env })), "push", "push");

      expect(outputs).toMatchObject({ status: "pushed", model: MODEL, changed: "true" });
      expect(outputs["digest"]).toBe(await registry.contentDigest(MODEL, "latest"));
      expect(outputs["digest"]).toBe(`sha256:${outputs["version"]}`);
    });
  },
);
