import { describe, expect, it } from "vitest";
import { type BuildSize, estimateSpace } from "../../src/disk/estimate.ts";
import { isNearlyFull, type Volume } from "../../src/disk/measure.ts";
import { isShort } from "../../src/disk/preflight.ts";
import {
  parseEnvironmentFile,
  parseMountPoints,
  pathsOfJob,
  protectionReasons,
} from "../../src/disk/protected-paths.ts";
import { describeVolume, diskFullProblem, spaceHint } from "../../src/disk/render.ts";
import { matchesName, TOOLCHAINS } from "../../src/disk/toolchains.ts";

type Content = Volume["directories"][number]["content"];

const GB = 1e9;
const PATHS = { docker: "/var/lib/docker", workspace: "/home/runner/work", temporary: "/tmp" };

const volume = (free: number, size = 72, contents: readonly Content[] = ["docker"]): Volume => ({
  device: contents.length,
  directories: contents.map((content) => ({ content, path: PATHS[content] })),
  free: free * GB,
  size: size * GB,
});

describe("what a build is likely to need", () => {
  const CPU: BuildSize = { usesGpu: false, previousImage: 0, contextBytes: 0 };
  it.each<[string, BuildSize, readonly Content[], number]>([
    ["a CPU project", CPU, ["docker"], 10],
    ["a GPU project", { ...CPU, usesGpu: true }, ["docker"], 30],
    ["four times an image that is large", { ...CPU, previousImage: 12 * GB }, ["docker"], 48],
    ["no less than the floor for a small one", { ...CPU, previousImage: 1 * GB }, ["docker"], 10],
    ["weights in the build context twice", { ...CPU, contextBytes: 7 * GB }, ["docker"], 24],
    ["little of the workspace alone", { ...CPU, contextBytes: 7 * GB }, ["workspace"], 1],
    [
      "half of it again for the file of a chunked push",
      { ...CPU, usesGpu: true },
      ["temporary"],
      15,
    ],
    ["as much of a large image", { ...CPU, previousImage: 12 * GB }, ["temporary"], 24],
    ["both where they are together", CPU, ["docker", "workspace"], 11],
  ])("%s", (_, build, contents, expected) => {
    expect(estimateSpace(volume(0, 72, contents), build)).toBe(expected * GB);
  });

  it.each([
    [10, 9.9, true],
    [10, 10, false],
    ["not-estimated", 0, false],
  ] as const)("of %s GB, with %s GB free, is short: %s", (needed, free, expected) => {
    const bytes = needed === "not-estimated" ? needed : needed * GB;
    expect(isShort({ ...volume(free), needed: bytes })).toBe(expected);
  });
});

describe("the list of toolchains", () => {
  it("has absolute paths, none of them within another", () => {
    const paths = TOOLCHAINS.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    for (const path of paths) {
      expect(path).toMatch(/^\/(usr|opt)(\/[\w.-]+)+[\w.-](<version>)?$/);
      expect(paths.filter((other) => other.startsWith(`${path}/`))).toEqual([]);
      expect(path).not.toMatch(/^\/opt\/(hostedtoolcache|microsoft)/);
    }
  });

  it.each([
    ["/usr/local/julia<version>", "julia1.11.2", true],
    ["/usr/local/julia<version>", "julia1", true],
    ["/usr/local/julia<version>", "julia", false],
    ["/usr/local/julia<version>", "julian-data", false],
    ["/usr/local/julia<version>", "julia1.11.2-mine", false],
    ["/usr/local/julia<version>", "my-julia1.11.2", false],
    ["/usr/share/az_<version>", "az_12.5.0", true],
    ["/usr/share/az_<version>", "az_backup", false],
    ["/usr/share/swift", "swift", true],
    ["/usr/share/swift", "swift5", false],
  ])("%s matches the name %s: %s", (path, name, expected) => {
    expect(matchesName(path, name)).toBe(expected);
  });
});

describe("a directory is kept", () => {
  const NOBODY = { reserved: [], ofJob: [], ofProcesses: [], mountPoints: [] };
  it.each([
    ["that is reserved", { reserved: ["/opt/az"] }, [{ code: "reserved", path: "/opt/az" }]],
    [
      "that holds what is reserved",
      { reserved: ["/opt/az/x"] },
      [{ code: "reserved", path: "/opt/az/x" }],
    ],
    ["within what is reserved", { reserved: ["/opt"] }, [{ code: "reserved", path: "/opt" }]],
    ["in a reserved root", { reserved: ["/"] }, [{ code: "reserved", path: "/" }]],
    [
      "that the job uses",
      { ofJob: ["/opt/az/bin"] },
      [{ code: "used-by-job", path: "/opt/az/bin" }],
    ],
    [
      "that a process uses",
      { ofProcesses: ["/opt/az"] },
      [{ code: "used-by-process", path: "/opt/az" }],
    ],
    [
      "with a mount in it",
      { mountPoints: ["/opt/az/m"] },
      [{ code: "mount-point", path: "/opt/az/m" }],
    ],
    ["not because of a sibling", { ofJob: ["/opt/azure"], mountPoints: ["/opt"] }, []],
    ["not without a reason", {}, []],
  ])("%s", (_, occupied, expected) => {
    expect(protectionReasons("/opt/az", { ...NOBODY, ...occupied })).toEqual(expected);
  });

  it("for what the job has set, and not for what the machine's own environment has", () => {
    const machine = parseEnvironmentFile(
      'PATH=$HOME/.local/bin:/usr/local/.ghcup/bin:/usr/bin\n# a comment\nCONDA="/usr/share/miniconda"\n',
    );
    const job = {
      HOME: "/home/runner",
      PATH: "/usr/share/dotnet:/home/runner/.local/bin:/usr/local/.ghcup/bin:/usr/bin",
      CONDA: "/usr/share/miniconda",
      DOTNET_ROOT: "/usr/share/dotnet",
      LANG: "C.UTF-8",
    };
    expect(pathsOfJob(job, machine)).toEqual([
      "/home/runner",
      "/usr/share/dotnet",
      "/usr/share/dotnet",
    ]);
  });

  it("by the mount points of /proc/self/mountinfo, with spaces in them", () => {
    const text =
      "22 1 8:1 / / rw,relatime - ext4 /dev/root rw\n36 22 0:30 / /mnt/two\\040words rw - tmpfs tmpfs rw\n";
    expect(parseMountPoints(text)).toEqual(["/", "/mnt/two words"]);
  });
});

describe("a disk is nearly full", () => {
  it.each([
    [72, 1.1, false],
    [72, 0.9, true],
    [10, 0.6, false],
    [10, 0.4, true],
  ])("of %s GB with %s GB free: %s", (size, free, expected) => {
    expect(isNearlyFull(volume(free, size))).toBe(expected);
  });

  const situation = { mode: "auto", isHosted: true } as const;

  it("and is named when Cog runs out of space, with the measured space", () => {
    const lowest = [volume(0.01), volume(5, 20, ["docker", "workspace"])];
    const dockerRoot = { kind: "local", path: "/var/lib/docker" } as const;
    const space = { directories: [], volumes: [], dockerRoot };
    const problem = diskFullProblem("no space left on device", lowest, space, situation);
    expect(problem.code).toBe("disk-full");
    expect(problem.message).toMatch(/\/var\/lib\/docker.*10\.0 MB.*72\.0 GB/);
    expect(problem.message).not.toContain("20.0 GB");
    expect(problem.hint).toContain("free-disk");
  });

  it("or may be on the daemon's machine, which cannot be measured", () => {
    const lowest = [volume(5, 20, ["workspace"])];
    const dockerRoot = { kind: "unknown", reason: "the daemon is at tcp://builder:2376" } as const;
    const space = { directories: [], volumes: [], dockerRoot };
    const problem = diskFullProblem("ENOSPC", lowest, space, situation);
    expect(problem.message).toContain("tcp://builder:2376");
    expect(problem.hint).toContain("DOCKER_HOST");
  });

  it.each([
    ["auto", true, /\bfree-disk\b.*\bruns-on\b/],
    ["false", true, /\bfree-disk\b.*\bruns-on\b/],
    ["true", true, /^(?!.*free-disk).*\bruns-on\b/],
    ["auto", false, /^(?!.*runs-on)/],
  ] as const)("the hint with %s, hosted by GitHub: %s", (mode, isHosted, expected) => {
    expect(spaceHint({ mode, isHosted })).toMatch(expected);
  });
});

it("a volume is described by its path, its contents, and its space", () => {
  expect(describeVolume(volume(1, 72, ["docker", "workspace"]))).toMatch(
    / \/var\/lib\/docker .*: 1\.0 GB of 72\.0 GB\b/,
  );
});
