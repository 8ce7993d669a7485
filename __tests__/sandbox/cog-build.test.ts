import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readBuildArguments } from "../../dev/sandbox/cog/arguments.ts";
import { Fatal, UsageError } from "../../dev/sandbox/cog/console.ts";
import { readProject } from "../../dev/sandbox/cog/project.ts";
import { fetchAll } from "../../dev/sandbox/cog/request.ts";
import { buildName } from "../../dev/sandbox/cog/target.ts";
import { isObject, type JsonObject, parseObject } from "../../dev/sandbox/http/http.ts";
import { HOTDOG, World } from "../support/world.ts";
import { temporaryDirectory } from "../unit/support.ts";

/** As the sandbox's mirror starts it. */
const PROGRAM =
  process.env["SANDBOX_COG"] ??
  fileURLToPath(new URL("../../dev/sandbox/cog/main.mjs", import.meta.url));
const IMAGE = "r8.im/acme/hotdog";
const PREDICT = "predict: predict.py:Predictor\n";
const COG_BASE = "--use-cog-base-image";
const CUDA = "--use-cuda-base-image";
const EXCLUSIVE = "are mutually exclusive: you can only set one of them.";

type Variables = Readonly<Record<string, string>>;

/** Runs a program in the world's project, with the daemon of the world's runner, which is in this process. */
async function start({ runner, project }: World, line: readonly string[], env: Variables) {
  const [program = "", ...words] = line;
  const { home: HOME, dockerHost: DOCKER_HOST } = runner;
  const child = spawn(program, words, {
    cwd: project,
    env: { PATH: process.env["PATH"], HOME, DOCKER_HOST, ...env },
  });
  const closed = once(child, "close");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await closed;
  return { code: child.exitCode, stdout, stderr };
}

/** Runs the stand-in of a release. */
function cog(world: World, version: string, words: readonly string[], env: Variables = {}) {
  const { origin, environment } = world.sandbox;
  const line = [process.execPath, PROGRAM, version, origin, ...words];
  return start(world, line, { ...environment, ...env });
}

/** What the daemon says of an image. */
async function inspect({ runner }: World, name: string) {
  const url = new URL(`http://docker/v1.46/images/${name}/json`);
  const socketPath = runner.dockerHost.replace("unix://", "");
  const { status, body } = await fetchAll(url, { socketPath });
  return { status, body: parseObject(body.toString()) ?? {} };
}

/** The labels of an image that the daemon has to have. */
async function labelsOf(world: World, name: string): Promise<JsonObject> {
  const { status, body } = await inspect(world, name);
  const config = body["Config"];
  const labels = isObject(config) ? config["Labels"] : undefined;
  if (status !== 200 || !isObject(labels)) throw new Error(`${name}: ${status}`);
  return labels;
}

describe("cog build", () => {
  it.each(["0.9.26", "0.14.12", "0.16.12", "0.19.3", "0.20.0", "0.22.0"])(
    "of %s prints what it built, and pushes nothing",
    async (version) => {
      const world = await World.create({ models: [HOTDOG] });

      const { code, stdout, stderr } = await cog(world, version, ["build", "-t", IMAGE]);

      expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
      expect(stderr).toContain(`as ${IMAGE}...\n`);
      expect(stderr).toMatch(/\n\nImage built as r8\.im\/acme\/hotdog\n$/);
      expect(stderr).not.toContain("Pushing");
      expect(world.sandbox.cogRuns).toMatchObject([
        { version, argv: ["build", "-t", IMAGE], stages: ["start", "build", "end"] },
      ]);
      expect(world.sandbox.requests.filter(({ path }) => path.startsWith("/v2/"))).toEqual([]);
    },
  );

  it("fails when the script says so, with the output before it", async () => {
    const world = await World.create();
    world.sandbox.scriptCog({ buildPrints: "#9 pip\n", fails: { at: "end", message: "no space" } });
    world.sandbox.scriptCog({ fails: { at: "build", message: "pip failed", exitCode: 3 } });

    const late = await cog(world, "0.22.0", ["build"]);
    const early = await cog(world, "0.22.0", ["build", "-t", IMAGE]);

    expect(late.stderr).toContain("#9 pip\n");
    expect(late.stderr).toMatch(/no space\n$/);
    expect(early).toMatchObject({ code: 3, stderr: expect.stringMatching(/pip failed\n$/) });
    expect(world.sandbox.cogRuns.map(({ stages }) => stages.at(-1))).toEqual(["end", "build"]);
    const body = { message: `No such image: ${IMAGE}:latest` };
    expect(await inspect(world, IMAGE)).toEqual({ status: 404, body });
  });

  it("needs no daemon when the sandbox is set to work without one", async () => {
    const world = await World.create();
    const env = { DOCKER_HOST: "unix:///nonexistent/docker.sock" };

    const direct = await cog(world, "0.22.0", ["build"], env);
    const docker = await cog(world, "0.22.0", ["build"], { ...env, SANDBOX_COG_PUSHER: "docker" });

    expect(direct.code).toBe(0);
    expect(docker.code).toBe(1);
    expect(docker.stderr).toContain("error pinging docker daemon");
  });
});

describe("the image of cog build is called", () => {
  it.each([
    ["0.22.0", "image: r8.im/acme/cat", undefined, "r8.im/acme/cat"],
    ["0.22.0", "image: r8.im/acme/cat", "r8.im/acme/dog:v2", "r8.im/acme/dog:v2"],
    ["0.22.0", "model: r8.im/acme/cat", undefined, "r8.im/acme/cat"],
    ["0.22.0", "model: r8.im/acme/cat", "dog", "dog"],
    ["0.16.12", "image: r8.im/acme/cat", "dog", "dog"],
  ])("in %s with %s and the tag %s: %s", async (version, line, tag, name) => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, "cog.yaml"), `${line}\n${PREDICT}`);

    expect(buildName(readProject(version, "cog.yaml", directory), tag)).toBe(name);
  });

  it("after the directory when nothing names it", async () => {
    const world = await World.create();

    const { stderr } = await cog(world, "0.22.0", ["build"]);

    const name = `cog-${basename(world.project).toLowerCase()}`;
    expect(stderr).toContain(`\nImage built as ${name}\n`);
    expect(await labelsOf(world, `docker.io/library/${name}:latest`)).toBeDefined();
  });
});

describe("cog build accepts", () => {
  it.each<[string, readonly string[], Readonly<Record<string, string>>]>([
    ["0.14.12", ["--f=gpu.yaml"], { f: "gpu.yaml" }],
    ["0.16.12", ["-f", "gpu.yaml"], { file: "gpu.yaml" }],
    ["0.22.0", ["--file=gpu.yaml"], { file: "gpu.yaml" }],
    ["0.16.12", ["-t=gpu", "--x-fast", "--timestamp=1"], { tag: "gpu", timestamp: "1" }],
    ["0.22.0", ["-tgpu", "--no-cache", "--separate-weights"], { tag: "gpu", "no-cache": "true" }],
    ["0.22.0", ["-tgpu", "--secret=id=a,src=b"], { secret: "id=a,src=b" }],
    ["0.22.0", ["-tgpu", "--progress=quiet", "--dockerfile=D"], { dockerfile: "D" }],
  ])("in %s %j", (version, words, flags) => {
    expect(Object.fromEntries(readBuildArguments(version, words))).toMatchObject(flags);
  });

  it.each([
    ["0.9.26", ["--f=gpu.yaml"], "unknown flag: --f"],
    ["0.14.12", ["--file=gpu.yaml"], "unknown flag: --file"],
    ["0.14.12", ["-f=gpu.yaml"], "unknown shorthand flag: 'f' in -f=gpu.yaml"],
    ["0.22.0", ["--x-fast"], "unknown flag: --x-fast"],
    ["0.16.12", ["--skip-schema-validation"], "unknown flag: --skip-schema-validation"],
    ["0.22.0", ["-t"], "flag needs an argument: 't' in -t"],
    ["0.22.0", [IMAGE], `unknown command "${IMAGE}" for "cog build"`],
  ])("not in %s %j, and shows its usage: %s", (version, words, message) => {
    expect(() => readBuildArguments(version, words)).toThrow(new UsageError(message));
  });

  it.each([
    ["0.9.26", ["--dockerfile=D", COG_BASE], `The flags ${COG_BASE} and --dockerfile ${EXCLUSIVE}`],
    [
      "0.22.0",
      [`${CUDA}=auto`, `${COG_BASE}=false`],
      `The flags ${COG_BASE} and ${CUDA} ${EXCLUSIVE}`,
    ],
  ])("not in %s %j: %s", (version, words, message) => {
    expect(() => readBuildArguments(version, words)).toThrow(new Fatal(message));
  });

  it("the file that --file names, and prints its usage for a flag that it does not know", async () => {
    const world = await World.create();
    await world.write("gpu.yaml", `image: gpu\n${PREDICT}`);

    const built = await cog(world, "0.22.0", ["build", "--file=gpu.yaml"]);
    const refused = await cog(world, "0.22.0", ["build", "--x-fast"]);

    expect(built).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/Image built as gpu\n$/),
    });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/^Usage:\n {2}cog build \[flags\]\n/);
    expect(refused.stderr.endsWith("unknown flag: --x-fast\n")).toBe(true);
  });

  it("--tag, which push does not", async () => {
    const world = await World.create();

    const { stderr } = await cog(world, "0.22.0", ["push", "--tag=a", IMAGE]);

    expect(stderr).toContain("unknown flag: --tag");
  });
});

describe("after a run, the daemon has", () => {
  it("the labels of a build, which has no push_id", async () => {
    const world = await World.create();

    await cog(world, "0.22.0", ["build", "-t", IMAGE], {
      GITHUB_SHA: "abc",
      GITHUB_REF_NAME: "v1",
    });

    const labels = await labelsOf(world, IMAGE);
    expect(labels).toMatchObject({
      "run.cog.version": "0.22.0",
      "run.cog.has_init": "true",
      "org.opencontainers.image.revision": "abc",
      "org.opencontainers.image.version": "v1",
    });
    expect(labels).not.toHaveProperty(["run.cog.push_id"]);
    const schema = parseObject(String(labels["run.cog.openapi_schema"]));
    expect(schema).toHaveProperty("components.schemas.Input.properties");
  });

  it("the schema of --openapi-schema, and an empty one where that was skipped", async () => {
    const world = await World.create();
    await world.write("schema.json", '{"openapi":"3.0.2"}');

    await cog(world, "0.22.0", ["build", "-t", "told", "--openapi-schema=schema.json"]);
    await cog(world, "0.22.0", ["build", "-t", "skipped", "--skip-schema-validation"]);

    const schema = "run.cog.openapi_schema";
    expect((await labelsOf(world, "told"))[schema]).toBe('{"openapi":"3.0.2"}');
    expect((await labelsOf(world, "skipped"))[schema]).toBe("");
  });

  it.each([
    [IMAGE, `${IMAGE}:latest`],
    [`${IMAGE}:latest`, IMAGE],
    ["127.0.0.1:5000/acme/hotdog", "127.0.0.1:5000/acme/hotdog:latest"],
    ["hotdog", "docker.io/library/hotdog"],
  ])("%s under the name %s, too", async (built, asked) => {
    const world = await World.create();

    await cog(world, "0.22.0", ["build", "-t", built]);

    const { body } = await inspect(world, asked);
    expect(body).toMatchObject({
      Id: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      RepoTags: [built.endsWith(":latest") ? built : `${built}:latest`],
    });
  });

  it("the image of a push, with its push_id", async () => {
    const world = await World.create({ models: [HOTDOG] });

    const { outputs } = await world.run();

    const labels = await labelsOf(world, `${world.sandbox.host}/acme/hotdog`);
    expect(outputs["status"]).toBe("pushed");
    expect(labels).toHaveProperty(["run.cog.push_id"]);
  });

  it("what the docker program can show, where there is one", async ({ skip }) => {
    if (spawnSync("docker", ["--version"]).status !== 0) skip("no docker program");
    const world = await World.create();
    await cog(world, "0.22.0", ["build", "-t", IMAGE]);

    const format = '{{index .Config.Labels "run.cog.version"}}';
    const shown = await start(world, ["docker", "image", "inspect", "--format", format, IMAGE], {});
    const missing = await start(world, ["docker", "image", "inspect", "other"], {});

    expect(shown).toMatchObject({ code: 0, stdout: "0.22.0\n" });
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain("No such image: other:latest");
  });
});
