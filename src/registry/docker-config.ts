import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { childEnvironment } from "../lib/child-environment.ts";
import { type ActionError, errorMessage, wrapError } from "../lib/errors.ts";
import { exec } from "../lib/exec.ts";
import { isRecord, type JsonRecord, parseJson, recordOf, stringAt } from "../lib/json.ts";
import { readOptional } from "../lib/paths.ts";
import type { Context } from "../runtime/context.ts";
import type { RegistryCredential } from "./session.ts";

const HELPER_TIMEOUT_SECONDS = 10;

export interface DockerConfigOptions {
  /** The user's own configuration, which is only read. */
  readonly userDirectory: string;
  readonly registryHost: string;
  /** `none`: for a build, without the user's own credential either. */
  readonly credential: RegistryCredential | "none";
  /** Of the step, for the credential helper. */
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  readonly signal: AbortSignal;
}

/**
 * Whether Docker may be logged in to a registry: by its configuration, or by DOCKER_AUTH_CONFIG, which the CLI reads since
 * 28.3 (docker/cli, cli/config/configfile/file.go). What a credential store contains is not known.
 */
export async function hasRegistryLogin({
  environment,
  dockerConfigDirectory,
}: Pick<Context, "environment" | "dockerConfigDirectory">): Promise<boolean> {
  const text = await readOptional(join(dockerConfigDirectory, "config.json"));
  const { auths, credHelpers, credsStore } = recordOf(parseJson(text));
  const isListed = [auths, credHelpers].some((some) => Object.keys(recordOf(some)).length > 0);
  return isListed || Boolean(credsStore) || Boolean(environment["DOCKER_AUTH_CONFIG"]);
}

/**
 * Creates a private Docker configuration with the credential of one registry. The rest of the user's configuration
 * keeps working: contexts, proxies, CLI plugins, and the credentials of other registries.
 *
 * `credsStore` is removed: Docker and Cog (pkg/docker/login.go) would read our credential from there only, and could
 * save it there. `credHelpers` gets the same helper for every other registry in it instead.
 * @param directory the directory to create. Only the user who runs the step can read it.
 * @throws {ActionError} if the user's configuration cannot be read; {Error} of the file system.
 */
export async function writeDockerConfig(
  directory: string,
  options: DockerConfigOptions,
): Promise<void> {
  const { userDirectory, registryHost, credential } = options;
  await mkdir(directory, { mode: 0o700 });
  await linkSiblings(userDirectory, directory);
  const user = await readConfig(join(userDirectory, "config.json"));
  const store = stringAt(user, "credsStore");
  const stored = store === undefined ? [] : await storedHosts(store, user, options);
  const config = withCredential(user, stored, registryHost, credential);
  await writeFile(join(directory, "config.json"), JSON.stringify(config, undefined, 2), {
    mode: 0o600,
    flag: "wx",
  });
}

/**
 * Adds the credential of one registry to a configuration's `auths`, and removes every helper for it.
 * @param storedHosts registries whose credentials are in the user's `credsStore`.
 */
export function withCredential(
  user: JsonRecord,
  storedHosts: readonly string[],
  registryHost: string,
  credential: RegistryCredential | "none",
): JsonRecord {
  const { credsStore, auths, credHelpers, ...rest } = user;
  const isOurs = (server: string): boolean =>
    server.replace(/^https?:\/\//, "").replace(/\/.*$/, "") === registryHost;
  const others = (value: unknown): JsonRecord =>
    Object.fromEntries(Object.entries(recordOf(value)).filter(([server]) => !isOurs(server)));
  const basic = credential === "none" ? "" : `${credential.username}:${credential.password}`;
  const auth = Buffer.from(basic).toString("base64");
  const helpers = others({
    ...Object.fromEntries(storedHosts.map((server) => [server, credsStore])),
    ...recordOf(credHelpers),
  });
  return {
    ...rest,
    auths: { ...others(auths), ...(credential !== "none" && { [registryHost]: { auth } }) },
    ...(Object.keys(helpers).length > 0 && { credHelpers: helpers }),
  };
}

/** Contexts, CLI plugins, buildx's state: everything next to config.json. */
async function linkSiblings(userDirectory: string, directory: string): Promise<void> {
  const names = (await readIfPresent(userDirectory, (path) => readdir(path))) ?? [];
  const links = names
    .filter((name) => name !== "config.json")
    .map((name) => symlink(join(userDirectory, name), join(directory, name)));
  await Promise.all(links);
}

async function readConfig(path: string): Promise<JsonRecord> {
  const text = (await readIfPresent(path, (file) => readFile(file, "utf8"))) ?? "";
  if (text.trim() === "") return {};
  const config = parseJson(text);
  if (isRecord(config)) return config;
  throw invalidConfig(path, "is not a JSON object");
}

/** @returns undefined if the path does not exist: Docker needs no configuration. */
async function readIfPresent<T>(
  path: string,
  read: (path: string) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await read(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw invalidConfig(path, `cannot be read (${errorMessage(error)})`, error);
  }
}

function invalidConfig(path: string, reason: string, cause?: unknown): ActionError {
  return wrapError(cause, {
    code: "docker-config-unreadable",
    message: `Docker's configuration "${path}" ${reason}.`,
    hint: "Fix or remove the file (DOCKER_CONFIG sets its directory).",
  });
}

/**
 * Lists the registries in a credential store: those in Docker's `auths`, and those that the helper lists
 * (`docker-credential-<store> list`, Docker's credential-helper protocol).
 */
async function storedHosts(
  store: string,
  user: JsonRecord,
  { environment, signal }: DockerConfigOptions,
): Promise<string[]> {
  const known = Object.keys(recordOf(user["auths"]));
  try {
    const { exitCode, stdout } = await exec(`docker-credential-${store}`, ["list"], {
      environment: childEnvironment(environment, "unknown"),
      signal,
      timeoutSeconds: HELPER_TIMEOUT_SECONDS,
    });
    const listed = exitCode === 0 ? parseJson(stdout) : {};
    return [...known, ...Object.keys(recordOf(listed))];
  } catch {
    signal.throwIfAborted();
    // A helper that is missing or locked returns no other credential either.
    return known;
  }
}
