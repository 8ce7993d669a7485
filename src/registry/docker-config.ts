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
/** Without any entry, Docker and Cog use the system's credential store (docker/cli, LoadDefaultConfigFile). */
const NO_LOGIN = { "no-login.invalid": {} };

interface DockerConfigOptions {
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
 * Stores whose list is all that they contain: what people have logged in with (docker/docker-credential-helpers, which
 * Docker Desktop's own store uses). Others, such as ecr-login, can get a login from their environment, too.
 */
const LISTING_STORE = /^(desktop|osxkeychain|pass|secretservice|wincred)$/;

/**
 * Whether Docker may be logged in to any registry: by its configuration, by what its credential store lists, or by
 * DOCKER_AUTH_CONFIG, which the CLI reads since 28.3 (docker/cli, cli/config/configfile/file.go). A store that cannot be
 * read counts as a login.
 */
export async function hasRegistryLogin(
  { environment, dockerConfigDirectory }: Pick<Context, "environment" | "dockerConfigDirectory">,
  signal: AbortSignal,
): Promise<boolean> {
  const text = await readOptional(join(dockerConfigDirectory, "config.json"));
  const { auths, credHelpers, credsStore } = recordOf(parseJson(text));
  const isListed = [auths, credHelpers].some((some) => Object.keys(recordOf(some)).length > 0);
  if (isListed || environment["DOCKER_AUTH_CONFIG"]) return true;
  if (!credsStore) return false;
  if (typeof credsStore !== "string" || !LISTING_STORE.test(credsStore)) return true;
  try {
    return (await listStore(credsStore, { environment, signal })).length > 0;
  } catch {
    signal.throwIfAborted();
    return true;
  }
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
    auths: {
      ...others(auths),
      ...(credential === "none" ? NO_LOGIN : { [registryHost]: { auth } }),
    },
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
 * Lists the registries in a credential store: those in Docker's `auths`, and those that the store lists. A store that is
 * missing or locked returns no other credential either.
 */
async function storedHosts(
  store: string,
  user: JsonRecord,
  options: DockerConfigOptions,
): Promise<string[]> {
  const known = Object.keys(recordOf(user["auths"]));
  try {
    return [...known, ...(await listStore(store, options))];
  } catch {
    options.signal.throwIfAborted();
    return known;
  }
}

/**
 * Lists the registries whose credentials a store contains (`docker-credential-<store> list`, which prints an object from
 * registry to user name: docker/docker-credential-helpers).
 * @throws {Error} if the store cannot be read.
 */
async function listStore(
  store: string,
  { environment, signal }: Pick<DockerConfigOptions, "environment" | "signal">,
): Promise<string[]> {
  const { exitCode, stdout } = await exec(`docker-credential-${store}`, ["list"], {
    environment: childEnvironment(environment, "unknown"),
    signal,
    timeoutSeconds: HELPER_TIMEOUT_SECONDS,
  });
  const listed = parseJson(stdout);
  if (exitCode !== 0 || !isRecord(listed)) throw new Error(`could not list ${store}`);
  return Object.keys(listed);
}
