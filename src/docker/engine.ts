import semver from "semver";
import { ActionError, messageOf } from "../errors.ts";
import { askCli, askEngine, type DockerSurroundings, dockerHost } from "./client.ts";

/** A Docker daemon that answers. */
export interface DockerEngine {
  /** For the log. */
  readonly description: string;
  /** Undefined when only its API was pinged. */
  readonly version: string | undefined;
}

const REMEDY =
  "Run the job on a Linux runner with Docker (runs-on: ubuntu-latest), start its daemon, or point DOCKER_HOST at one.";

/**
 * Checks that a Docker daemon answers, where Docker itself would look for it: DOCKER_HOST, then the
 * context. Asked through the `docker` CLI; where there is none, by a ping of the engine's API.
 * @throws {ActionError} when no daemon answers.
 */
export async function checkDocker(surroundings: DockerSurroundings): Promise<DockerEngine> {
  try {
    const version = await askCli(["version", "--format", "{{.Server.Version}}"], surroundings);
    if (version !== undefined) return { description: `Docker ${version}`, version };
  } catch (error) {
    surroundings.signal.throwIfAborted();
    throw noDaemon(lastLine(error), error);
  }
  return pingEngine(surroundings);
}

function lastLine(error: unknown): string {
  const stderr =
    error instanceof Error && "stderr" in error && typeof error.stderr === "string"
      ? error.stderr.trim()
      : "";
  return stderr.split("\n").at(-1) || `docker version: ${messageOf(error)}`;
}

function noDaemon(reason: string, cause: unknown): ActionError {
  return new ActionError(
    { what: `No Docker daemon answers: ${reason.replace(/\.$/, "")}.`, remedy: REMEDY },
    { cause },
  );
}

async function pingEngine(surroundings: DockerSurroundings): Promise<DockerEngine> {
  const pinged = (description: string): DockerEngine => ({ description, version: undefined });
  let host = "";
  try {
    host = await dockerHost(surroundings);
    if (host.startsWith("ssh://")) return pinged(`Docker at ${host}, not checked (no docker CLI)`);
    const { status, headers } = await askEngine(host, "/_ping", surroundings);
    if (status !== 200) throw new Error(`HTTP ${status}`);
    return pinged(`Docker engine at ${host}, API ${headers["api-version"] ?? "unknown"}`);
  } catch (error) {
    surroundings.signal.throwIfAborted();
    throw noDaemon(host === "" ? messageOf(error) : `${host}: ${messageOf(error)}`, error);
  }
}

/**
 * Whether the daemon is one that Cog's build fails with: since 0.20 (pkg/image/build.go) its last step names a
 * build context, which the BuildKit of Docker 20.10 takes for an image (seen with 0.22 on 20.10.24).
 */
export function isTooOld({ version }: DockerEngine, cogVersion: string): boolean {
  const engine = semver.coerce(version);
  return engine !== null && semver.lt(engine, "23.0.0") && semver.gte(cogVersion, "0.20.0");
}
