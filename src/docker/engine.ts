import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { request as httpRequest, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import { join } from "node:path";
import { promisify } from "node:util";
import semver from "semver";
import { ActionError, messageOf } from "../errors.ts";
import { isRecord, stringAt } from "../json.ts";

export interface DockerSurroundings {
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  readonly dockerConfigDirectory: string;
  readonly signal: AbortSignal;
}

/** A Docker daemon that answers. */
export interface DockerEngine {
  /** For the log. */
  readonly description: string;
  /** Undefined when only its API was pinged. */
  readonly version: string | undefined;
}

const TIMEOUT_SECONDS = 20;
const DEFAULT_HOST = "unix:///var/run/docker.sock";
const REMEDY =
  "Run the job on a Linux runner with Docker (runs-on: ubuntu-latest), start its daemon, or point DOCKER_HOST at one.";

/**
 * Checks that a Docker daemon answers, where Docker itself would look for it: DOCKER_HOST, then the
 * context. Asked through the `docker` CLI, which knows every kind of host; where there is none (Cog
 * needs none since 0.15.9), by a ping of the engine's API.
 * @throws {ActionError} when no daemon answers.
 */
export async function checkDocker(surroundings: DockerSurroundings): Promise<DockerEngine> {
  try {
    const { stdout } = await promisify(execFile)(
      "docker",
      ["version", "--format", "{{.Server.Version}}"],
      {
        env: { ...surroundings.environment },
        timeout: TIMEOUT_SECONDS * 1000,
        signal: surroundings.signal,
      },
    );
    const version = stdout.trim();
    return { description: `Docker ${version}`, version };
  } catch (error) {
    surroundings.signal.throwIfAborted();
    if (isMissingProgram(error)) return pingEngine(surroundings);
    throw noDaemon(lastLine(error), error);
  }
}

function isMissingProgram(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
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
  const host = await dockerHost(surroundings);
  const pinged = (description: string): DockerEngine => ({ description, version: undefined });
  if (host.startsWith("ssh://")) return pinged(`Docker at ${host}, not checked (no docker CLI)`);
  try {
    const api = await ping(await requestOptions(host, surroundings), surroundings.signal);
    return pinged(`Docker engine at ${host}, API ${api}`);
  } catch (error) {
    surroundings.signal.throwIfAborted();
    throw noDaemon(`${host}: ${messageOf(error)}`, error);
  }
}

/** The daemon's address as Docker's CLI finds it. Contexts: `contexts/meta/<sha256 of the name>/meta.json`. */
async function dockerHost({
  environment,
  dockerConfigDirectory,
}: DockerSurroundings): Promise<string> {
  if (environment["DOCKER_HOST"]) return environment["DOCKER_HOST"];
  const config = await readJson(join(dockerConfigDirectory, "config.json"));
  const context = environment["DOCKER_CONTEXT"] || stringOf(config, "currentContext") || "default";
  if (context === "default") return DEFAULT_HOST;
  const id = createHash("sha256").update(context).digest("hex");
  const meta = await readJson(join(dockerConfigDirectory, "contexts", "meta", id, "meta.json"));
  const endpoints = isRecord(meta) ? meta["Endpoints"] : undefined;
  const docker = isRecord(endpoints) ? endpoints["docker"] : undefined;
  const host = stringOf(docker, "Host");
  if (host !== undefined) return host;
  throw noDaemon(`the Docker context "${context}" does not exist`, undefined);
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    // Docker takes a configuration that is absent for an empty one; one that is broken, Cog will name.
    return undefined;
  }
}

function stringOf(value: unknown, key: string): string | undefined {
  return isRecord(value) ? stringAt(value, key) : undefined;
}

async function requestOptions(
  host: string,
  { environment, dockerConfigDirectory }: DockerSurroundings,
): Promise<RequestOptions & { readonly tls: boolean }> {
  const common = { path: "/_ping", timeout: TIMEOUT_SECONDS * 1000 };
  if (host.startsWith("unix://"))
    return { ...common, socketPath: host.slice("unix://".length), tls: false };
  const { hostname, port } = new URL(host);
  const tls = Boolean(environment["DOCKER_TLS_VERIFY"]) || host.startsWith("https://");
  const address = { ...common, hostname, port: port || (tls ? 2376 : 2375), tls };
  if (!tls) return address;
  const directory = environment["DOCKER_CERT_PATH"] || dockerConfigDirectory;
  const [ca, cert, key] = await Promise.all(
    ["ca.pem", "cert.pem", "key.pem"].map((file) => readFile(join(directory, file))),
  );
  return { ...address, ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}

function ping(
  { tls, ...options }: RequestOptions & { readonly tls: boolean },
  signal: AbortSignal,
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const request = (tls ? httpsRequest : httpRequest)({ ...options, signal }, (response) => {
    response.resume();
    if (response.statusCode === 200) resolve(String(response.headers["api-version"] ?? "unknown"));
    else reject(new Error(`HTTP ${response.statusCode}`));
  });
  request.on("timeout", () => request.destroy(new Error("no answer in time")));
  request.on("error", reject);
  request.end();
  return promise;
}

/**
 * Whether the daemon is one that Cog's build fails with: since 0.20 (pkg/image/build.go) its last step names a
 * build context, which the BuildKit of Docker 20.10 takes for an image (seen with 0.22 on 20.10.24).
 */
export function isTooOld({ version }: DockerEngine, cogVersion: string): boolean {
  const engine = semver.coerce(version);
  return engine !== null && semver.lt(engine, "23.0.0") && semver.gte(cogVersion, "0.20.0");
}
