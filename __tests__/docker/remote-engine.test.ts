import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { BREAKING, PRODUCTION } from "../gates/production.ts";
import { DockerRegistry, findDocker, freePort, registerIn } from "../support/docker-registry.ts";
import { canHaveSmallMachines, SmallMachine } from "../support/small-machine.ts";
import { failure, readTree, World } from "../support/world.ts";

const docker = findDocker();

/** A token whose bcrypt hash Docker's registry is given, as `htpasswd -Bbn acme <token>` makes it. */
const API_TOKEN = "r8_0123456789abcdefghijklmnopqrstuvwxyz0";
const HTPASSWD = "acme:$2y$05$SrrnyRmReghC2zYSkWmxPOYvaqwZNMDXl2WxZwfPS0fBCtDdXuBCK";
const BASIC = Buffer.from(`acme:${API_TOKEN}`).toString("base64");
const SECRET = new RegExp(`${API_TOKEN}|${BASIC}`);
const OPTIONS = { cogPusher: "docker", account: { apiToken: API_TOKEN } } as const;

/** Whether there can be a second daemon; where not, the tests are skipped as findDocker has it. */
function canStartEngine(): boolean {
  if (docker === undefined) return false;
  const isRoot = process.platform === "linux" && process.getuid?.() === 0;
  if (isRoot && spawnSync("dockerd", ["--version"]).status === 0) return true;
  const why = "the tests of a remote engine need root on Linux, and the program dockerd";
  if (process.env["DOCKER_TESTS"] === "required") throw new Error(why);
  console.warn(`\n!!! SKIPPED: ${why}.\n`);
  return false;
}

/** Starts a second daemon, which shares nothing with the first one and is reached over TCP alone. */
async function startEngine() {
  const directory = await mkdtemp(join(tmpdir(), "engine-"));
  const file = (name: string): string => join(directory, name);
  const address = `127.0.0.1:${await freePort()}`;
  const flags = [
    // TCP without TLS is meant: dockerd's log announces that it will not start without an explicit setting.
    ...[`--host=tcp://${address}`, "--tls=false"],
    // The machine's own file may name other hosts and directories.
    ...[`--config-file=${file("daemon.json")}`, `--pidfile=${file("dockerd.pid")}`],
    ...[`--data-root=${file("data")}`, `--exec-root=${file("exec")}`],
    ...["--bridge=none", "--iptables=false", "--ip6tables=false"],
  ];
  await writeFile(file("daemon.json"), "{}\n");
  const log = await open(file("dockerd.log"), "w");
  const daemon = spawn("dockerd", flags, { stdio: ["ignore", log.fd, log.fd] });
  await log.close();
  const stop = async (): Promise<void> => {
    if (daemon.exitCode === null && daemon.kill()) await once(daemon, "exit");
    await rm(directory, { recursive: true });
  };
  for (let attempt = 0; attempt < 200 && daemon.exitCode === null; attempt++) {
    const reply = await fetch(`http://${address}/_ping`).catch(() => undefined);
    if (reply?.ok) return { host: `tcp://${address}`, directory, stop };
    await pause(100);
  }
  const said = await readFile(file("dockerd.log"), "utf8");
  await stop();
  throw new Error(`the second dockerd does not answer:\n${said.slice(-2000)}`);
}

/** Names of the images that a daemon has. */
async function imagesAt(DOCKER_HOST: string): Promise<string[]> {
  const env = { ...process.env, DOCKER_HOST };
  const list = ["image", "ls", "--format={{.Repository}}"];
  const { stdout } = await promisify(execFile)("docker", list, { env });
  return stdout.split("\n");
}

describe.skipIf(!canStartEngine())("a remote Docker engine", { timeout: 120_000 }, () => {
  let engine: Awaited<ReturnType<typeof startEngine>>;
  beforeAll(async () => {
    engine = await startEngine();
    return engine.stop;
  });

  /** A registry for a world, the environment of its steps, and what they leave where. */
  const connect = async ({ sandbox, runner, project }: World) => {
    const registry = await DockerRegistry.start(registerIn(sandbox), HTPASSWD);
    const image = `${registry.host}/acme/hotdog`;
    const left = async () => {
      const trees = await Promise.all([runner.directory, project, engine.directory].map(readTree));
      const holders = trees.flatMap((tree) => [...tree]).filter(([, text]) => SECRET.test(text));
      return {
        here: (await imagesAt(docker?.dockerHost ?? "")).includes(image),
        elsewhere: (await imagesAt(engine.host)).includes(image),
        held: await registry.contentDigest("acme/hotdog", "latest", `Basic ${BASIC}`),
        secrets: holders.map(([path]) => path),
      };
    };
    return { left, env: { COG_REGISTRY_HOST: registry.host, DOCKER_HOST: engine.host } };
  };

  it("builds and pushes, without the local engine", async () => {
    const world = await World.create(OPTIONS);
    const { left, env } = await connect(world);

    const { errors, log, outputs } = await world.run({ env });

    const held = `sha256:${outputs["version"]}`;
    expect(errors).toEqual([]);
    expect(outputs).toMatchObject({ status: "pushed", digest: held });
    expect(await left()).toEqual({ here: false, elsewhere: true, held, secrets: [] });
    expect(log).toContain(engine.host);
  });

  it.each([
    ["the docker program", false],
    ["the engine's API", true],
  ])("returns the image's label to %s", async (_case, isWithoutProgram) => {
    const world = await World.create({ ...OPTIONS, models: [PRODUCTION] });
    const { left, env } = await connect(world);
    const PATH = join(world.runner.directory, "programs");
    await mkdir(PATH);
    await world.write("predict.py", BREAKING);

    const inputs = { compatibility: "fail" };
    const result = await world.run({ inputs, env: isWithoutProgram ? { ...env, PATH } : env });

    expect(failure(result)).toContain("Input text: removed");
    expect(result.log.includes(`Docker engine at ${engine.host}`)).toBe(isWithoutProgram);
    expect(await left()).toEqual({ here: false, elsewhere: true, held: null, secrets: [] });
  });

  it.skipIf(!canHaveSmallMachines())("needs no space on the runner's own disk", async () => {
    const machine = await SmallMachine.create(OPTIONS);
    const { env } = await connect(machine.world);
    const toolchains = { "/usr/local/lib/android": 12, "/usr/share/swift": 2.6 };

    const result = await machine.run({ toolchains, free: 5, env });

    const left = Object.keys(toolchains);
    expect(result).toMatchObject({ errors: [], outputs: { status: "pushed" }, left });
    expect(result.log).toMatch(/ 1\.0 GB /);
    expect(result.log).toMatch(new RegExp(`\\bdisk\\b.*: .*${engine.host}`));
  });
});
