import { execFile } from "node:child_process";
import { chmod, mkdir, readdir, rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { COG_VERSION, HOTDOG, World } from "../support/world.ts";

/** The action's requests to the mirror, as paths below its address. */
function downloads({ sandbox }: World): string[] {
  return sandbox.requests
    .filter(({ service }) => service === "mirror")
    .map(({ path }) => path.replace("/releases/", ""));
}

const asset = (version: string): unknown =>
  expect.stringMatching(new RegExp(`^download/v${version}/cog_(Linux|Darwin)_(x86_64|arm64)$`));

describe("Cog", () => {
  it("comes from the mirror, by the digest in its checksums.txt, and is added to PATH", async () => {
    const world = await World.create({ models: [HOTDOG] });

    const result = await world.run();

    expect(downloads(world).toSorted()).toEqual([
      `download/v${COG_VERSION}/checksums.txt`,
      asset(COG_VERSION),
    ]);
    const [directory = "", ...others] = result.path;
    expect(others).toEqual([]);
    expect(directory.startsWith(join(world.runner.toolCache, "cog", COG_VERSION))).toBe(true);
    const { stdout } = await promisify(execFile)("cog", ["--version"], {
      env: { PATH: `${directory}:${process.env["PATH"]}` },
    });
    expect(stdout).toContain(`cog version ${COG_VERSION}`);
    expect(await readdir(world.runner.temporary)).toEqual([]);
  });

  it("comes from the tool cache the second time, without a request to the mirror", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const first = await world.run();
    world.sandbox.requests.length = 0;

    const second = await world.run();

    expect(downloads(world)).toEqual([]);
    expect(second.path).toEqual(first.path);
    expect(second.outputs["status"]).toBe("pushed");
  });

  it.each([
    ["0.9.18", "0.9.18"],
    ["v0.20.0", "0.20.0"],
    ["0.10.0-alpha20", "0.10.0-alpha20"],
    ["0.14.0-alpha.1", "0.14.0-alpha.1"],
  ])("is exactly the release that cog-version %s names", async (asked, version) => {
    const world = await World.create({ models: [HOTDOG], releases: [version, COG_VERSION] });

    const result = await world.run({ inputs: { "cog-version": asked } });

    expect(result.outputs).toMatchObject({ "cog-version": version, status: "pushed" });
    expect(world.sandbox.cogRuns.map((run) => run.version)).toEqual([version]);
  });

  it("is the mirror's latest release", async () => {
    const world = await World.create({
      models: [HOTDOG],
      releases: ["0.20.0", COG_VERSION, { version: "0.22.0-rc.1", prerelease: true }],
    });

    const result = await world.run({ inputs: { "cog-version": "latest" } });

    expect(result.outputs["cog-version"]).toBe(COG_VERSION);
    expect(downloads(world)).toContain("latest");
  });

  it.each<[string, (file: string) => Promise<void>]>([
    ["missing", (file) => rm(file)],
    ["empty", (file) => truncate(file)],
    ["not executable", (file) => chmod(file, 0o644)],
    [
      "a directory",
      (file) =>
        rm(file)
          .then(() => mkdir(file))
          .then(() => undefined),
    ],
  ])("is installed again when the tool cache's entry is %s", async (_case, damage) => {
    const world = await World.create({ models: [HOTDOG] });
    const { path } = await world.run();
    await damage(join(path[0] ?? "", "cog"));
    world.sandbox.requests.length = 0;

    const result = await world.run();

    expect(result.outputs["status"]).toBe("pushed");
    expect(downloads(world)).toContainEqual(asset(COG_VERSION));
    expect(result.warnings).toEqual([]);
  });

  it("is downloaded once more when the connection breaks off", async () => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.fault({ path: `/releases/download/v${COG_VERSION}/cog_*`, breaks: "cut" });

    const result = await world.run();

    expect(result.outputs["status"]).toBe("pushed");
    expect(downloads(world).filter((path) => path.includes("cog_"))).toHaveLength(2);
    expect(await readdir(world.runner.temporary)).toEqual([]);
  });
});

describe("a range of Cog versions", () => {
  const GITHUB_TOKEN = "ghs_recognisable0123456789";

  it("does not use a release with build metadata for the one without", async () => {
    const world = await World.create({ models: [HOTDOG], releases: ["0.20.0", "0.21.0+x"] });

    const result = await world.run({ inputs: { "cog-version": ">=0.20" } });

    expect(result.outputs["cog-version"]).toBe("0.20.0");
  });

  it("uses the newest stable, published release with an executable, from all pages", async () => {
    const drafts = Array.from({ length: 100 }, (_, index) => ({
      version: `0.20.${index + 100}`,
      draft: true,
    }));
    const world = await World.create({
      models: [HOTDOG],
      releases: [
        "0.19.0",
        "0.20.5",
        "0.21.0",
        ...drafts,
        "0.20.4",
        { version: "0.20.6", prerelease: true },
        "0.20.7-rc.1",
        { version: "0.20.8", assets: false },
      ],
    });

    const result = await world.run({
      inputs: { "cog-version": "^0.20", "github-token": GITHUB_TOKEN },
    });

    expect(result.outputs).toMatchObject({ "cog-version": "0.20.5", status: "pushed" });
    const lists = world.sandbox.requests.filter(({ service }) => service === "github");
    expect(lists.length).toBeGreaterThan(1);
    for (const { headers } of lists) expect(headers.authorization).toContain(GITHUB_TOKEN);
  });

  it("is the only use of github-token, which is sent to GitHub's API alone", async () => {
    const world = await World.create({ models: [HOTDOG] });

    await world.run({ inputs: { "cog-version": "0.20", "github-token": GITHUB_TOKEN } });
    await world.run({ inputs: { "github-token": GITHUB_TOKEN } });

    const holders = world.sandbox.requests.filter((request) =>
      JSON.stringify(request).includes(GITHUB_TOKEN),
    );
    expect(holders.map(({ service }) => service)).toEqual(["github"]);
  });

  it("is resolved anonymously without github-token", async () => {
    const world = await World.create({ models: [HOTDOG] });

    const result = await world.run({
      inputs: { "cog-version": ">=0.17 <0.21", "github-token": "" },
    });

    expect(result.outputs["cog-version"]).toBe("0.20.0");
    const [list] = world.sandbox.requests.filter(({ service }) => service === "github");
    expect(list?.headers).not.toHaveProperty("authorization");
  });

  it("reads the next page from the same host, whatever host a link names", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const elsewhere = world.sandbox.origin.replace("127.0.0.1", "localhost");
    world.sandbox.fault({
      path: "/github/repos/replicate/cog/releases",
      answer: {
        status: 200,
        headers: { link: `<${elsewhere}/github/repos/replicate/cog/releases?page=2>; rel="next"` },
        body: [],
      },
    });

    await world.refusal({ inputs: { "cog-version": "^0.20", "github-token": GITHUB_TOKEN } });

    const pages = world.sandbox.requests.filter(({ service }) => service === "github");
    const { host } = new URL(world.sandbox.origin);
    expect(pages.map(({ headers }) => headers["host"])).toEqual([host, host]);
  });
});
