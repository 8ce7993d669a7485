import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BREAKING, PRODUCTION } from "../gates/production.ts";
import { DockerRegistry, findDocker, registerIn } from "../support/docker-registry.ts";
import { canHaveSmallMachines, SmallMachine } from "../support/small-machine.ts";
import { failure, HOTDOG, portOf, readTree, type SandboxOptions, World } from "../support/world.ts";

const docker = findDocker();

/** A token whose bcrypt hash Docker's registry is given, as `htpasswd -Bbn acme <token>` makes it. */
const API_TOKEN = "r8_0123456789abcdefghijklmnopqrstuvwxyz0";
const HTPASSWD = "acme:$2y$05$SrrnyRmReghC2zYSkWmxPOYvaqwZNMDXl2WxZwfPS0fBCtDdXuBCK";
const BASIC = Buffer.from(`acme:${API_TOKEN}`).toString("base64");

/** Like findDocker, of what a second daemon needs. */
function canStartEngine(): boolean {
  const isRoot = process.platform === "linux" && process.getuid?.() === 0;
  const hasProgram = spawnSync("dockerd", ["--version"]).status === 0;
  if (isRoot && hasProgram) return true;
  const missing = [...(isRoot ? [] : ["root on Linux"]), ...(hasProgram ? [] : ["dockerd"])];
  const why = `the tests of a remote engine need ${missing.join(" and ")}`;
  if (process.env["DOCKER_TESTS"] === "required") throw new Error(why);
  console.warn(`\n!!! SKIPPED: ${why}.\n`);
  return false;
}

/** A second daemon, with nothing of the first one's, which is reached over TCP alone. */
class RemoteEngine {
  readonly host: string;
  /** All of its files. */
  readonly directory: string;
  readonly #daemon: ChildProcess;
  #log = "";

  private constructor(port: number, directory: string) {
    const file = (name: string): string => join(directory, name);
    this.host = `tcp://127.0.0.1:${port}`;
    this.directory = directory;
    this.#daemon = spawn(
      "dockerd",
      [
        `--host=${this.host}`,
        // Unless it is told so, dockerd starts a quarter of a minute later, with a warning, and some day not at all.
        "--tls=false",
        // The machine's own may name other hosts and directories.
        `--config-file=${file("daemon.json")}`,
        `--data-root=${file("data")}`,
        `--exec-root=${file("exec")}`,
        `--pidfile=${file("dockerd.pid")}`,
        "--iptables=false",
        "--ip6tables=false",
        "--bridge=none",
      ],
      { stdio: ["ignore", "ignore", "pipe"] },
    );
    this.#daemon.stderr?.on("data", (chunk: Buffer) => {
      this.#log += chunk;
    });
  }

  static async start(): Promise<RemoteEngine> {
    const directory = await mkdtemp(join(tmpdir(), "engine-"));
    await writeFile(join(directory, "daemon.json"), "{}\n");
    const engine = new RemoteEngine(await freePort(), directory);
    for (let attempt = 0; attempt < 200; attempt++) {
      const reply = await fetch(`${engine.host.replace("tcp:", "http:")}/_ping`).catch(() => null);
      if (reply?.ok) return engine;
      await pause(100);
    }
    await engine.stop();
    throw new Error(`the second dockerd does not answer:\n${engine.#log.slice(-2000)}`);
  }

  async stop(): Promise<void> {
    if (this.#daemon.exitCode === null && this.#daemon.kill()) await once(this.#daemon, "exit");
    await rm(this.directory, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const port = portOf(server);
  server.close();
  await once(server, "close");
  return port;
}

/** Whether a daemon has the example's image, as it is named for this registry. */
async function hasImage(DOCKER_HOST: string, registry: DockerRegistry): Promise<boolean> {
  const command = ["image", "ls", "--format", "{{.Repository}}"];
  const { stdout } = await promisify(execFile)("docker", command, {
    env: { ...process.env, DOCKER_HOST },
  });
  return stdout.split("\n").includes(`${registry.host}/acme/hotdog`);
}

describe.skipIf(docker === undefined || !canStartEngine())("an engine elsewhere", () => {
  const TIMEOUT = 120_000;
  const OPTIONS: SandboxOptions = { cogPusher: "docker", account: { apiToken: API_TOKEN } };
  let engine: RemoteEngine;
  beforeAll(async () => {
    engine = await RemoteEngine.start();
  });
  afterAll(() => engine?.stop());

  /** Docker's registry for a world, and the environment of a step that pushes there from the engine. */
  const connect = async ({ sandbox }: World) => {
    const registry = await DockerRegistry.start(registerIn(sandbox), HTPASSWD);
    return { registry, env: { COG_REGISTRY_HOST: registry.host, DOCKER_HOST: engine.host } };
  };

  const places = async (registry: DockerRegistry) => ({
    here: await hasImage(docker?.dockerHost ?? "", registry),
    elsewhere: await hasImage(engine.host, registry),
    held: await registry.contentDigest("acme/hotdog", "latest", `Basic ${BASIC}`),
  });

  /** Files of the runner, the project and the engine that hold the token, or what Docker makes of it. */
  const leftBehind = async ({ runner, project }: World): Promise<string[]> => {
    const trees = await Promise.all([runner.directory, project, engine.directory].map(readTree));
    return trees
      .flatMap((tree) => [...tree])
      .filter(([, content]) => content.includes(API_TOKEN) || content.includes(BASIC))
      .map(([path]) => path);
  };

  it(
    "builds and pushes, and this machine's own has no part in it",
    { timeout: TIMEOUT },
    async () => {
      const world = await World.create(OPTIONS);
      const { registry, env } = await connect(world);

      const { errors, warnings, log, outputs } = await world.run({ env });

      const { digest } = outputs;
      expect([errors, warnings]).toEqual([[], []]);
      expect(digest).toBe(`sha256:${outputs["version"]}`);
      expect(await places(registry)).toEqual({ here: false, elsewhere: true, held: digest });
      expect(log).toContain(`Docker's data can't be measured: the daemon is at ${engine.host}.`);
      expect(await leftBehind(world)).toEqual([]);
    },
  );

  it.each([
    ["the docker program", false],
    ["its API", true],
  ])("is asked for the label by %s", { timeout: TIMEOUT }, async (_case, isWithoutProgram) => {
    const world = await World.create({ ...OPTIONS, models: [PRODUCTION] });
    const { registry, env } = await connect(world);
    const PATH = join(world.runner.directory, "programs");
    await mkdir(PATH);
    await world.write("predict.py", BREAKING);

    const result = await world.run({
      inputs: { compatibility: "fail" },
      env: isWithoutProgram ? { ...env, PATH } : env,
    });

    expect(failure(result)).toContain("Input text: removed");
    expect(result.outputs["schema-changes"]).toBe("breaking");
    expect(result.log.includes(`Docker engine at ${engine.host}`)).toBe(isWithoutProgram);
    expect(await places(registry)).toEqual({ here: false, elsewhere: true, held: null });
    expect(await leftBehind(world)).toEqual([]);
  });

  it.skipIf(!canHaveSmallMachines())("needs no room here", { timeout: TIMEOUT }, async () => {
    const machine = await SmallMachine.create({ ...OPTIONS, models: [HOTDOG] });
    const { registry, env } = await connect(machine.world);
    const toolchains = { "/usr/local/lib/android": 12, "/usr/share/swift": 2.6 };

    const result = await machine.run({ toolchains, free: 5, env });

    expect([result.errors, result.warnings]).toEqual([[], []]);
    expect(result.left).toEqual(Object.keys(toolchains));
    expect(result.log).toContain(`can't be measured: the daemon is at ${engine.host}.`);
    expect(await places(registry)).toMatchObject({ here: false, elsewhere: true });
    expect(result.outputs["status"]).toBe("pushed");
  });
});
