import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BREAKING, cogCommands, EXAMPLE_SCHEMA, predictor, TEXT } from "../gates/production.ts";
import { DockerRegistry, findDocker, registerIn } from "../support/docker-registry.ts";
import { codes, failure, readTree, type StepResult, World } from "../support/world.ts";

const docker = findDocker();
const TIMEOUT = 300_000;

/** A token whose bcrypt hash Docker's registry is given, as `htpasswd -Bbn acme <token>` makes it. */
const API_TOKEN = "r8_0123456789abcdefghijklmnopqrstuvwxyz0";
const HTPASSWD = "acme:$2y$05$SrrnyRmReghC2zYSkWmxPOYvaqwZNMDXl2WxZwfPS0fBCtDdXuBCK";
const BASIC = Buffer.from(`acme:${API_TOKEN}`).toString("base64");

const MODEL = "acme/hotdog";
const TEST_MODEL = "acme/hotdog-test";
const COMPATIBLE = predictor(`${TEXT}, loud: bool = Input(default=False)`);

/** acme/hotdog in production, at Docker's registry: what is there, and a step on top of it. */
class Production {
  readonly world: World;
  readonly #registry: DockerRegistry;

  private constructor(world: World, registry: DockerRegistry) {
    this.world = world;
    this.#registry = registry;
  }

  /** Pushes the example; its version gets the schema that Replicate reads from the image. */
  static async create(): Promise<Production> {
    const world = await World.create({ cogPusher: "docker", account: { apiToken: API_TOKEN } });
    const registry = await DockerRegistry.start(registerIn(world.sandbox), HTPASSWD);
    const production = new Production(world, registry);
    const { errors } = await production.run({});
    expect(errors).toEqual([]);
    const versions = world.sandbox.model(MODEL)?.versions ?? [];
    versions.splice(
      0,
      versions.length,
      ...versions.map((version) => ({ ...version, openapiSchema: EXAMPLE_SCHEMA })),
    );
    return production;
  }

  run(inputs: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) {
    const DOCKER_HOST = docker?.dockerHost ?? "";
    return this.world.run({
      inputs,
      env: { COG_REGISTRY_HOST: this.#registry.host, DOCKER_HOST, ...env },
    });
  }

  /** Digest of the manifest that a model's repository holds under the tag that Cog pushes. */
  held(model: string): Promise<string | null> {
    return this.#registry.contentDigest(model, "latest", `Basic ${BASIC}`);
  }

  /** Digests of a model's versions, the newest first. */
  versions(model: string): string[] {
    const { versions = [] } = this.world.sandbox.model(model) ?? {};
    return versions.map(({ id }) => `sha256:${id}`);
  }

  /** What the runs of Cog since the example's push were about. */
  commands(): string[] {
    const { host } = this.#registry;
    return cogCommands(this.world)
      .slice(1)
      .map((command) => command.replace(`${host}/`, ""));
  }

  /** Files of the runner and of the project that hold the token, or what Docker makes of it. */
  async leftBehind(): Promise<string[]> {
    const { runner, project } = this.world;
    const files = [...(await readTree(runner.directory)), ...(await readTree(project))];
    return files
      .filter(([, content]) => content.includes(API_TOKEN) || content.includes(BASIC))
      .map(([path]) => path);
  }
}

/** A PATH that has no docker program. */
async function emptyPath({ runner }: World): Promise<{ readonly PATH: string }> {
  const PATH = join(runner.directory, "programs");
  await mkdir(PATH);
  return { PATH };
}

/** How the step says that it found the daemon by the engine's API, for want of the docker program. */
const asksEngine = ({ log }: StepResult): boolean =>
  log.includes(`Docker engine at ${docker?.dockerHost}`);

describe.skipIf(docker === undefined)("compatibility: fail, with the label of a real image", () => {
  it.each([
    ["the docker program", false],
    ["the engine's API", true],
  ])(
    "read with %s, pushes compatible versions only",
    { timeout: TIMEOUT },
    async (_case, isWithoutProgram) => {
      const production = await Production.create();
      const { world } = production;
      const env = isWithoutProgram ? await emptyPath(world) : {};
      const before = await production.held(MODEL);

      await world.write("predict.py", BREAKING);
      const refused = await production.run({ compatibility: "fail" }, env);

      const message = failure(refused);
      expect(codes(message)).toEqual(["schema-breaking"]);
      for (const input of ["text", "prompt"]) expect(message).toContain(`Input ${input}: `);
      expect(refused.outputs).toMatchObject({ "schema-changes": "breaking", status: "failed" });
      expect(refused.outputs).not.toHaveProperty("version");
      expect(production.commands()).toEqual([`build ${MODEL}`]);
      expect(before).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect(await production.held(MODEL)).toBe(before);
      expect(production.versions(MODEL)).toEqual([before]);

      await world.write("predict.py", COMPATIBLE);
      const pushed = await production.run({ compatibility: "fail" }, env);

      const { digest = "" } = pushed.outputs;
      expect(pushed.errors).toEqual([]);
      expect(pushed.outputs).toMatchObject({ "schema-changes": "compatible", status: "pushed" });
      expect(pushed.summary).toContain("`loud`");
      expect(production.commands().slice(1)).toEqual([`build ${MODEL}`, `push ${MODEL}`]);
      expect(digest).not.toBe(before);
      expect(await production.held(MODEL)).toBe(digest);
      expect(production.versions(MODEL)).toEqual([digest, before]);

      expect([refused, pushed].map(asksEngine)).toEqual([isWithoutProgram, isWithoutProgram]);
      expect(await production.leftBehind()).toEqual([]);
    },
  );
});

describe.skipIf(docker === undefined)("the test model, then production", () => {
  const tested = (output: string) => ({
    "test-model": TEST_MODEL,
    "test-cases": `- {name: greets, inputs: {text: Ada}, exact_string: ${output}}`,
  });

  it("have a manifest each, whose digest is the version's", { timeout: TIMEOUT }, async () => {
    const production = await Production.create();
    const before = await production.held(MODEL);

    const result = await production.run({ compatibility: "fail", ...tested("hello Ada") });

    const [onTest, live] = [await production.held(TEST_MODEL), await production.held(MODEL)];
    expect(result.errors).toEqual([]);
    expect(result.outputs).toMatchObject({
      status: "pushed",
      "schema-changes": "none",
      booted: "true",
      digest: live,
    });
    expect(production.commands()).toEqual([
      `build ${MODEL}`,
      `push ${TEST_MODEL}`,
      `push ${MODEL}`,
    ]);
    expect(production.versions(TEST_MODEL)).toEqual([onTest]);
    expect(production.versions(MODEL)).toEqual([live, before]);
    expect(production.world.sandbox.predictions.map(({ model }) => model)).toEqual([TEST_MODEL]);
    expect(await production.leftBehind()).toEqual([]);
  });

  it("differ when a test fails: production does not change", { timeout: TIMEOUT }, async () => {
    const production = await Production.create();
    const before = await production.held(MODEL);

    const result = await production.run(tested("bye Ada"));

    const message = failure(result);
    expect(codes(message)).toEqual(["tests-failed"]);
    expect(result.outputs["status"]).toBe("failed");
    expect(result.outputs).not.toHaveProperty("version");
    expect(production.commands()).toEqual([`push ${TEST_MODEL}`]);
    expect(production.versions(TEST_MODEL)).toEqual([await production.held(TEST_MODEL)]);
    expect(await production.held(MODEL)).toBe(before);
    expect(production.versions(MODEL)).toEqual([before]);
    expect(await production.leftBehind()).toEqual([]);
  });
});
