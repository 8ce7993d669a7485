import { describe, expect, it } from "vitest";
import { KNOWN_DIGESTS } from "../../../src/cog/known-digests.ts";
import {
  assetName,
  digestIn,
  exactVersion,
  releaseAsset,
  versionInLocation,
} from "../../../src/cog/release.ts";
import { DEFAULT_COG_VERSION } from "../../../src/inputs/action.ts";
import { refusal } from "../support.ts";

const MIRROR = "https://mirror.example/cog";
const LINUX = { os: "linux", arch: "x64" };

describe("the executable of a release", () => {
  it.each([
    ["linux", "x64", "cog_Linux_x86_64"],
    ["linux", "arm64", "cog_Linux_arm64"],
    ["darwin", "x64", "cog_Darwin_x86_64"],
    ["darwin", "arm64", "cog_Darwin_arm64"],
  ])("on %s %s is %s", (os, arch, name) => {
    expect(assetName({ os, arch })).toBe(name);
    expect(releaseAsset(MIRROR, "0.21.0", { os, arch })).toEqual({
      version: "0.21.0",
      name,
      url: `${MIRROR}/download/v0.21.0/${name}`,
      checksumsUrl: `${MIRROR}/download/v0.21.0/checksums.txt`,
      knownDigest: undefined,
    });
  });

  it.each([
    ["win32", "x64"],
    ["linux", "ia32"],
    ["linux", "riscv64"],
    ["freebsd", "x64"],
  ])("does not exist on %s %s, which is an error that names both", async (os, arch) => {
    const error = await refusal(() => assetName({ os, arch }));
    expect(error.message).toContain(`"${os}" on "${arch}"`);
    expect(error.problems).toMatchObject([{ code: "platform-unsupported" }]);
  });

  it.each(["0.9.18", "0.10.0-alpha20", "0.11.0-alpha1", "0.17.0-rc.1", "0.23.0", "1.0.0"])(
    "of %s can be installed",
    (version) => {
      expect(releaseAsset(MIRROR, version, LINUX).url).toBe(
        `${MIRROR}/download/v${version}/cog_Linux_x86_64`,
      );
    },
  );

  it.each(["0.9.17", "0.9.18-alpha", "0.9.0+async.1", "0.8.6", "0.0.1-alpha1"])(
    "of %s is rejected with the reason and the first supported release",
    async (version) => {
      const error = await refusal(() => releaseAsset(MIRROR, version, LINUX));
      expect(error.problems).toMatchObject([{ code: "cog-version-unsupported" }]);
      expect(error.message).toContain(`Cog ${version} `);
      expect(error.message).toContain("0.9.18");
    },
  );

  it("has the plus sign of build metadata encoded in its address", () => {
    expect(releaseAsset(MIRROR, "0.23.0+async.1", LINUX).url).toBe(
      `${MIRROR}/download/v0.23.0%2Basync.1/cog_Linux_x86_64`,
    );
  });
});

describe("the digests that the action ships", () => {
  const entries = Object.entries(KNOWN_DIGESTS).map(([key, digest]) => {
    const [version = "", name = ""] = key.split("/");
    return [version, name, digest] as const;
  });

  it.each(entries)("%s %s: %s", (version, name, digest) => {
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(name).toMatch(/^cog_(Linux|Darwin)_(x86_64|arm64)$/);
    const arch = name.endsWith("arm64") ? "arm64" : "x64";
    const os = name.includes("Linux") ? "linux" : "darwin";
    expect(releaseAsset(MIRROR, version, { os, arch }).knownDigest).toBe(digest);
  });

  it("are all different", () => {
    const digests = entries.map(([, , digest]) => digest);
    expect(new Set(digests).size).toBe(digests.length);
  });

  it.each(["x64", "arm64"])("cover the default version on Linux %s", (arch) => {
    const asset = releaseAsset(MIRROR, DEFAULT_COG_VERSION, { os: "linux", arch });
    expect(asset.knownDigest).toBeDefined();
  });
});

describe("a digest in checksums.txt", () => {
  const digest = (hex: string): string => hex.repeat(64);
  const checksums = [
    `${digest("1")}  cog_Darwin_arm64`,
    `${digest("2")}  cog_Linux_x86_64.sig`,
    `${digest("3")}  old/cog_Linux_x86_64`,
    `${digest("4")}  cog_linux_x86_64`,
    `${digest("5")}  cog_Linux_x86_64`,
    `${digest("6")} *cog_Linux_arm64`,
    `${digest("7")}  cog-0.22.0-py3-none-any.whl`,
    `${digest("8")}  coglet-0.22.0-cp310-abi3-manylinux_2_28_x86_64.whl`,
    `${digest("9")}  cog-0.22.0.tar.gz`,
    `${digest("A")}  cog_Darwin_x86_64`,
  ];

  it.each([
    ["cog_Linux_x86_64", digest("5")],
    ["cog_Linux_arm64", digest("6")],
    ["cog_Darwin_arm64", digest("1")],
    ["cog_Darwin_x86_64", digest("a")],
    ["cog", undefined],
    ["cog_Linux", undefined],
    ["", undefined],
  ])("of %j is %s, by the exact name", (name, expected) => {
    expect(digestIn(`${checksums.join("\n")}\n`, name)).toBe(expected);
    expect(digestIn(checksums.join("\r\n"), name)).toBe(expected);
  });

  it.each([
    ["a digest that is too short", `${"1".repeat(63)}  cog_Linux_x86_64`],
    ["a digest that is too long", `${"1".repeat(65)}  cog_Linux_x86_64`],
    ["no digest", "cog_Linux_x86_64"],
    ["a web page", "<!doctype html><title>Log in</title>"],
    ["nothing", ""],
  ])("is not found in %s", (_, text) => {
    expect(digestIn(text, "cog_Linux_x86_64")).toBeUndefined();
  });
});

describe("a version", () => {
  it.each([
    ["0.22.0", "0.22.0"],
    ["v0.22.0", "0.22.0"],
    ["v0.10.0-alpha20", "0.10.0-alpha20"],
    ["0.9.0+async.1", undefined],
    ["0.22", undefined],
    ["^0.22.0", undefined],
    ["latest", undefined],
    ["", undefined],
  ])("%j is, as an exact one, %s", (text, expected) => {
    expect(exactVersion(text)).toBe(expected);
  });

  it.each([
    ["https://github.com/replicate/cog/releases/tag/v0.22.0", "0.22.0"],
    ["/replicate/cog/releases/tag/v0.22.0", "0.22.0"],
    ["https://mirror.example/cog/0.23.0-rc.1?from=latest#top", "0.23.0-rc.1"],
    ["https://mirror.example/tag/v0.9.0%2Basync.1", undefined],
    ["https://github.com/replicate/cog/releases", undefined],
    ["https://sso.example/login?next=/releases/tag/v0.22.0", undefined],
    ["https://sso.example/login#/releases/tag/v0.22.0", undefined],
    ["https://mirror.example/tag/v0.22", undefined],
    ["https://mirror.example/tag/latest", undefined],
    ["https://mirror.example/tag/%E0%A4%A", undefined],
    ["", undefined],
  ])("at the end of %s is %s", (location, expected) => {
    expect(versionInLocation(location)).toBe(expected);
  });
});

it("a line of checksums that is mostly space is read in a moment", () => {
  const line = `${"a".repeat(64)}  cog${" ".repeat(2 * 1024 * 1024)}x`;
  expect(digestIn(line, "cog")).toBeUndefined();
});
