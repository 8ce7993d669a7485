import { describe, expect, it } from "vitest";
import { DockerRegistry, findDocker, registerIn } from "../support/docker-registry.ts";
import { CODE, rebuildReason, Sources } from "../support/sources.ts";

const docker = findDocker();
const TIMEOUT = 300_000;

/** A token whose bcrypt hash Docker's registry is given, as `htpasswd -Bbn acme <token>` makes it. */
const API_TOKEN = "r8_0123456789abcdefghijklmnopqrstuvwxyz0";
const HTPASSWD = "acme:$2y$05$SrrnyRmReghC2zYSkWmxPOYvaqwZNMDXl2WxZwfPS0fBCtDdXuBCK";
const BASIC = Buffer.from(`acme:${API_TOKEN}`).toString("base64");

describe.skipIf(docker === undefined)("skip-unchanged, by the labels of a real image", () => {
  it.each([
    ["no credential", undefined],
    ["Basic authentication", HTPASSWD],
  ])("at a registry with %s", { timeout: TIMEOUT }, async (_case, htpasswd) => {
    const options = { cogPusher: "docker", account: { apiToken: API_TOKEN } } as const;
    const sources = await Sources.create({}, ".", options);
    const { sandbox } = sources.world;
    const registry = await DockerRegistry.start(registerIn(sandbox), htpasswd);
    const env = { COG_REGISTRY_HOST: registry.host, DOCKER_HOST: docker?.dockerHost ?? "" };
    const held = () => registry.contentDigest("acme/hotdog", "latest", `Basic ${BASIC}`);
    const first = await sources.pushFirst({ env });
    const since = await sources.head();

    await sources.commit({});
    const second = await sources.push({ env });
    expect(rebuildReason(second)).toBeUndefined();
    expect(second.outputs).toMatchObject({
      status: "unchanged",
      changed: "false",
      version: first.outputs["version"],
      digest: await held(),
      "image-size": first.outputs["image-size"],
    });
    expect(sandbox.cogRuns).toHaveLength(1);

    await sources.commit({ "predict.py": CODE });
    const third = await sources.push({ env });
    expect(rebuildReason(third)).toEqual({ code: "file-changed", file: "predict.py", since });
    expect(third.outputs["digest"]).toBe(await held());
    expect(third.outputs["digest"]).not.toBe(first.outputs["digest"]);
    expect(rebuildReason(await sources.push({ env }))).toBeUndefined();
    expect(sandbox.cogRuns).toHaveLength(2);
  });
});
