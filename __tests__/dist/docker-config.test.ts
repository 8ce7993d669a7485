import { access, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readNotes, writeProgram } from "../support/programs.ts";
import { failure, HOTDOG, readTree, World } from "../support/world.ts";

const OTHERS = {
  auths: { "ghcr.io": { auth: "Ym9iOnNlY3JldA==" } },
  proxies: { default: { httpProxy: "http://proxy.test:3128" } },
  HttpHeaders: { "X-Team": "vision" },
};

/** Writes the user's Docker configuration where Docker looks for it. */
async function writeUserConfig({ runner }: World, config: unknown): Promise<string> {
  const directory = join(runner.home, ".docker");
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "config.json"), JSON.stringify(config));
  return directory;
}

const ours = ({ sandbox }: World): object => ({
  [sandbox.host]: { auth: Buffer.from(`acme:${sandbox.apiToken}`).toString("base64") },
});

describe("Cog's Docker configuration", () => {
  it("is a directory of its own that no other user can read, deleted when Cog has exited", async () => {
    const world = await World.create({ models: [HOTDOG] });

    const result = await world.run();

    const listing = world.sandbox.cogRuns[0]?.dockerConfig;
    expect(result.outputs["status"]).toBe("pushed");
    expect(listing).toMatchObject({
      mode: 0o700,
      files: [{ name: "config.json", mode: 0o600 }],
      config: { auths: ours(world) },
    });
    expect(listing?.directory.startsWith(world.runner.temporary)).toBe(true);
    await expect(access(listing?.directory ?? "")).rejects.toThrow("ENOENT");
  });

  it("keeps what the user's has, and leaves that untouched", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const user = await writeUserConfig(world, { ...OTHERS, currentContext: "remote" });
    const before = await readTree(user);

    await world.run();

    expect(world.sandbox.cogRuns[0]?.dockerConfig?.config).toEqual({
      ...OTHERS,
      currentContext: "remote",
      auths: { ...OTHERS.auths, ...ours(world) },
    });
    expect(await readTree(user)).toEqual(before);
  });

  it("replaces the user's credential for the registry", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const { host } = world.sandbox;
    await writeUserConfig(world, {
      auths: {
        [host]: { auth: "b2xkOm9sZA==" },
        [`https://${host}/v1/`]: { auth: "b2xkOm9sZA==" },
      },
      credHelpers: { [host]: "vault", "gcr.io": "gcloud" },
    });

    const result = await world.run();

    expect(world.sandbox.cogRuns[0]?.dockerConfig?.config).toEqual({
      auths: ours(world),
      credHelpers: { "gcr.io": "gcloud" },
    });
    expect(result.outputs["status"]).toBe("pushed");
  });

  it("is made from the directory that DOCKER_CONFIG names", async () => {
    const world = await World.create({ models: [HOTDOG] });
    await writeUserConfig(world, { auths: {} });
    const directory = join(world.runner.directory, "docker-config");
    await mkdir(directory);
    await writeFile(join(directory, "config.json"), JSON.stringify(OTHERS));

    await world.run({ env: { DOCKER_CONFIG: directory } });

    expect(world.sandbox.cogRuns[0]?.dockerConfig?.config).toMatchObject({
      auths: { ...OTHERS.auths, ...ours(world) },
    });
  });

  it("includes the user's contexts and CLI plugins, without moving them", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const user = await writeUserConfig(world, {});
    await mkdir(join(user, "contexts/meta"), { recursive: true });
    await mkdir(join(user, "cli-plugins"));
    await writeFile(join(user, "contexts/meta/meta.json"), "a context");
    await writeFile(join(user, "cli-plugins/docker-buildx"), "a plugin");
    world.sandbox.scriptCog({ buildTakes: 3000 });

    const step = await world.start();
    const { dockerConfig } = await world.sandbox.cogReaches("build");
    const seen = await Promise.all(
      ["contexts/meta/meta.json", "cli-plugins/docker-buildx"].map((file) =>
        readFile(join(dockerConfig?.directory ?? "", file), "utf8"),
      ),
    );
    await step.result;

    expect(seen).toEqual(["a context", "a plugin"]);
    expect([...(await readTree(user)).values()].toSorted()).toEqual([
      "a context",
      "a plugin",
      "{}",
    ]);
  });

  it("is not created from a file that is not JSON: the step fails before Cog runs", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const directory = await writeUserConfig(world, {});
    await writeFile(join(directory, "config.json"), '{"auths": ');

    const result = await world.run();

    expect(failure(result)).toContain(join(directory, "config.json"));
    expect(world.sandbox.cogRuns).toEqual([]);
  });
});

describe("the user's credential store", () => {
  it("still serves the other registries, and never gets our credential", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const { host, apiToken } = world.sandbox;
    const programs = join(world.runner.directory, "programs");
    const notes = join(world.runner.directory, "calls");
    await mkdir(programs);
    const listed = JSON.stringify({ "registry.test": "bob", [host]: "old" });
    await writeProgram(programs, "docker-credential-desktop", [
      `echo "$@" >> ${notes}`,
      `[ "$1" = list ] || cat >> ${notes}`,
      `[ "$1" = list ] && echo '${listed}'`,
    ]);
    await writeUserConfig(world, { auths: {}, credsStore: "desktop" });

    const result = await world.run({ env: { PATH: `${programs}:${process.env["PATH"]}` } });

    expect(result.outputs["status"]).toBe("pushed");
    expect(world.sandbox.cogRuns[0]?.dockerConfig?.config).toEqual({
      auths: ours(world),
      credHelpers: { "registry.test": "desktop" },
    });
    // Once: whether Docker is logged in matters for untrusted code only.
    expect(await readNotes(notes)).toEqual(["list"]);
    expect(JSON.stringify(await readNotes(notes))).not.toContain(apiToken);
  });

  it.each(["0.14.12", "0.21.0"])(
    "that is not installed does not prevent Cog %s from pushing",
    async (version) => {
      const world = await World.create({ models: [HOTDOG] });
      await writeUserConfig(world, { auths: { "ghcr.io": {} }, credsStore: "absent" });

      const result = await world.run({ inputs: { "cog-version": version } });

      expect(result.outputs["status"]).toBe("pushed");
      expect(world.sandbox.cogRuns[0]?.dockerConfig?.config).toMatchObject({
        credHelpers: { "ghcr.io": "absent" },
      });
    },
  );
});
