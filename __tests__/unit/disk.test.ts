import { describe, expect, it } from "vitest";
import { type BuildSize, estimateSpace } from "../../src/disk/estimate.ts";
import { noSpaceProblem, spaceRemedy } from "../../src/disk/full.ts";
import {
  parseEnvironmentFile,
  parseMountPoints,
  pathsOfJob,
  protectionReason,
} from "../../src/disk/protected-paths.ts";
import { isShort } from "../../src/disk/room.ts";
import { type Candidate, nextBatch, TOOLCHAINS } from "../../src/disk/toolchains.ts";
import { type Content, isNearlyFull, type Volume, volumeName } from "../../src/disk/volume.ts";

const GB = 1e9;
const PATHS = { docker: "/var/lib/docker", workspace: "/home/runner/work", temporary: "/tmp" };

const volume = (free: number, size = 72, contents: readonly Content[] = ["docker"]): Volume => ({
  device: contents.length,
  places: contents.map((content) => ({ content, path: PATHS[content] })),
  free: free * GB,
  size: size * GB,
});

describe("what a build is likely to need", () => {
  const CPU: BuildSize = { usesGpu: false, previousImage: undefined, project: 0 };
  it.each<[string, BuildSize, readonly Content[], number]>([
    ["a CPU project", CPU, ["docker"], 10],
    ["a GPU project", { ...CPU, usesGpu: true }, ["docker"], 30],
    ["four times an image that is large", { ...CPU, previousImage: 12 * GB }, ["docker"], 48],
    ["no less than the floor for a small one", { ...CPU, previousImage: 1 * GB }, ["docker"], 10],
    ["weights in the project twice", { ...CPU, project: 7 * GB }, ["docker"], 24],
    ["little of the workspace alone", { ...CPU, project: 7 * GB }, ["workspace"], 1],
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
    [undefined, 0, false],
  ])("of %s GB, with %s GB free, is short: %s", (needed, free, expected) => {
    const demand = { volume: volume(free), needed: needed && needed * GB };
    expect(isShort(demand)).toBe(expected);
  });
});

describe("the list of toolchains", () => {
  it("has absolute paths of its own alone, none within another, the largest first", () => {
    const paths = TOOLCHAINS.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    for (const path of paths) {
      expect(path).toMatch(/^\/(usr|opt)(\/[\w.-]+)+[\w.-]\*?$/);
      expect(paths.filter((other) => other.startsWith(`${path}/`))).toEqual([]);
      expect(path).not.toMatch(/^\/opt\/(hostedtoolcache|microsoft)/);
    }
    const sizes = TOOLCHAINS.map(({ usually }) => usually);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  });
});

describe("the next ones to remove", () => {
  const sizes = { android: 12, haskell: 6, swift: 2.6, dotnet: 1.6 };
  const candidates: readonly Candidate[] = Object.entries(sizes)
    .map(([name, size]) => ({ name, path: `/opt/${name}`, usually: size * GB, device: 1 }))
    .toReversed();
  it.each<[number, number, readonly string[]]>([
    [0, 4, []],
    [1, 4, ["android"]],
    [12, 4, ["android"]],
    [13, 4, ["android", "haskell"]],
    [100, 3, ["android", "haskell", "swift"]],
    [Number.POSITIVE_INFINITY, 9, ["android", "haskell", "swift", "dotnet"]],
  ])("for %s GB that are missing, %s at once: %j", (missing, width, expected) => {
    expect(nextBatch(candidates, missing * GB, width).map(({ name }) => name)).toEqual(expected);
  });
});

describe("a directory is kept", () => {
  const NOBODY = { reserved: [], ofJob: [], ofProcesses: [], mountPoints: [] };
  it.each([
    ["that is reserved", { reserved: ["/opt/az"] }, "/opt/az is never touched"],
    ["that holds what is reserved", { reserved: ["/opt/az/x"] }, "/opt/az/x is never touched"],
    ["within what is reserved", { reserved: ["/opt"] }, "/opt is never touched"],
    ["in a reserved root", { reserved: ["/"] }, "/ is never touched"],
    ["that the job uses", { ofJob: ["/opt/az/bin"] }, "the job uses /opt/az/bin"],
    ["that a process uses", { ofProcesses: ["/opt/az"] }, "a running process uses /opt/az"],
    ["with a mount in it", { mountPoints: ["/opt/az/m"] }, "/opt/az/m is a mount point"],
    ["not for a neighbour's sake", { ofJob: ["/opt/azure"], mountPoints: ["/opt"] }, undefined],
    ["not for nothing", {}, undefined],
  ])("%s", (_, occupied, expected) => {
    expect(protectionReason("/opt/az", { ...NOBODY, ...occupied })).toBe(expected);
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

  it("and is named when Cog says so, with what was measured", () => {
    const least = [volume(0.01), volume(5, 20, ["docker", "workspace"])];
    const space = { places: [], volumes: [], unmeasured: undefined };
    const problem = noSpaceProblem("push", "write: no space left on device", least, space, {
      mode: "auto",
      isHosted: true,
    });
    expect(problem.message).toContain(
      "Docker's data (/var/lib/docker) has 10.0 MB free of 72.0 GB",
    );
    expect(problem.message).not.toContain("the workspace");
    expect(problem.hint).toContain("free-disk");
  });

  it("or may be on the daemon's machine, which can't be measured", () => {
    const least = [volume(5, 20, ["workspace"])];
    const space = { places: [], volumes: [], unmeasured: "the daemon is at tcp://builder:2376" };
    const problem = noSpaceProblem("push", "ENOSPC", least, space, {
      mode: "auto",
      isHosted: true,
    });
    expect(problem.message).toContain("tcp://builder:2376");
    expect(problem.hint).toContain("where the Docker daemon keeps its data");
  });

  it.each([
    ["auto", true, /free-disk to true.*larger runner/],
    ["false", true, /free-disk to true.*larger runner/],
    ["true", true, /^Use a larger runner/],
    ["auto", false, /docker system prune/],
  ] as const)("the remedy with %s, hosted by GitHub: %s", (mode, isHosted, expected) => {
    expect(spaceRemedy({ mode, isHosted })).toMatch(expected);
  });
});

it("a volume is called by all that it holds", () => {
  expect(volumeName(volume(1, 72, ["docker", "workspace"]))).toBe(
    "Docker's data and the workspace (/var/lib/docker)",
  );
});
