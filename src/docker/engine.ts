import semver from "semver";
import { ActionError, errorMessage } from "../lib/errors.ts";
import { askCli, askEngine, type DockerClientOptions, dockerHost } from "./client.ts";

/** A Docker daemon that answers. */
export interface DockerEngine {
  /** For the log. */
  readonly description: string;
  /** Undefined when only its API was pinged, or it told none. */
  readonly version: string | undefined;
}

/** `27.0.0`, `20.10.24+dfsg1`: whatever else is printed is not for a log. */
const VERSION = /^\d[\w.+~-]{0,60}$/;
const REMEDY =
  "Run the job on a Linux runner with Docker (runs-on: ubuntu-latest), start its daemon, or point DOCKER_HOST at one.";

/**
 * Checks that a Docker daemon answers, where Docker itself would look for it: DOCKER_HOST, then the
 * context. Asked through the `docker` CLI; where there is none, by a ping of the engine's API.
 * @throws {ActionError} when no daemon answers.
 */
export async function checkDocker(surroundings: DockerClientOptions): Promise<DockerEngine> {
  try {
    const version = await askCli(["version", "--format", "{{.Server.Version}}"], surroundings);
    if (version !== undefined && VERSION.test(version))
      return { description: `Docker ${version}`, version };
    if (version !== undefined)
      return { description: "Docker, which does not tell its version", version: undefined };
  } catch (error) {
    surroundings.signal.throwIfAborted();
    throw noDaemon(lastLine(error), error);
  }
  return pingEngine(surroundings);
}

/** What the `docker` program said last, or else how it ended. */
function lastLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stderr = "stderr" in error && typeof error.stderr === "string" ? error.stderr.trim() : "";
  const said = stderr.split("\n").at(-1);
  if (said) return said;
  if ("code" in error && typeof error.code === "number")
    return `docker version ended with exit code ${error.code}`;
  if ("signal" in error && typeof error.signal === "string")
    return `docker version was ended by ${error.signal}`;
  return `docker version: ${error.message}`;
}

function noDaemon(reason: string, cause: unknown): ActionError {
  return new ActionError(
    {
      code: "docker-unavailable",
      message: `No Docker daemon answers: ${reason.replace(/\.$/, "")}.`,
      hint: REMEDY,
    },
    { cause },
  );
}

async function pingEngine(surroundings: DockerClientOptions): Promise<DockerEngine> {
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
    throw noDaemon(host === "" ? errorMessage(error) : `${host}: ${errorMessage(error)}`, error);
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
