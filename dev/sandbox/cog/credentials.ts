import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import gte from "semver/functions/gte.js";
import { basicCredentials, isObject, parseObject } from "../http/http.ts";
import { Fatal } from "./console.ts";
import { dockerConfigDirectory } from "./control.ts";

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/**
 * The credentials for a registry, found as Cog finds them: `credsStore` first, else `auths` under the
 * host's plain name. `credHelpers` are not consulted (pkg/docker/credentials.go).
 */
export function registryCredentials(version: string, host: string): Credentials | undefined {
  const config = readConfig();
  const store = config["credsStore"];
  const stored = typeof store === "string" ? fromHelper(version, store, host) : undefined;
  if (stored !== undefined) return stored;
  const auths = isObject(config["auths"]) ? config["auths"] : {};
  const entry = auths[host];
  if (!isObject(entry)) return undefined;
  const { auth, username, password } = entry;
  if (typeof auth === "string") return basicCredentials(`Basic ${auth}`);
  if (typeof username !== "string" || typeof password !== "string") return undefined;
  return { username, password };
}

function readConfig() {
  try {
    return parseObject(readFileSync(join(dockerConfigDirectory(), "config.json"), "utf8")) ?? {};
  } catch {
    // No configuration: no credentials.
    return {};
  }
}

function fromHelper(version: string, store: string, host: string): Credentials | undefined {
  const helper = `docker-credential-${store}`;
  const { status, stdout, error } = spawnSync(helper, ["get"], { input: host, encoding: "utf8" });
  // 0.14 to 0.16 read the user's credentials first, and end when that fails; later ones go on.
  if (error !== undefined && gte(version, "0.14.0") && !gte(version, "0.17.0"))
    throw new Fatal(`exec: "${helper}": executable file not found in $PATH`);
  const answer = status === 0 ? parseObject(stdout) : undefined;
  const { Username: username, Secret: password } = answer ?? {};
  if (typeof username !== "string" || typeof password !== "string") return undefined;
  return { username, password };
}
