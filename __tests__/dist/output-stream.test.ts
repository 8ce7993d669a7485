import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { HOTDOG, World } from "../support/world.ts";

const MEGABYTE = 1024 * 1024;

function newest(world: World): string | undefined {
  return world.sandbox.model("acme/hotdog")?.versions[0]?.id;
}

/** The most memory that a process has had so far, in bytes (Linux). */
async function peakMemory(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

describe("Cog's output", () => {
  it.each(["0.13.7", "0.16.11", "0.21.0"])(
    "is parsed byte by byte, from Cog %s",
    async (version) => {
      const world = await World.create({ models: [HOTDOG] });
      world.sandbox.scriptCog({ singleBytes: true });

      const result = await world.run({ inputs: { "cog-version": version } });

      expect(result.outputs).toMatchObject({ version: newest(world), status: "pushed" });
    },
  );

  it("is parsed when it contains bytes that are not text", async () => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.scriptCog({ invalidUtf8: true });

    const result = await world.run();

    expect(result.log).toContain("#\ufffd");
    expect(result.outputs).toMatchObject({ version: newest(world), status: "pushed" });
  });

  it("is parsed after a progress bar of a megabyte without a line end", async () => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.scriptCog({ buildPrints: "#7 41% of sha256:abc\r".repeat(MEGABYTE / 20) });

    const result = await world.run();

    expect(result.outputs).toMatchObject({ version: newest(world), status: "pushed" });
  });

  it("is logged from both streams, in a group titled with the command", async () => {
    const world = await World.create({ models: [HOTDOG] });

    const { log } = await world.run({ inputs: { "cog-version": "0.13.7" } });

    const group = /^::group::(.*)\n([\s\S]*?)^::endgroup::$/m.exec(log);
    expect(group?.[1]).toBe(`cog push --progress=plain ${world.sandbox.host}/acme/hotdog`);
    expect(group?.[2]).toContain("latest: digest: sha256:");
    expect(group?.[2]).toContain("#5 [3/3] COPY . /src");
    expect(group?.[2]).toContain("Run your model on Replicate:");
  });

  it.runIf(process.platform === "linux")(
    "is forwarded without buffering, 200 MB of it",
    { timeout: 60_000 },
    async () => {
      const world = await World.create({ models: [HOTDOG] });
      world.sandbox.scriptCog({ buildBytes: 200 * MEGABYTE, pushTakes: 1000 });

      const step = await world.start();
      let printed = 0;
      step.process.stdout?.on("data", (chunk: Buffer) => {
        printed += chunk.length;
      });
      await world.sandbox.cogReaches("push");
      const memory = await peakMemory(step.process.pid);
      const result = await step.result;

      expect(result.outputs).toMatchObject({ version: newest(world), status: "pushed" });
      expect(printed).toBeGreaterThan(200 * MEGABYTE);
      expect(memory).toBeLessThan(200 * MEGABYTE);
    },
  );
});
