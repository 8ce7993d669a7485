import { stat } from "node:fs/promises";
import { hostname } from "node:os";
import { isAbsolute } from "node:path";
import semver from "semver";
import * as v from "valibot";
import { explainDocker } from "../known-failures/docker-failures.ts";
import { ActionError, errorMessage, errorReason, fromCheck, wrapError } from "../lib/errors.ts";
import { ProgramNotFound } from "../lib/exec.ts";
import { parseJson } from "../lib/json.ts";
import { callEngine, type DockerClientOptions, dockerHost, runDocker } from "./client.ts";

/** A Docker daemon that responds, or Podman instead. */
export interface DockerEngine {
  readonly product: "Docker" | "Podman";
  /** For the log. */
  readonly description: string;
  /** `unknown` when the daemon does not report it, or was only pinged. */
  readonly version: string;
  /** Architecture of its machine, as Go names it (`amd64`); `unknown` as above. */
  readonly arch: string;
}

/** `27.0.0` or `20.10.24+dfsg1`, the architecture, and the server's components. Other output is not printed. */
const VERSION = /^(\d[\w.+~-]{0,60})(?: (\w{1,20}))?(?: (.*))?$/;
const FORMAT = "{{.Server.Version}} {{.Server.Arch}}{{range .Server.Components}} {{.Name}}{{end}}";
/** The errors of podman-docker, whose `docker` is Podman: it has no server to ask. */
const IS_PODMAN = /podman|\*define\.Version/i;
/** The first Cog that connects to the daemon and its BuildKit itself (pkg/docker/docker.go). */
const BUILDKIT_API = "0.15.9";
/** The first Cog that ignores COG_DOCKER_SDK_CLIENT=0, which had it run the Docker CLI. */
const API_ONLY = "0.16.10";

/**
 * Checks that a Docker daemon responds at the address that Docker itself uses: DOCKER_HOST, then the current context.
 * It is queried through the Docker CLI, or pinged through the engine's API when there is no CLI, or only Podman's.
 * @throws {ActionError} when no daemon responds.
 */
export async function checkDocker(options: DockerClientOptions): Promise<DockerEngine> {
  try {
    return await findEngine(options);
  } catch (error) {
    options.signal.throwIfAborted();
    throw wrapError(error, explainDocker(errorReason(error)));
  }
}

async function findEngine(options: DockerClientOptions): Promise<DockerEngine> {
  try {
    const printed = await runDocker(["version", "--format", FORMAT], options);
    const [, version = "unknown", arch = "unknown", components = ""] = VERSION.exec(printed) ?? [];
    const product = components.startsWith("Podman Engine") ? "Podman" : "Docker";
    return { product, description: `${product} ${version}`, version, arch };
  } catch (error) {
    const isPodman = IS_PODMAN.test(errorMessage(error));
    if (!isPodman && !(error instanceof ProgramNotFound)) throw error;
    return pingEngine(options);
  }
}

async function pingEngine(options: DockerClientOptions): Promise<DockerEngine> {
  const unknown = { product: "Docker", version: "unknown", arch: "unknown" } as const;
  const { host, status, headers } = await callEngine("/_ping", options);
  if (status !== 200) throw new Error(`${host}: HTTP ${status}`);
  const api = `API ${headers["api-version"] ?? "unknown"}`;
  // Podman names its version in every response (pkg/api/server in containers/podman).
  const podman = headers["libpod-api-version"];
  return podman === undefined
    ? { ...unknown, description: `Docker engine at ${host}, ${api}` }
    : { ...unknown, product: "Podman", description: `Podman ${podman} at ${host}, ${api}` };
}

/**
 * Refuses an address that the Docker CLI can use and Cog cannot (pkg/docker/host.go; seen with 0.22).
 * @throws {ActionError}
 */
export async function refuseSsh(cogVersion: string, options: DockerClientOptions): Promise<void> {
  const usesCli = options.environment["COG_DOCKER_SDK_CLIENT"] === "0";
  if (semver.lt(cogVersion, usesCli ? API_ONLY : BUILDKIT_API)) return;
  // checkDocker reports an address that cannot be found.
  const address = await fromCheck(dockerHost(options), (found) => found, "");
  if (!address.startsWith("ssh://")) return;
  throw new ActionError({
    code: "docker-ssh-unsupported",
    message: `Cog ${cogVersion} cannot use the Docker daemon at "${address}": it does not support ssh://.`,
    hint: `Forward the daemon's socket in an earlier step (ssh -fNL /tmp/docker.sock:/var/run/docker.sock user@host), and set DOCKER_HOST to unix:///tmp/docker.sock.`,
  });
}

/** Warns of an engine that emulates the build: Cog builds for linux/amd64 on every machine (pkg/docker/buildkit.go). */
export function emulationWarnings({ arch }: DockerEngine): string[] {
  if (arch === "amd64" || arch === "unknown") return [];
  return [
    `This Docker daemon runs on ${arch}, but Replicate runs linux/amd64: emulation makes the build slow, and without QEMU it fails with "exec format error". Set runs-on to an x64 runner.`,
  ];
}

/**
 * Warns of an engine that this Cog probably cannot build with. Since Cog 0.20 (pkg/image/build.go), the last step uses a
 * named build context, which the BuildKit of Docker 20.10 looks up as an image (seen with 0.22 on 20.10.24). Podman has
 * no BuildKit (containers/podman issue 17836).
 */
export function engineWarnings(
  { product, description, version }: DockerEngine,
  cogVersion: string,
): string[] {
  if (product === "Podman")
    return [
      semver.gte(cogVersion, BUILDKIT_API)
        ? `This runner has ${description}, which has no BuildKit: Cog ${BUILDKIT_API} and newer fails with "unable to upgrade to h2c". Set runs-on to a runner with Docker, or DOCKER_HOST to a Docker daemon.`
        : `This runner has ${description}. This action is tested with Docker only.`,
    ];
  const engine = semver.coerce(version);
  if (engine === null || semver.gte(engine, "23.0.0") || semver.lt(cogVersion, "0.20.0")) return [];
  return [
    `Cog ${cogVersion} fails with Docker 20.10 when it labels the image ("Failed to add labels to image"); this runner has ${description}. Docker 26 works.`,
  ];
}

/** The fields of GET /info that are used (Docker Engine API). */
const INFO = v.object({
  /** The host name of the machine that the engine runs on. */
  Name: v.string(),
  /** `28.5.2` */
  ServerVersion: v.optional(v.string(), ""),
  /** Absolute path on that machine. */
  DockerRootDir: v.optional(v.string(), ""),
  /** Pairs of name and value. */
  DriverStatus: v.nullish(v.array(v.tuple([v.string(), v.string()])), []),
});

/** What the engine reports about itself, and its address in the form of DOCKER_HOST. */
export type EngineInfo = v.InferOutput<typeof INFO> & { readonly host: string };

/** @throws {Error} when the engine does not respond, or not as it should. */
export async function readEngineInfo(options: DockerClientOptions): Promise<EngineInfo> {
  const { host, status, text } = await callEngine("/info", options);
  if (status !== 200) throw new Error(`${host} returned HTTP ${status} for GET /info`);
  return { host, ...v.parse(INFO, parseJson(text)) };
}

/** The daemon's data directory on this machine, or why it is not known. */
export type DockerRoot =
  | { readonly kind: "local"; readonly path: string }
  | { readonly kind: "unknown"; readonly reason: string };

/**
 * Gets the DockerRootDir from the engine's API. A daemon behind a local socket can still run elsewhere: in the
 * virtual machine of Docker Desktop, or on the host of the job's container. It runs on this machine when it reports
 * the same host name.
 */
export async function findDockerRoot(options: DockerClientOptions): Promise<DockerRoot> {
  try {
    const address = await dockerHost(options);
    if (!address.startsWith("unix://")) throw new Error(`the daemon is at ${address}`);
    const { Name, DockerRootDir: path } = await readEngineInfo(options);
    if (Name !== hostname()) throw new Error(`the daemon is on ${Name}, not on this machine`);
    if (!isAbsolute(path)) throw new Error(`"${path}" is not an absolute path`);
    // A job's container does not see the daemon's directory.
    await stat(path);
    return { kind: "local", path };
  } catch (error) {
    options.signal.throwIfAborted();
    // checkDocker reports a daemon that does not respond.
    return { kind: "unknown", reason: errorMessage(error) };
  }
}
