import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeProgram } from "../support/programs.ts";
import {
  annotated,
  COG_VERSION,
  codes,
  failure,
  HOTDOG,
  type StepOptions,
  World,
} from "../support/world.ts";

/** Has Node report another platform than that of the machine. */
function platform(os: string, arch: string): Record<string, string> {
  const script = `for(const[k,v]of[["platform","${os}"],["arch","${arch}"]])Object.defineProperty(process,k,{value:v})`;
  return { NODE_OPTIONS: `--import=data:text/javascript;base64,${btoa(script)}` };
}

/** The name of what was downloaded from the mirror. */
function assets({ sandbox }: World): string[] {
  return sandbox.requests
    .filter(({ service, path }) => service === "mirror" && !path.endsWith("checksums.txt"))
    .map(({ path }) => path.replace(/^.*\//, ""));
}

describe("the action", () => {
  it("on Windows, is rejected before it sends a request or reads its inputs", async () => {
    const world = await World.create({ models: [HOTDOG] });

    const result = await world.run({
      inputs: { "push-attempts": "none" },
      env: platform("win32", "x64"),
    });

    expect(codes(failure(result))).toEqual(["windows-unsupported"]);
    expect(world.sandbox.requests).toEqual([]);
    // With the line ends of Windows.
    expect(result.files["OUTPUT"]).toMatch(/^status<<(\S+)\r\nfailed\r\n\1\r\n$/);
  });

  it.each(["discover", "sweep", "collect"])("%s is rejected on Windows, too", async (name) => {
    const world = await World.create();

    const result = await world.runner.run({
      action: join(import.meta.dirname, "../..", name),
      workspace: world.project,
      env: { ...world.sandbox.environment, ...platform("win32", "arm64") },
    });

    expect(codes(failure(result))).toEqual(["windows-unsupported"]);
    expect(world.sandbox.requests).toEqual([]);
  });

  it("on Linux riscv64, is rejected together with the other problems of the preflight", async () => {
    const world = await World.create({ models: [HOTDOG] });

    const message = await world.refusal({
      inputs: { "api-token": `r8_${"0".repeat(37)}` },
      env: platform("linux", "riscv64"),
    });

    expect(codes(message)).toContain("platform-unsupported");
    expect(codes(message)).toContain("api-token-refused");
    expect(message).toContain('"linux"');
  });

  it.each([
    ["linux", "arm64", "cog_Linux_arm64"],
    ["darwin", "arm64", "cog_Darwin_arm64"],
    ["darwin", "x64", "cog_Darwin_x86_64"],
  ])("on %s %s, installs %s, under the architecture in the tool cache", async (os, arch, asset) => {
    const world = await World.create({ models: [HOTDOG] });

    const result = await world.run({ env: platform(os, arch) });

    expect(result.outputs["status"]).toBe("pushed");
    expect(assets(world)).toEqual([asset]);
    expect(await readdir(join(world.runner.toolCache, "cog", COG_VERSION))).toEqual([
      arch,
      `${arch}.complete`,
    ]);
  });

  it.each([
    ["arm64", 1],
    ["amd64", 0],
  ])("warns of emulation by the daemon's architecture, %s", async (arch, warnings) => {
    const world = await World.create({ models: [HOTDOG] });
    const programs = join(world.runner.directory, "programs");
    await mkdir(programs);
    await writeProgram(programs, "docker", [`echo 28.5.2 ${arch} Engine containerd runc`]);

    const result = await world.run({ env: { PATH: `${programs}:${process.env["PATH"]}` } });

    expect(result.outputs["status"]).toBe("pushed");
    expect(annotated(result, "warning").filter((code) => code === "emulation")).toHaveLength(
      warnings,
    );
  });
});

describe("a test's runner", () => {
  it.each<[string, Partial<StepOptions>]>([
    ["free-disk: true", { inputs: { "free-disk": "true" } }],
    ["another word for true", { inputs: { "free-disk": "Yes" } }],
    ["the variable of the input", { env: { "INPUT_FREE-DISK": "true" } }],
    ["a hosted runner", { env: { RUNNER_ENVIRONMENT: "github-hosted" } }],
  ])("runs no step that may remove this machine's toolchains: %s", async (_, step) => {
    const world = await World.create({ models: [HOTDOG] });
    // A dry run removes nothing, should this fail.
    const run = world.run({ ...step, inputs: { ...step.inputs, "dry-run": "true" } });
    await expect(run).rejects.toThrow("toolchains");
  });
});
