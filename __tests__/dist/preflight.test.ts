import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { COG_VERSION, codes, HOTDOG, World } from "../support/world.ts";

const NO_DOCKER = { DOCKER_HOST: "unix:///nonexistent/docker.sock" };

describe("preflight", () => {
  it("reports every problem in one annotation, each with its fix, and changes nothing", async () => {
    const world = await World.create({
      models: [HOTDOG],
      releases: [{ version: COG_VERSION, checksums: "wrong" }],
    });
    await world.write("cog.yaml", "build: [\n");

    const message = await world.refusal({
      inputs: { "api-token": `r8_${"x".repeat(37)}`, "readme-file": "absent.md" },
      env: NO_DOCKER,
    });

    expect(message.match(/^\d+\. /gm)).toEqual(["1. ", "2. ", "3. ", "4. ", "5. "]);
    expect(codes(message).toSorted()).toEqual([
      "api-token-refused",
      "cog-checksum-mismatch",
      "config-not-yaml",
      "docker-unavailable",
      "metadata-file-unreadable",
    ]);
  });

  it("reports what is wrong with the model beside all the rest", async () => {
    const world = await World.create({ registryRefusesApiTokens: true });
    await rm(join(world.project, "predict.py"));

    const message = await world.refusal({
      inputs: { hardware: "gpu-t5", "cog-version": "0.9.17", dockerfile: "absent" },
      env: NO_DOCKER,
    });

    expect(codes(message).toSorted()).toEqual([
      "cog-version-unsupported",
      "docker-unavailable",
      "hardware-unknown",
      "metadata-file-unreadable",
      "predict-file-missing",
      "registry-unauthorized",
    ]);
  });

  it("reports in the summary what the annotation reports", async () => {
    const world = await World.create();

    const result = await world.run({ inputs: { hardware: "gpu-t5" }, env: NO_DOCKER });

    expect(result.summary).toContain("failed");
    expect(result.summary).toContain("gpu-t5");
    expect(result.summary).toContain("DOCKER_HOST");
    expect(result.outputs).toEqual({ status: "failed" });
  });

  it("asks every service at the same time, and downloads Cog meanwhile", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const first = ["/v1/account", "/v1/models/acme/hotdog", "/v2/", "/cog_"];
    const missing = new Set(first);
    const { promise: all, resolve } = Promise.withResolvers<void>();
    // No answer before each of them was asked: one that waited for another's answer would wait for good.
    world.sandbox.onRequest = async ({ path }) => {
      const asked = first.find((part) => path.includes(part));
      if (asked !== undefined) missing.delete(asked);
      if (missing.size === 0) resolve();
      if (asked !== undefined) await all;
    };

    const result = await world.run({ inputs: { "timeout-minutes": "0.3" } });

    expect([...missing]).toEqual([]);
    expect(result.outputs["status"]).toBe("pushed");
  });

  it("reports who it is, what it found, and which Cog and Docker it uses", async () => {
    const world = await World.create({ models: [{ ...HOTDOG, visibility: "public" }] });

    const { log } = await world.run();

    expect(log).toMatch(/^api-token.*\bacme \(user\)/m);
    expect(log).toMatch(/^acme\/hotdog: .*public/m);
    expect(log).toMatch(new RegExp(`^Cog ${COG_VERSION}, Docker`, "m"));
  });
});
