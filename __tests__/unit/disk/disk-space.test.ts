import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { startEngine } from "../../../dev/sandbox/engine.ts";
import { measure, measureSpace } from "../../../src/disk/measure.ts";
import { contextWith, temporaryDirectory } from "../support.ts";

const { signal } = new AbortController();

async function socketOf(dataDirectory?: string): Promise<{ directory: string; host: string }> {
  const directory = await temporaryDirectory();
  const engine = await startEngine(join(directory, "docker.sock"), dataDirectory);
  onTestFinished(() => {
    engine.close();
    engine.closeAllConnections();
  });
  return { directory, host: `unix://${join(directory, "docker.sock")}` };
}

describe("the space that a build has", () => {
  it("is measured where Docker keeps its data and where the project is, once for one file system", async () => {
    const { directory, host } = await socketOf();
    const space = await measureSpace(directory, { ...contextWith({ DOCKER_HOST: host }), signal });

    expect(space.dockerRoot.kind).toBe("local");
    expect(space.volumes).toHaveLength(1);
    const [volume] = space.volumes;
    expect(volume?.directories.map(({ content }) => content)).toEqual(["docker", "workspace"]);
    expect(volume?.free).toBeGreaterThan(0);
    expect(volume?.size).toBeGreaterThan(volume?.free ?? 0);
  });

  it.each(["tcp://192.0.2.1:2376", "ssh://builder.test"])(
    "is not measured on the machine of %s",
    async (host) => {
      const directory = await temporaryDirectory();
      const space = await measureSpace(directory, {
        ...contextWith({ DOCKER_HOST: host }),
        signal,
      });

      expect(space.dockerRoot).toEqual({ kind: "unknown", reason: expect.stringContaining(host) });
      expect(space.directories.map(({ content }) => content)).toEqual(["workspace"]);
    },
  );

  it("is not measured where this machine has no such directory", async () => {
    const { directory, host } = await socketOf("/nonexistent/docker");
    const space = await measureSpace(directory, { ...contextWith({ DOCKER_HOST: host }), signal });

    expect(space.dockerRoot).toEqual({
      kind: "unknown",
      reason: expect.stringContaining("/nonexistent/docker"),
    });
  });

  it("leaves out a directory that cannot be measured", async () => {
    const path = "/nonexistent/project";
    expect(await measure([{ content: "workspace", path }])).toEqual([]);
  });
});
