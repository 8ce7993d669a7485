import { hostname } from "node:os";
import { isAbsolute } from "node:path";
import semver from "semver";
import * as v from "valibot";
import { ActionError, errorMessage } from "../lib/errors.ts";
import { ProgramNotFound } from "../lib/exec.ts";
import { parseJson } from "../lib/json.ts";
import { type DockerClientOptions, dockerHost, getFromEngine, runDocker } from "./client.ts";

/** A Docker daemon that responds. */
export interface DockerEngine {
  /** For the log. */
  readonly description: string;
  /** `unknown` when the daemon does not report it, or was only pinged. */
  readonly version: string;
}

/** `27.0.0`, `20.10.24+dfsg1`. Other output is not printed. */
const VERSION = /^\d[\w.+~-]{0,60}$/;

/**
 * Checks that a Docker daemon responds at the address that Docker itself uses: DOCKER_HOST, then the current context.
 * It is queried through the Docker CLI, or pinged through the engine's API when there is no CLI.
 * @throws {ActionError} when no daemon responds.
 */
export async function checkDocker(options: DockerClientOptions): Promise<DockerEngine> {
  try {
    const printed = await runDocker(["version", "--format", "{{.Server.Version}}"], options);
    const version = VERSION.test(printed) ? printed : "unknown";
    return { description: `Docker ${version}`, version };
  } catch (error) {
    options.signal.throwIfAborted();
    if (!(error instanceof ProgramNotFound)) throw unavailable(error);
  }
  try {
    return { description: await pingEngine(options), version: "unknown" };
  } catch (error) {
    options.signal.throwIfAborted();
    throw unavailable(error);
  }
}

async function pingEngine(options: DockerClientOptions): Promise<string> {
  const address = await dockerHost(options);
  if (address.startsWith("ssh://")) return `Docker at ${address}, not checked (no Docker CLI)`;
  const { host, status, headers } = await getFromEngine("/_ping", options);
  if (status !== 200) throw new Error(`${host}: HTTP ${status}`);
  return `Docker engine at ${host}, API ${headers["api-version"] ?? "unknown"}`;
}

function unavailable(cause: unknown): ActionError {
  return new ActionError(
    {
      code: "docker-unavailable",
      message: `Could not connect to a Docker daemon: ${errorMessage(cause).replace(/\.$/, "")}.`,
      hint: "Set runs-on to a Linux runner with Docker (ubuntu-latest), start its daemon, or set DOCKER_HOST to a running one.",
    },
    { cause },
  );
}

/**
 * Whether builds of this Cog fail with the daemon. Since Cog 0.20 (pkg/image/build.go), the last step uses a named
 * build context, which the BuildKit of Docker 20.10 looks up as an image (seen with 0.22 on 20.10.24).
 */
export function isTooOld({ version }: DockerEngine, cogVersion: string): boolean {
  const engine = semver.coerce(version);
  return engine !== null && semver.lt(engine, "23.0.0") && semver.gte(cogVersion, "0.20.0");
}

/** The daemon's data directory on this machine, or why it is not known. */
export type DockerRoot =
  | { readonly kind: "local"; readonly path: string }
  | { readonly kind: "unknown"; readonly reason: string };

/** The fields of GET /info that are used (Docker Engine API). */
const INFO = v.object({ DockerRootDir: v.string(), Name: v.string() });

/**
 * Gets the DockerRootDir from the engine's API. A daemon behind a local socket can still run elsewhere: in the
 * virtual machine of Docker Desktop, or on the host of the job's container. It runs on this machine when it reports
 * the same host name.
 */
export async function findDockerRoot(options: DockerClientOptions): Promise<DockerRoot> {
  try {
    const address = await dockerHost(options);
    if (!address.startsWith("unix://")) return unknownRoot(`the daemon is at ${address}`);
    const { host, status, text } = await getFromEngine("/info", options);
    if (status !== 200) return unknownRoot(`${host} returned HTTP ${status} for GET /info`);
    const { DockerRootDir: path, Name: name } = v.parse(INFO, parseJson(text));
    if (name !== hostname()) return unknownRoot(`the daemon is on ${name}, not on this machine`);
    if (!isAbsolute(path)) return unknownRoot(`"${path}" is not an absolute path`);
    return { kind: "local", path };
  } catch (error) {
    options.signal.throwIfAborted();
    // checkDocker reports a daemon that does not respond.
    return unknownRoot(errorMessage(error));
  }
}

function unknownRoot(reason: string): DockerRoot {
  return { kind: "unknown", reason };
}
