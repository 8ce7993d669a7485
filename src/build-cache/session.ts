import { join } from "node:path";
import type { EngineAddress } from "../docker/client.ts";
import { BuildExtension, type CacheOutcome } from "./build-extension.ts";
import { startCacheRegistry } from "./cache-registry.ts";
import { startEngineProxy } from "./engine-proxy.ts";
import type { Importable } from "./layer-source.ts";

/** What one run of Cog is to be given. */
export interface SessionSettings {
  /** A directory of this user's alone, for the socket. */
  readonly directory: string;
  readonly engine: EngineAddress;
  /** Name of the image that Cog is to push. */
  readonly image: string;
  readonly importable: Importable;
  /** For those who debug. */
  readonly log: (line: string) => void;
}

/** Variables that would send Cog elsewhere, or have it speak TLS to the socket. */
const OTHER_ENGINES = ["DOCKER_CONTEXT", "DOCKER_TLS", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"];

/** The environment of a Cog that is to use a session. */
export function sessionEnvironment(
  environment: Readonly<Record<string, string>>,
  { dockerHost }: Pick<CacheSession, "dockerHost">,
): Record<string, string> {
  const kept = Object.entries(environment).filter(([name]) => !OTHER_ENGINES.includes(name));
  return { ...Object.fromEntries(kept), DOCKER_HOST: dockerHost };
}

/** The build cache during one run of Cog. */
export interface CacheSession {
  /** DOCKER_HOST for Cog. */
  readonly dockerHost: string;
  outcome(): CacheOutcome;
  /** Ends all connections and removes the socket. */
  close(): Promise<void>;
}

const SOCKET = "engine.sock";

/** Path of the socket in a session's directory. */
export function socketPath(directory: string): string {
  return join(directory, SOCKET);
}

/**
 * Starts the registry and the proxy for one run of Cog.
 * @throws {Error} when one of them can't listen.
 */
export async function startCacheSession(settings: SessionSettings): Promise<CacheSession> {
  const { directory, engine, image, importable, log } = settings;
  const registry = await startCacheRegistry(importable);
  const extension = new BuildExtension({ image, importable, registry, log });
  const path = socketPath(directory);
  try {
    const proxy = await startEngineProxy(path, engine, extension);
    return {
      dockerHost: `unix://${path}`,
      outcome: () => extension.outcome(),
      close: async () => {
        await Promise.all([proxy.close(), registry.close()]);
      },
    };
  } catch (error) {
    await registry.close();
    throw error;
  }
}
