import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import {
  COG_VERSION,
  codes,
  HOTDOG,
  readTree,
  type SandboxOptions,
  World,
} from "../support/world.ts";

const DIGEST = /\b[0-9a-f]{64}\b/g;
const CHECKSUMS = `/releases/download/v${COG_VERSION}/checksums.txt`;

/** A step that is refused because of Cog, and leaves nothing of it on the runner. */
async function refusal(world: World, version = COG_VERSION): Promise<string> {
  const message = await world.refusal({ inputs: { "cog-version": version } });
  expect(await readdir(world.runner.temporary)).toEqual([]);
  expect([...(await readTree(world.runner.toolCache)).keys()]).toEqual([]);
  return message;
}

const worldWith = (options: SandboxOptions): Promise<World> =>
  World.create({ models: [HOTDOG], ...options });

/** The SHA-256 of what the mirror serves for the release's asset that was asked for. */
async function servedDigest({ sandbox }: World): Promise<string> {
  const path = sandbox.requests.find((request) => request.path.includes("/cog_"))?.path;
  const response = await fetch(`${sandbox.origin}${path}`);
  return createHash("sha256")
    .update(await response.bytes())
    .digest("hex");
}

describe("Cog is not installed, and no file of it is left,", () => {
  it("when its digest is not the one that checksums.txt states, naming both", async () => {
    const world = await worldWith({
      releases: [{ version: COG_VERSION, checksums: "wrong" }],
    });

    const message = await refusal(world);

    const digests = [...new Set(message.match(DIGEST))];
    expect(digests).toHaveLength(2);
    expect(digests).toContain(await servedDigest(world));
    expect(message).toContain(`/v${COG_VERSION}/cog_`);
  });

  it.runIf(process.platform === "linux")(
    "when its digest is not the known one of the release, whatever checksums.txt states",
    async () => {
      const world = await worldWith({ releases: ["0.22.0"] });

      const message = await refusal(world, "0.22.0");

      const digests = [...new Set(message.match(DIGEST))];
      expect(digests).toHaveLength(2);
      expect(digests).toContain(await servedDigest(world));
      expect(world.sandbox.requests.map(({ path }) => path).join()).not.toContain("checksums.txt");
    },
  );

  it("when the download is a web page", async () => {
    const world = await worldWith({ releases: [{ version: COG_VERSION, binary: "html" }] });

    const message = await refusal(world);

    expect(codes(message)).toEqual(["cog-download-not-a-binary"]);
    expect(message).not.toMatch(DIGEST);
  });

  it("when the release has no checksums.txt", async () => {
    const world = await worldWith({ releases: [{ version: COG_VERSION, checksums: "missing" }] });

    const message = await refusal(world);

    expect(codes(message)).toEqual(["cog-release-missing"]);
  });

  it.each([
    ["other files only", `${"a".repeat(64)}  cog-${COG_VERSION}.tar.gz\n`],
    ["a file of a longer name", `${"a".repeat(64)}  cog_Linux_x86_64.old\n`],
    ["nothing", ""],
    ["a web page", "<!DOCTYPE html><title>Blocked</title>"],
  ])("when checksums.txt has %s", async (_case, body) => {
    const world = await worldWith({});
    world.sandbox.fault({ path: CHECKSUMS, answer: { status: 200, body } });

    const message = await refusal(world);

    expect(codes(message)).toEqual(["cog-checksum-missing"]);
    expect(message).toContain(`${world.sandbox.origin}${CHECKSUMS}`);
  });

  it("when the tag has no published release", async () => {
    const world = await worldWith({ releases: [{ version: COG_VERSION, assets: false }] });

    const message = await refusal(world);

    expect(codes(message)).toEqual(["cog-release-missing"]);
  });

  it("when it is older than 0.9.18, with the reason", async () => {
    const world = await worldWith({ releases: ["0.9.17"] });

    const message = await refusal(world, "0.9.17");

    expect(codes(message)).toEqual(["cog-version-unsupported"]);
    expect(message).toContain("0.9.17");
    expect(message).toContain("0.9.18");
    expect(world.sandbox.requests.filter(({ service }) => service === "mirror")).toEqual([]);
  });

  it("when the mirror has no latest release", async () => {
    const world = await worldWith({ releases: [] });

    const message = await refusal(world, "latest");

    expect(codes(message)).toEqual(["cog-latest-unresolved"]);
    expect(message).toContain(`${world.sandbox.mirror}/latest`);
  });

  it.each(["/tag/v0.22.0+x", "/tag/v0.22.0%2Bx", "/tag/0.22.0+build.5", "http://[/"])(
    "when the mirror's latest redirects to build metadata, or nowhere: %s",
    async (target) => {
      const world = await worldWith({});
      const location = target.startsWith("/") ? `${world.sandbox.mirror}${target}` : target;
      const answer = { status: 302, headers: { location } };
      world.sandbox.fault({ path: "/releases/latest", answer });

      const message = await refusal(world, "latest");

      expect(codes(message)).toEqual(["cog-latest-unresolved"]);
      expect(world.sandbox.requests.filter(({ path }) => path.includes("/download/"))).toEqual([]);
    },
  );

  it("when no stable release is in the range", async () => {
    const world = await worldWith({ releases: ["0.20.0", "0.30.0-rc.1"] });

    const message = await refusal(world, "^0.30");

    expect(codes(message)).toEqual(["cog-range-unsatisfied"]);
  });

  it.each([
    ["GitHub denies the list that a range needs", 401, "Bad credentials"],
    ["GitHub Enterprise Server has no releases of Cog", 404, "Not Found"],
  ])("when %s", async (_case, status, reason) => {
    const world = await worldWith({});
    world.sandbox.fault({ path: "/github/*", answer: { status, body: { message: reason } } });

    const message = await refusal(world, "^0.20");

    expect(codes(message)).toEqual(["cog-releases-unreadable"]);
    expect(message).toContain(reason);
  });
});
