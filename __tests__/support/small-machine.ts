import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { startEngine } from "../../dev/sandbox/engine.ts";
import { TOOLCHAINS } from "../../src/disk/toolchains.ts";
import type { SandboxOptions, StepOptions, StepResult } from "./world.ts";
import { World } from "./world.ts";

const SCRIPT = join(dirname(fileURLToPath(import.meta.url)), "small-machine.sh");
const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), "../..");
/** On this machine's disk: the root of a small machine has a disk of its own there, and /dev cannot be written to. */
const PARENT = "/var/tmp";
/** What a process needs to be given a namespace with a disk of its own. */
const NEEDED = ["bash", "unshare", "mount", "chroot", "mkfs.ext4", "fallocate"];

/** As many bytes as the smaller of GitHub's standard runners has. */
const DISK_BYTES = 72e9;
/** Where the daemon's stand-in says that it keeps its data. */
export const DOCKER_DATA = "/var/lib/docker";

/**
 * Whether this machine can have small machines: root on Linux, with loop devices and overlays. Without that
 * the tests are skipped, loudly; with DISK_TESTS=required that is a failure.
 */
export function canHaveSmallMachines(): boolean {
  const why = whyNot();
  if (why === undefined) return true;
  if (process.env["DISK_TESTS"] === "required") throw new Error(`The disk tests can't run: ${why}`);
  console.warn(`\n!!! SKIPPED: the disk tests. ${why}\n`);
  return false;
}

function whyNot(): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "They need root on Linux.";
  const missing = NEEDED.filter((name) => spawnSync("which", [name]).status !== 0);
  if (missing.length > 0) return `They need ${missing.join(", ")}.`;
  const directory = mkdtempSync(join(PARENT, "disk-"));
  const lines = [
    `cd ${directory} && mkdir disk root && truncate -s 64M disk.img && mkfs.ext4 -q disk.img`,
    "mount -o loop disk.img disk && mkdir disk/upper disk/work",
    "mount -t overlay overlay -o lowerdir=/,upperdir=disk/upper,workdir=disk/work root",
  ];
  const tried = spawnSync(
    "unshare",
    ["--mount", "--propagation", "private", "sh", "-ec", lines.join("\n")],
    { encoding: "utf8" },
  );
  rmSync(directory, { recursive: true });
  return tried.status === 0 ? undefined : `No disk can be mounted: ${tried.stderr.trim()}`;
}

/** How a small machine is before the step. */
export interface SmallMachineOptions extends Partial<StepOptions> {
  /** Sizes of directories, in GB, by their paths. */
  readonly toolchains?: Readonly<Record<string, number>>;
  /** GB that are free when the toolchains are there. */
  readonly free: number;
  /** Lines of shell, run as root before the step. */
  readonly prepare?: readonly string[];
  /** Who runs the step: root by default. */
  readonly user?: number;
}

/** A world whose steps run on a small machine. */
export class SmallMachine {
  readonly world: World;
  readonly #dockerHost: string;

  private constructor(world: World, dockerHost: string) {
    this.world = world;
    this.#dockerHost = dockerHost;
  }

  static async create(options: SandboxOptions = {}): Promise<SmallMachine> {
    const world = await World.create(options, onTestFinished, PARENT);
    const socket = join(world.runner.directory, "small.sock");
    const engine = await startEngine(socket, DOCKER_DATA);
    onTestFinished(() => {
      engine.close();
      engine.closeAllConnections();
    });
    return new SmallMachine(world, `unix://${socket}`);
  }

  /**
   * Runs a step, as on a runner of GitHub's by default.
   * @returns its result, and which of the toolchains are there afterwards.
   */
  async run(options: SmallMachineOptions): Promise<StepResult & { readonly left: string[] }> {
    const { toolchains = {}, free, prepare = [], user = 0, ...step } = options;
    const { directory } = this.world.runner;
    const file = (name: string): string => join(directory, name);
    await writeFile(file("disk.img"), "");
    await truncate(file("disk.img"), DISK_BYTES);
    const made = spawnSync("mkfs.ext4", ["-q", "-m", "0", file("disk.img")], { encoding: "utf8" });
    if (made.status !== 0) throw new Error(made.stderr);
    const fills = Object.entries(toolchains).map(
      ([path, size]) => `mkdir -p ${path}; fallocate -l ${size * 1e9} ${path}/content`,
    );
    const lines = [
      "set -eu",
      `mkdir -p ${DOCKER_DATA} /opt/hostedtoolcache`,
      ...fills,
      ...prepare,
      `available=$(df --output=avail -B1 ${DOCKER_DATA}/.. | tail -n 1)`,
      `fallocate -l $((available - ${free * 1e9})) /var/filler`,
      "",
    ];
    await writeFile(file("prepare.sh"), lines.join("\n"));
    await writeFile(
      file("hidden.txt"),
      `${TOOLCHAINS.map(({ path }) => path.replace("<version>", "*")).join("\n")}\n`,
    );
    await writeFile(file("listed.txt"), `${Object.keys(toolchains).join("\n")}\n`);
    const result = await this.world.run({
      ...step,
      env: {
        RUNNER_ENVIRONMENT: "github-hosted",
        DOCKER_HOST: this.#dockerHost,
        ...step.env,
      },
      within: [
        "unshare",
        "--pid",
        "--fork",
        "--kill-child",
        "--mount",
        "--propagation",
        "private",
        // A plain sh drops variables such as INPUT_API-TOKEN.
        "bash",
        SCRIPT,
        directory,
        this.world.project,
        REPOSITORY,
        `${user}:${user}`,
      ],
    });
    const log = await readFile(file("prepare.log"), "utf8").catch(() => "");
    const left = await readFile(file("left.txt"), "utf8").catch(() => undefined);
    if (left === undefined) throw new Error(`No small machine: ${log}\n${result.log}`);
    return { ...result, left: left.split("\n").filter((line) => line !== "") };
  }
}
