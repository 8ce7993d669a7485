import { errorMessage } from "../lib/errors.ts";
import { info } from "../lib/log.ts";
import { BuildExtension, type CacheOutcome } from "./build-extension.ts";
import { startCacheRegistry } from "./cache-registry.ts";
import { startEngineProxy } from "./engine-proxy.ts";
import { socketPath } from "./preflight.ts";
import type { BuildCache } from "./prepare.ts";
import { renderCacheOutcome } from "./render.ts";

type Environment = Readonly<Record<string, string>>;

/** What one run of Cog builds. */
interface CachedRun {
  readonly cache: BuildCache;
  /** A directory of this user's alone, for the socket. */
  readonly directory: string;
  /** Name of the image that Cog is to push. */
  readonly image: string;
  /** Of the runs before this one in the same step. */
  readonly earlier: CacheOutcome;
}

/** Variables that would send Cog elsewhere, or have it speak TLS to the socket. */
const OTHER_ENGINES = ["DOCKER_CONTEXT", "DOCKER_TLS", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"];

/**
 * Runs Cog with the build cache, and reports what was reused.
 * @param environment of a Cog without it.
 * @param work runs Cog in the environment that it is given.
 */
export async function withBuildCache<T>(
  run: CachedRun,
  environment: Environment,
  work: (environment: Environment) => Promise<T>,
): Promise<{ readonly result: T; readonly outcome: CacheOutcome }> {
  const { earlier } = run;
  const session = await startSession(run);
  if (session === "none") return { result: await work(environment), outcome: earlier };
  const kept = Object.entries(environment).filter(([name]) => !OTHER_ENGINES.includes(name));
  const dockerHost = `unix://${socketPath(run.directory)}`;
  try {
    const result = await work({ ...Object.fromEntries(kept), DOCKER_HOST: dockerHost });
    const { outcome } = session.extension;
    if (outcome !== earlier) info(`Build cache: ${renderCacheOutcome(outcome)}.`);
    return { result, outcome };
  } finally {
    await session.close();
  }
}

/** Starts the registry and the proxy. A build without them is as good. */
async function startSession({ cache, directory, ...build }: CachedRun) {
  if (cache.kind === "off") return "none";
  const { engine, importable } = cache;
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    await Promise.all(closers.map((closeOne) => closeOne()));
  };
  try {
    const registry = await startCacheRegistry(importable);
    closers.push(registry.close);
    const extension = new BuildExtension({ ...build, importable, registry });
    closers.push(
      await startEngineProxy(socketPath(directory), engine, (solve) => extension.extend(solve)),
    );
    return { extension, close };
  } catch (error) {
    await close();
    info(`The build cache could not be started: ${errorMessage(error)}`);
    return "none";
  }
}
