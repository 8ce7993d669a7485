import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { stripActionInputs } from "../lib/child-environment.ts";
import { ActionError, errorMessage } from "../lib/errors.ts";
import { isRecord, type JsonRecord, parseJson, stringAt } from "../lib/json.ts";
import type { RegistryCredential } from "./session.ts";

const HELPER_TIMEOUT_SECONDS = 10;

/**
 * Makes a private Docker configuration that holds the credential of one registry and keeps the rest of
 * the user's working: contexts, proxies, CLI plugins, and the credentials of other registries.
 *
 * `credsStore` goes, since Docker and Cog would look for our credential there (Cog: pkg/docker/login.go;
 * nothing else is asked when it is set) and could put it there; every other registry that it serves is
 * named in `credHelpers` with the same helper instead.
 * @param directory the directory to make; only the user who runs the step can enter it.
 * @param userDirectory the user's own configuration, which is only read.
 * @param environment of the step, for the credential helper.
 */
export async function writeDockerConfig(
  directory: string,
  userDirectory: string,
  registryHost: string,
  credential: RegistryCredential,
  environment: Readonly<NodeJS.ProcessEnv>,
): Promise<void> {
  await mkdir(directory, { mode: 0o700 });
  await linkSiblings(userDirectory, directory);
  const user = await readConfig(join(userDirectory, "config.json"));
  const store = stringAt(user, "credsStore");
  const stored = store === undefined ? [] : await storedHosts(store, user, environment);
  const config = withCredential(user, stored, registryHost, credential);
  await writeFile(join(directory, "config.json"), JSON.stringify(config, undefined, 2), {
    mode: 0o600,
    flag: "wx",
  });
}

/**
 * The user's configuration with the credential of one registry put in `auths` and no helper for it.
 * @param storedHosts registries whose credentials the user's `credsStore` holds.
 */
export function withCredential(
  user: JsonRecord,
  storedHosts: readonly string[],
  registryHost: string,
  { username, password }: RegistryCredential,
): JsonRecord {
  const { credsStore, auths, credHelpers, ...rest } = user;
  const isOurs = (server: string): boolean =>
    server.replace(/^https?:\/\//, "").replace(/\/.*$/, "") === registryHost;
  const others = (entries: Iterable<readonly [string, unknown]>): JsonRecord =>
    Object.fromEntries([...entries].filter(([server]) => !isOurs(server)));
  const auth = Buffer.from(`${username}:${password}`).toString("base64");
  const helpers = {
    ...others(storedHosts.map((server) => [server, credsStore] as const)),
    ...others(Object.entries(isRecord(credHelpers) ? credHelpers : {})),
  };
  return {
    ...rest,
    auths: {
      ...others(Object.entries(isRecord(auths) ? auths : {})),
      [registryHost]: { auth },
    },
    ...(Object.keys(helpers).length > 0 && { credHelpers: helpers }),
  };
}

/** Contexts, CLI plugins, buildx's state: whatever lies beside config.json. */
async function linkSiblings(userDirectory: string, directory: string): Promise<void> {
  const names = await readdir(userDirectory).catch(unlessAbsent(userDirectory));
  const links = (names ?? [])
    .filter((name) => name !== "config.json")
    .map((name) => symlink(join(userDirectory, name), join(directory, name)));
  await Promise.all(links);
}

async function readConfig(path: string): Promise<JsonRecord> {
  const text = await readFile(path, "utf8").catch(unlessAbsent(path));
  if (text === undefined || text.trim() === "") return {};
  const config = parseJson(text);
  if (isRecord(config)) return config;
  throw unusable(path, "is not a JSON object, so neither Docker nor Cog could work with it");
}

/** What is not there, or below a file, is a configuration that nobody has made. */
function unlessAbsent(path: string): (error: unknown) => undefined {
  return (error) => {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw unusable(path, `can't be read (${errorMessage(error)})`, error);
  };
}

function unusable(path: string, why: string, cause?: unknown): ActionError {
  return new ActionError(
    {
      code: "docker-config-unreadable",
      message: `Docker's configuration ${path} ${why}.`,
      hint: "Mend or remove it (DOCKER_CONFIG says where it is looked for).",
    },
    { cause },
  );
}

/**
 * The registries that a credential store serves: those Docker has noted in `auths`, and those the
 * helper itself lists (`docker-credential-<store> list`, Docker's credential-helper protocol).
 */
async function storedHosts(
  store: string,
  user: JsonRecord,
  environment: Readonly<NodeJS.ProcessEnv>,
): Promise<string[]> {
  const noted = Object.keys(isRecord(user["auths"]) ? user["auths"] : {});
  try {
    const { stdout } = await promisify(execFile)(`docker-credential-${store}`, ["list"], {
      timeout: HELPER_TIMEOUT_SECONDS * 1000,
      env: stripActionInputs(environment),
    });
    const listed = parseJson(stdout);
    return [...noted, ...Object.keys(isRecord(listed) ? listed : {})];
  } catch {
    // A helper that is missing or locked serves no registry now either; what Docker noted stays named.
    return noted;
  }
}
