import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type DiskRequest, planFreeDisk } from "../../../src/disk/preflight.ts";
import { dockerHost } from "../../../src/docker/client.ts";
import { type DockerEngine, emulationWarnings } from "../../../src/docker/engine.ts";
import { findProcess, listProcesses, processesWith } from "../../../src/lib/processes.ts";
import { readContext } from "../../../src/runtime/context.ts";
import { contextWith, refusal, temporaryDirectory } from "../support.ts";

const VARIABLES = { RUNNER_TEMP: "/runner/temp", RUNNER_TOOL_CACHE: "/runner/tools" };
const { signal } = new AbortController();

describe("the platform", () => {
  it.each(["x64", "arm64", "ia32"])(
    "is rejected on Windows %s, and no variable is read",
    async (arch) => {
      const error = await refusal(() => readContext({}, { os: "win32", arch }));
      expect(error.problems).toMatchObject([{ code: "windows-unsupported" }]);
    },
  );

  it.each([
    ["linux", "x64"],
    ["linux", "arm64"],
    ["darwin", "x64"],
    ["darwin", "arm64"],
    // It can promote and discover: only Cog has no executable for it.
    ["freebsd", "x64"],
  ])("of the context is that of Node: %s %s", (os, arch) => {
    expect(readContext(VARIABLES, { os, arch }).platform).toEqual({ os, arch });
  });
});

describe("the Docker daemon of a Mac", () => {
  /** The context as `docker context create` stores it: by the digest of its name. */
  async function configuration(name: string, host: string): Promise<string> {
    const directory = await temporaryDirectory();
    const id = createHash("sha256").update(name).digest("hex");
    const meta = join(directory, "contexts/meta", id);
    await mkdir(meta, { recursive: true });
    await writeFile(
      join(meta, "meta.json"),
      JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker: { Host: host } } }),
    );
    await writeFile(join(directory, "config.json"), JSON.stringify({ currentContext: name }));
    return directory;
  }

  // As `docker context ls` prints them (Testcontainers' page about Colima; docker/for-mac issue 6529).
  it.each([
    ["desktop-linux", "unix:///Users/runner/.docker/run/docker.sock"],
    ["colima", "unix:///Users/runner/.colima/default/docker.sock"],
  ])("is at the socket of the context %s", async (name, host) => {
    const dockerConfigDirectory = await configuration(name, host);
    const options = { environment: {}, dockerConfigDirectory, signal };
    expect(await dockerHost(options)).toBe(host);
    const other = "unix:///tmp/other.sock";
    expect(await dockerHost({ ...options, environment: { DOCKER_HOST: other } })).toBe(other);
  });
});

describe("a Docker daemon of another architecture", () => {
  const engine = (arch: string): DockerEngine => ({
    product: "Docker",
    description: "Docker 28.5.2",
    version: "28.5.2",
    arch,
  });

  it.each(["arm64", "s390x", "riscv64"])("emulates the build on %s, with a warning", (arch) => {
    expect(emulationWarnings(engine(arch))).toEqual([
      expect.stringMatching(new RegExp(`on ${arch},.*runs-on`)),
    ]);
  });

  it.each(["amd64", "unknown"])("is not assumed on %s", (arch) => {
    expect(emulationWarnings(engine(arch))).toEqual([]);
  });
});

describe("disk space", () => {
  // Only planned: what is planned is not removed.
  const request: DiskRequest = {
    mode: "true",
    space: {
      directories: [],
      volumes: [{ device: 1, directories: [], free: 0, size: 72e9 }],
      dockerRoot: { kind: "unknown", reason: "the daemon is on colima, not on this machine" },
    },
    usesGpu: false,
    contextBytes: 0,
    previousImage: async () => undefined,
  };

  it("is not freed on macOS, whose images have other toolchains", async () => {
    const context = { ...contextWith(), platform: { os: "darwin", arch: "arm64" } };
    const { removable, kept, requirements } = await planFreeDisk(request, context);
    expect({ removable, kept }).toEqual({ removable: [], kept: [] });
    expect(requirements.map(({ needed }) => needed)).toEqual(["not-estimated"]);
  });

  it("is estimated on Linux arm64", async () => {
    const context = { ...contextWith(), platform: { os: "linux", arch: "arm64" } };
    const { requirements } = await planFreeDisk(
      { ...request, mode: "auto" },
      { ...context, isHosted: true },
    );
    expect(requirements.map(({ needed }) => needed)).toEqual([expect.any(Number)]);
  });
});

describe("the processes of the machine", () => {
  const stat = (pid: number, state: string): string =>
    `${pid} (a) b) ${state} 7 ${pid} ${Array.from({ length: 16 }, () => 0).join(" ")} 4711 0`;

  it("are read from /proc", async () => {
    const proc = await temporaryDirectory();
    for (const [pid, state] of [
      [41, "S"],
      [42, "Z"],
    ] as const) {
      await mkdir(join(proc, `${pid}`));
      await writeFile(join(proc, `${pid}`, "stat"), stat(pid, state));
      await writeFile(join(proc, `${pid}`, "environ"), `A=1\0DOCKER_CONFIG=/private/${pid}\0`);
    }
    await writeFile(join(proc, "uptime"), "1 1");

    const running = { pid: 41, parent: 7, group: 41, start: 4711 };
    expect(findProcess(41, proc)).toEqual(running);
    expect(listProcesses(proc)).toEqual([running]);
    expect(processesWith("/private/41", proc)).toEqual([41]);
  });

  it("are unknown on macOS, which has no /proc", () => {
    const proc = "/nonexistent/proc";
    expect(findProcess(process.pid, proc)).toBeUndefined();
    expect(listProcesses(proc)).toEqual([]);
    expect(processesWith("", proc)).toEqual([]);
  });
});
