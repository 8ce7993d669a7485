import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { onTestFinished } from "vitest";
import type { AtEnd } from "./world.ts";

/** The oldest Docker that the build cache works with. */
const OLDEST = 28;

/**
 * Whether the tests can start Docker engines of their own that are new enough. Where not, they are skipped
 * loudly; with DOCKER_TESTS=required that is a failure.
 */
export function canStartEngines(): boolean {
  const version = spawnSync("dockerd", ["--version"], { encoding: "utf8" }).stdout ?? "";
  const major = Number(/version (\d+)\./.exec(version)?.[1] ?? 0);
  const isRoot = process.platform === "linux" && process.getuid?.() === 0;
  const hasShell = spawnSync("busybox", ["true"]).status === 0;
  if (isRoot && hasShell && major >= OLDEST) return true;
  const reason = `the tests of the build cache need root on Linux, busybox, and dockerd ${OLDEST} or newer`;
  if (process.env["DOCKER_TESTS"] === "required") throw new Error(reason);
  console.warn(`\n!!! SKIPPED: ${reason}.\n`);
  return false;
}

export interface EngineSettings {
  /** Whether it keeps images in containerd. */
  readonly hasContainerdStore: boolean;
  /** Of dockerd, beside those that every engine has. */
  readonly flags?: readonly string[];
}

export interface FreshEngine {
  /** For DOCKER_HOST. */
  readonly host: string;
  /** Stops it; its data is removed at the end of the test. */
  stop(): Promise<void>;
}

/** Starts an engine that has nothing: no image, no build cache. It ends with the test. */
export async function startFreshEngine(
  { hasContainerdStore, flags: more = [] }: EngineSettings = { hasContainerdStore: true },
  atEnd: AtEnd = onTestFinished,
): Promise<FreshEngine> {
  const directory = await mkdtemp(join(tmpdir(), "fresh-"));
  const file = (name: string): string => join(directory, name);
  const socket = file("docker.sock");
  const config = {
    features: { "containerd-snapshotter": hasContainerdStore },
    "userland-proxy": false,
  };
  await mkdir(directory, { recursive: true });
  await writeFile(file("daemon.json"), JSON.stringify(config));
  const flags = [
    ...[`--host=unix://${socket}`, `--config-file=${file("daemon.json")}`],
    ...[`--pidfile=${file("dockerd.pid")}`, `--data-root=${file("data")}`],
    ...[`--exec-root=${file("exec")}`, "--bridge=none", "--iptables=false", "--ip6tables=false"],
    ...more,
  ];
  const log = await open(file("dockerd.log"), "w");
  const daemon = spawn("dockerd", flags, { stdio: ["ignore", log.fd, log.fd] });
  await log.close();
  const stop = async (): Promise<void> => {
    if (daemon.exitCode === null && daemon.kill()) await once(daemon, "exit");
  };
  atEnd(async () => {
    await stop();
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  });
  while (daemon.exitCode === null) {
    if (await answers(socket)) return { host: `unix://${socket}`, stop };
    await pause(50);
  }
  throw new Error(
    `dockerd has ended:\n${(await readFile(file("dockerd.log"), "utf8")).slice(-2000)}`,
  );
}

function answers(socketPath: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const ping = request({ socketPath, path: "/_ping" }, (response) => {
    response.resume();
    resolve(response.statusCode === 200);
  });
  ping.on("error", () => resolve(false));
  ping.end();
  return promise;
}
