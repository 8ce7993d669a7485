import { describe, expect, it } from "vitest";
import { isCacheFailure } from "../../src/build-cache/cache-failure.ts";
import { type CacheConditions, cacheProblems } from "../../src/build-cache/preflight.ts";

const ENGINE = {
  ServerVersion: "28.5.2",
  Name: "runner",
  DriverStatus: [["driver-type", "io.containerd.snapshotter.v1"]],
} satisfies CacheConditions["engine"];
const USABLE: CacheConditions = {
  cogVersion: "0.22.0",
  noCache: false,
  engine: ENGINE,
  hostname: "runner",
  sdkClient: "",
  temporaryDirectory: "/home/runner/_temp",
};

describe("the build cache", () => {
  it.each<[string, Partial<CacheConditions>]>([
    ["Docker 28.5 with the containerd store", {}],
    ["Docker 29 with it", { engine: { ...ENGINE, ServerVersion: "29.0.0" } }],
    ["a Debian version", { engine: { ...ENGINE, ServerVersion: "28.5.2+dfsg4" } }],
    ["the oldest Cog", { cogVersion: "0.15.9" }],
    ["a path as long as a socket can have", { temporaryDirectory: `/${"x".repeat(57)}` }],
    ["a variable that this Cog does not read", { sdkClient: "0" }],
  ])("can be used with %s", (_case, difference) => {
    expect(cacheProblems({ ...USABLE, ...difference })).toEqual([]);
  });

  it.each<[string, Partial<CacheConditions>, string]>([
    ["no-cache", { noCache: true }, "no-cache"],
    ["an older Cog", { cogVersion: "0.15.8" }, "cog-version"],
    ["a Cog that is set to use buildx", { cogVersion: "0.16.9", sdkClient: "0" }, "COG_DOCKER"],
    ["a remote engine", { engine: { ...ENGINE, Name: "build" } }, "Docker"],
    ["the virtual machine of a Mac", { engine: { ...ENGINE, Name: "colima" } }, "Docker"],
    ["an older Docker", { engine: { ...ENGINE, ServerVersion: "27.5.1" } }, "Docker"],
    ["a Docker without a version", { engine: { ...ENGINE, ServerVersion: "" } }, "Docker"],
    [
      "overlay2",
      { engine: { ...ENGINE, DriverStatus: [["Backing Filesystem", "extfs"]] } },
      "containerd-snapshotter",
    ],
    ["a long path", { temporaryDirectory: `/${"x".repeat(58)}` }, "RUNNER_TEMP"],
  ])("can't be used with %s, and the reason names what to change", (_case, difference, hint) => {
    expect(cacheProblems({ ...USABLE, ...difference })[0]).toEqual({
      reason: expect.stringMatching(/./),
      hint: expect.stringContaining(hint),
    });
  });
});

describe("a build that failed", () => {
  it.each([
    "failed to solve: failed to copy: httpReadSeeker: failed open: could not fetch content",
    'error: failed commit on ref "layer-sha256:1": unexpected commit digest',
    "Failed to build Docker image: short read: expected 102534 bytes but got 11: unexpected EOF",
    "unknown cache exporter: registry",
    "Cache export is not supported for the docker driver.",
    "http2: server: error reading preface: FLOW_CONTROL_ERROR",
    "error pinging docker daemon: EOF",
  ])("is run again without the cache after: %s", (output) => {
    expect(isCacheFailure(`#8 ERROR: ${output}\nⅹ image build failed`)).toBe(true);
  });

  it.each([
    'process "/bin/sh -c pip install nope" did not complete successfully: exit code: 1',
    "no space left on device",
    "error during image push: EOF",
    "authorization failed",
    "",
  ])("is not run again after: %s", (output) => {
    expect(isCacheFailure(output)).toBe(false);
  });
});
