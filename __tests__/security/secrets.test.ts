import { chmod, lstat, mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  COG_VERSION,
  failure,
  HOTDOG,
  readTree,
  type StepResult,
  World,
} from "../support/world.ts";

/** Inputs with a secret in each, and all the forms in which one of them could show. */
function secretInputs({ sandbox }: World) {
  const { apiToken, cliToken } = sandbox;
  const base64 = (token: string): string => Buffer.from(`acme:${token}`).toString("base64");
  return {
    inputs: {
      "cli-auth-token": cliToken,
      "github-token": "ghs_recognisable0123456789",
      secrets: 'HF_TOKEN=hf_recognisable\n"PEM=-----BEGIN recognisable-----\nMIIrecognisable"',
      "secret-envs": "npm=NPM_TOKEN",
    },
    env: { NPM_TOKEN: "npm_recognisable" },
    forms: [
      apiToken,
      cliToken,
      base64(apiToken),
      base64(cliToken),
      "ghs_recognisable0123456789",
      "hf_recognisable",
      "-----BEGIN recognisable-----",
      "MIIrecognisable",
      "npm_recognisable",
    ],
  };
}

/** Everything that a step leaves behind: what it wrote for the runner, and every file on the machine. */
async function traces(world: World, result: StepResult): Promise<ReadonlyMap<string, string>> {
  const log = result.log.split("\n").filter((line) => !line.startsWith("::add-mask::"));
  const trees = await Promise.all([readTree(world.runner.directory), readTree(world.project)]);
  return new Map([
    ["the log", log.join("\n")],
    ["the outputs", JSON.stringify(result.outputs)],
    ["the annotations", [...result.errors, ...result.warnings, ...result.notices].join("\n")],
    ...Object.entries(result.files),
    ...trees.flatMap((tree) => [...tree]),
  ]);
}

/** Where a secret shows, as `secret in place`. */
function leaks(forms: readonly string[], places: ReadonlyMap<string, string>): string[] {
  return [...places].flatMap(([place, text]) =>
    forms.filter((form) => text.includes(form)).map((form) => `${form} in ${place}`),
  );
}

describe("no secret is visible", () => {
  it.each(["bearer", "basic"] as const)(
    "in the log, the runner's files or on disk, after a push (%s registry)",
    async (registryAuth) => {
      const world = await World.create({ registryAuth });
      const { forms, ...step } = secretInputs(world);

      const result = await world.run({
        inputs: { ...step.inputs, "cog-version": ">=0.21" },
        env: { ...step.env, RUNNER_DEBUG: "1" },
      });

      expect(result.outputs["status"]).toBe("pushed");
      const places = await traces(world, result);
      expect(places.get("the log")).toContain("cog push");
      expect(leaks(forms, places)).toEqual([]);
    },
  );

  it("in Cog's arguments or environment", async () => {
    const world = await World.create();
    const { forms, inputs, env } = secretInputs(world);
    const { apiToken, cliToken } = world.sandbox;

    await world.run({
      inputs,
      env: { ...env, REPLICATE_API_TOKEN: apiToken, TF_VAR_replicate: cliToken },
    });

    const [run] = world.sandbox.cogRuns;
    expect(run?.version).toBe(COG_VERSION);
    const places = new Map([
      ["argv", JSON.stringify(run?.argv)],
      ["the environment", JSON.stringify(run?.environment)],
    ]);
    expect(leaks(forms, places)).toEqual([]);
  });

  it.each([
    ["when the tokens are rejected", { "api-token": `r8_${"refused".repeat(5)}`, hardware: "" }],
    ["when the tokens are swapped", { swapped: "true" }],
  ])("%s", async (_case, overrides) => {
    const world = await World.create({ models: [HOTDOG] });
    const { forms, inputs, env } = secretInputs(world);
    const { apiToken, cliToken } = world.sandbox;
    const tokens =
      "swapped" in overrides ? { "api-token": cliToken, "cli-auth-token": apiToken } : overrides;

    const result = await world.run({ inputs: { ...inputs, ...tokens }, env });

    expect(result.outputs["status"]).toBe("failed");
    const given = [...forms, ...Object.values(tokens)].filter((form) => form !== "");
    expect(leaks(given, await traces(world, result))).toEqual([]);
  });

  it("in the summary, which the runner does not mask, when Cog prints one and fails", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const { inputs, env } = secretInputs(world);
    const message = `denied for ${world.sandbox.apiToken} with hf_recognisable`;
    world.sandbox.scriptCog({ fails: { at: "build", message } });

    const result = await world.run({ inputs, env });

    expect(result.summary).toContain("denied for *** with ***");
    const files = new Map(Object.entries(result.files));
    expect(leaks([world.sandbox.apiToken, "hf_recognisable"], files)).toEqual([]);
  });
});

describe("every secret is masked", () => {
  it("before anything else mentions it", async () => {
    const world = await World.create();
    const { forms, inputs, env } = secretInputs(world);
    const buildPrints = `${forms.join("\n")}\n`;
    world.sandbox.scriptCog({ buildPrints });

    const result = await world.run({ inputs, env });

    const lines = result.log.split("\n");
    for (const form of forms.filter((secret) => result.log.includes(secret))) {
      const first = lines.find((line) => line.includes(form));
      expect(first).toMatch(/^::add-mask::/);
    }
    expect(result.masks).toEqual(expect.arrayContaining(forms));
  });

  it("when it comes from the environment too", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const { apiToken, cliToken } = world.sandbox;

    const result = await world.run({
      inputs: { "api-token": "" },
      env: { REPLICATE_API_TOKEN: apiToken, REPLICATE_CLI_AUTH_TOKEN: cliToken },
    });

    expect(result.masks).toEqual(expect.arrayContaining([apiToken, cliToken]));
  });

  it("and so is the token that the registry hands out", async () => {
    const world = await World.create({ models: [HOTDOG] });

    const result = await world.run();

    const tokens = world.sandbox.requests
      .filter(({ path, by }) => path.startsWith("/v2/acme/") && by === "other")
      .map(({ headers }) => headers.authorization?.replace("Bearer ", "") ?? "");
    expect(tokens).not.toEqual([]);
    expect(result.masks).toEqual(expect.arrayContaining(tokens));
  });
});

describe("a token that the registry issues while Cog runs", () => {
  it("is masked as well, and printed nowhere while workflow commands are stopped", async () => {
    const world = await World.create({
      models: [{ ...HOTDOG, versions: [{}] }],
      registryTokenLifetime: 1,
    });
    // The size of the newest image is asked for before Cog starts; the answer comes when it runs.
    world.sandbox.fault({ path: "/token", skip: 1, delay: 1500 });
    world.sandbox.scriptCog({ buildTakes: 3000 });

    const result = await world.run({ env: { RUNNER_DEBUG: "1" } });

    const tokens = world.sandbox.requests
      .filter(({ path, by }) => path.startsWith("/v2/acme/") && by === "other")
      .map(({ headers }) => headers.authorization?.replace("Bearer ", "") ?? "");
    expect(new Set(tokens).size).toBeGreaterThan(1);
    expect(result.masks).toEqual(expect.arrayContaining(tokens));
    const shown = result.log.split("\n").filter((line) => tokens.some((one) => line.includes(one)));
    expect(shown.toSorted()).toEqual(
      result.masks
        .filter((one) => tokens.includes(one))
        .map((one) => `::add-mask::${one}`)
        .toSorted(),
    );
  });
});

describe("a URL with a password", () => {
  it.each([
    ["inputs", "cog-mirror", "https://mona:hush-4711@mirror.test/cog"],
    ["inputs", "github-url", "https://mona:hush-4711@github.com/acme/hotdog"],
    ["env", "REPLICATE_BASE_URL", "https://mona:hush-4711@api.test/v1"],
    ["env", "GITHUB_API_URL", "https://mona:hush-4711@api.github.test"],
  ])("is rejected and not shown (%s: %s)", async (where, name, address) => {
    const world = await World.create({ models: [HOTDOG] });

    const result = await world.run({ [where]: { [name]: address } });

    expect(failure(result)).toContain(name);
    expect(leaks(["hush-4711"], await traces(world, result))).toEqual([]);
    expect(world.changes()).toEqual([]);
  });
});

describe("files with secrets in them", () => {
  /** Starts a step whose user lets everybody read the files that he makes. */
  const OPEN_HANDED = ["bash", "-c", 'umask 000; exec "$@"', "bash"];

  it("are the step's own alone, whatever the umask and the directory's mode", async () => {
    const world = await World.create({ models: [HOTDOG] });
    await chmod(world.runner.temporary, 0o777);
    world.sandbox.scriptCog({ buildTakes: 2000 });

    const step = await world.start({
      inputs: { secrets: "HF_TOKEN=hf_abc" },
      within: OPEN_HANDED,
    });
    await world.sandbox.cogReaches("build");
    const modes = await modesBelow(world.runner.temporary);
    const result = await step.result;

    expect(result.outputs["status"]).toBe("pushed");
    expect(modes).toEqual({
      "push-to-replicate-…": "700",
      "push-to-replicate-…/docker": "700",
      "push-to-replicate-…/docker/config.json": "600",
      "push-to-replicate-…/secret-0": "600",
    });
    expect(await readdir(world.runner.temporary)).toEqual([]);
  });

  it("are never written into a planted directory or link", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const { temporary, home } = world.runner;
    const planted = join(temporary, "push-to-replicate-planted");
    await mkdir(planted, { mode: 0o777 });
    await symlink(home, join(temporary, "push-to-replicate-link"));
    await symlink(join(home, "cog"), join(temporary, "cog"));

    const result = await world.run({ inputs: { secrets: "HF_TOKEN=hf_abc" } });

    expect(result.outputs["status"]).toBe("pushed");
    const used = world.sandbox.cogRuns[0]?.dockerConfig?.directory ?? "";
    expect(used).toMatch(/push-to-replicate-\d+-\w{6}\/docker$/);
    expect(await readdir(planted)).toEqual([]);
    expect(await readdir(home)).toEqual([]);
    expect((await readdir(temporary)).toSorted()).toEqual([
      "cog",
      "push-to-replicate-link",
      "push-to-replicate-planted",
    ]);
  });

  it("are all that the post step removes: a planted link is not followed", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const main = await world.run();
    const directory = join(world.runner.temporary, "push-to-replicate-killed");
    await writeFile(join(world.runner.home, "kept"), "mine");
    await mkdir(directory);
    await symlink(world.runner.home, join(directory, "link"));

    const killed = { ...main, state: { "private-directory": directory } };
    const post = await world.runner.post(world.step(), killed);

    expect(post.code).toBe(0);
    expect(await readdir(world.runner.home)).toEqual(["kept"]);
    expect(await readdir(world.runner.temporary)).toEqual([]);
  });
});

/** The modes of everything below a directory, by paths without what is random in them. */
async function modesBelow(directory: string): Promise<Record<string, string>> {
  const names = await readdir(directory, { recursive: true });
  const modes = names.map(async (name) => {
    const { mode } = await lstat(join(directory, name));
    const path = name.replace(/^(push-to-replicate-)[^/]*/, "$1…");
    return [path, (mode & 0o777).toString(8)] as const;
  });
  return Object.fromEntries(await Promise.all(modes));
}
