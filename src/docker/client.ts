import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { childEnvironment } from "../lib/child-environment.ts";
import { errorMessage } from "../lib/errors.ts";
import { exec } from "../lib/exec.ts";
import { parseJson, recordAt, stringAt } from "../lib/json.ts";
import { readOptional } from "../lib/paths.ts";
import { hostnameOf } from "../lib/url.ts";

export interface DockerClientOptions {
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  readonly dockerConfigDirectory: string;
  readonly signal: AbortSignal;
}

export type EngineMethod = "GET" | "POST" | "DELETE";

interface EngineResponse {
  /** Address of the engine: `unix:///var/run/docker.sock`. */
  readonly host: string;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Where an engine is, and how it is connected to. */
export type EngineAddress =
  | { readonly kind: "socket"; readonly path: string }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  | {
      readonly kind: "tls";
      readonly host: string;
      readonly port: number;
      readonly ca: Buffer;
      readonly cert: Buffer;
      readonly key: Buffer;
    };

/** Variables of the Docker CLI ("Environment variables" in its reference), and of Podman's. */
const VARIABLES =
  /^(DOCKER_(HOST|CONTEXT|CONFIG|CERT_PATH|TLS\w*|API_VERSION)|CONTAINER_(HOST|CONNECTION|SSHKEY))$/;
const TIMEOUT_SECONDS = 20;
/** The engine of the CLI's own context, `default`. */
export const DEFAULT_HOST = "unix:///var/run/docker.sock";

/**
 * Runs the Docker CLI, which supports every kind of host.
 * @returns its output.
 * @throws {ProgramNotFound} if it is not installed; {Error} with its last line if it fails.
 */
export async function runDocker(
  args: readonly string[],
  { environment, signal }: DockerClientOptions,
): Promise<string> {
  const { exitCode, stdout, stderr } = await exec("docker", args, {
    environment: childEnvironment(environment, VARIABLES),
    signal,
    timeoutSeconds: TIMEOUT_SECONDS,
  });
  if (exitCode === 0) return stdout;
  const reason = stderr.split("\n").at(-1);
  throw new Error(reason || `docker ${args[0]} failed with exit code ${exitCode}`);
}

/**
 * Sends a request without a body to the engine's API. Used on runners without a Docker CLI, which Cog does not need since
 * 0.15.9, and to get the data directory, which takes a fifth of the time that `docker info` does.
 * @throws {Error} if the engine does not respond, or as engineAddress does.
 */
export async function callEngine(
  path: string,
  options: DockerClientOptions,
  method: EngineMethod = "GET",
): Promise<EngineResponse> {
  const host = await dockerHost(options);
  try {
    const address = await engineAddress(host, options);
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const send = address.kind === "tls" ? httpsRequest : httpRequest;
    const to = address.kind === "socket" ? { socketPath: address.path } : address;
    const { signal } = options;
    const request = send({ ...to, path, method, signal, timeout: TIMEOUT_SECONDS * 1000 });
    request.on("response", resolve).on("error", reject).end();
    request.on("timeout", () => request.destroy(new Error(`no response in ${TIMEOUT_SECONDS} s`)));
    const response = await promise;
    const { statusCode: status = 0, headers } = response;
    return { host, status, headers, text: await text(response) };
  } catch (error) {
    options.signal.throwIfAborted();
    throw new Error(`${host}: ${errorMessage(error)}`, { cause: error });
  }
}

/** The address in DOCKER_HOST as the Docker CLI completes it (docker/cli, opts/hosts.go): Cog needs a scheme and a port. */
export function completeAddress(host: string): string {
  const scheme = /^\.?\//.test(host) ? "unix" : "tcp";
  const address = host.includes("://") ? host : `${scheme}://${host}`;
  return /^tcp:\/\/[^:/]+$/.test(address) ? `${address}:2375` : address;
}

/**
 * Finds the engine's address as the Docker CLI does: DOCKER_HOST, then the current context, which is in
 * `contexts/meta/<sha256 of the name>/meta.json`.
 */
export async function dockerHost({
  environment,
  dockerConfigDirectory: directory,
}: DockerClientOptions): Promise<string> {
  if (environment["DOCKER_HOST"]) return completeAddress(environment["DOCKER_HOST"]);
  const read = async (...path: string[]): Promise<unknown> =>
    parseJson(await readOptional(join(directory, ...path)));
  // Docker treats a missing configuration as an empty one. A broken one is reported by Cog.
  const configured = stringAt(await read("config.json"), "currentContext");
  const context = environment["DOCKER_CONTEXT"] || configured || "default";
  if (context === "default") return DEFAULT_HOST;
  const id = createHash("sha256").update(context).digest("hex");
  const endpoints = recordAt(await read("contexts", "meta", id, "meta.json"), "Endpoints");
  const host = stringAt(recordAt(endpoints, "docker"), "Host");
  if (host !== undefined) return host;
  throw new Error(`the Docker context "${context}" does not exist`);
}

/**
 * Resolves the address of an engine to what a connection needs. With TLS, the certificates are read.
 * @param host as DOCKER_HOST spells it.
 * @throws {Error} if it needs the CLI (ssh://), or a certificate cannot be read.
 */
export async function engineAddress(
  host: string,
  { environment, dockerConfigDirectory }: DockerClientOptions,
): Promise<EngineAddress> {
  if (host.startsWith("unix://")) return { kind: "socket", path: host.slice("unix://".length) };
  const url = new URL(host);
  const { protocol, port } = url;
  if (!/^(tcp|https?):$/.test(protocol)) throw new Error("this address needs the Docker CLI");
  const isTls = Boolean(environment["DOCKER_TLS_VERIFY"]) || host.startsWith("https://");
  const address = { host: hostnameOf(url), port: Number(port) || (isTls ? 2376 : 2375) };
  if (!isTls) return { kind: "tcp", ...address };
  const directory = environment["DOCKER_CERT_PATH"] || dockerConfigDirectory;
  const read = (file: string): Promise<Buffer> => readFile(join(directory, file));
  const [ca, cert, key] = await Promise.all([read("ca.pem"), read("cert.pem"), read("key.pem")]);
  return { kind: "tls", ...address, ca, cert, key };
}
