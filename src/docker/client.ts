import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { request as httpRequest, type IncomingHttpHeaders, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import { join } from "node:path";
import { promisify } from "node:util";
import { stripActionInputs } from "../lib/child-environment.ts";
import { isRecord, recordAt, stringAt } from "../lib/json.ts";

export interface DockerClientOptions {
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  readonly dockerConfigDirectory: string;
  readonly signal: AbortSignal;
}

/** What the engine's API answered. */
export interface EngineReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

const TIMEOUT_SECONDS = 20;
const DEFAULT_HOST = "unix:///var/run/docker.sock";
/** Labels hold a whole schema: some hundred kilobytes. Bytes. */
const MAX_OUTPUT = 64 * 1024 * 1024;

/**
 * Asks the `docker` CLI, which knows every kind of host.
 * @returns what it printed; undefined when there is no such program.
 * @throws {Error} of execFile when it fails.
 */
export async function askCli(
  args: readonly string[],
  { environment, signal }: DockerClientOptions,
): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)("docker", args, {
      env: stripActionInputs(environment),
      timeout: TIMEOUT_SECONDS * 1000,
      // It has nothing to tidy up, and one that hangs may be deaf.
      killSignal: "SIGKILL",
      maxBuffer: MAX_OUTPUT,
      signal,
    });
    return stdout.trim();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    if (error instanceof Error && "killed" in error && error.killed === true)
      throw new Error(`no answer in ${TIMEOUT_SECONDS} s`, { cause: error });
    throw error;
  }
}

/** Asks the engine's API itself, for machines without a `docker` CLI: Cog needs none since 0.15.9. */
export async function askEngine(
  host: string,
  path: string,
  surroundings: DockerClientOptions,
): Promise<EngineReply> {
  const { tls, ...options } = await requestOptions(host, path, surroundings);
  const { promise, resolve, reject } = Promise.withResolvers<EngineReply>();
  const send = tls ? httpsRequest : httpRequest;
  const request = send({ ...options, signal: surroundings.signal }, (response) => {
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("error", reject);
    response.on("end", () =>
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        text: Buffer.concat(chunks).toString("utf8"),
      }),
    );
  });
  request.on("timeout", () => request.destroy(new Error("no answer in time")));
  request.on("error", reject);
  request.end();
  return promise;
}

/** The daemon's address as Docker's CLI finds it. Contexts: `contexts/meta/<sha256 of the name>/meta.json`. */
export async function dockerHost({
  environment,
  dockerConfigDirectory,
}: DockerClientOptions): Promise<string> {
  if (environment["DOCKER_HOST"]) return environment["DOCKER_HOST"];
  const config = await readJson(join(dockerConfigDirectory, "config.json"));
  const context = environment["DOCKER_CONTEXT"] || stringOf(config, "currentContext") || "default";
  if (context === "default") return DEFAULT_HOST;
  const id = createHash("sha256").update(context).digest("hex");
  const meta = await readJson(join(dockerConfigDirectory, "contexts", "meta", id, "meta.json"));
  const endpoints = isRecord(meta) ? recordAt(meta, "Endpoints") : undefined;
  const host = stringOf(endpoints?.["docker"], "Host");
  if (host !== undefined) return host;
  throw new Error(`the Docker context "${context}" does not exist`);
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
  path: string,
  { environment, dockerConfigDirectory }: DockerClientOptions,
): Promise<RequestOptions & { readonly tls: boolean }> {
  const common = { path, timeout: TIMEOUT_SECONDS * 1000 };
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
