import type { CacheOutcome } from "../build-cache/build-extension.ts";
import type { BuildCache } from "../build-cache/prepare.ts";
import { renderCacheOutcome } from "../build-cache/render.ts";
import {
  type CacheSession,
  sessionEnvironment,
  startCacheSession,
} from "../build-cache/session.ts";
import { errorMessage } from "../lib/errors.ts";
import { debug, info } from "../lib/log.ts";

type Environment = Readonly<Record<string, string>>;

/** What one run of Cog builds. */
export interface CachedRun {
  readonly cache: BuildCache;
  /** A directory of this user's alone, for the socket. */
  readonly directory: string;
  /** Name of the image that Cog is to push. */
  readonly image: string;
}

/**
 * Runs Cog with the build cache, and reports what was reused.
 * @param environment of a Cog without it.
 * @param act runs Cog in the environment that it is given.
 */
export async function withBuildCache<T>(
  run: CachedRun,
  environment: Environment,
  act: (environment: Environment) => Promise<T>,
): Promise<{ readonly result: T; readonly outcome: CacheOutcome }> {
  const session = await startSession(run);
  if (session === undefined) return { result: await act(environment), outcome: { kind: "unused" } };
  try {
    const result = await act(sessionEnvironment(environment, session));
    const outcome = session.outcome();
    const line = renderCacheOutcome(outcome);
    if (line !== "") info(`Build cache: ${line}.`);
    return { result, outcome };
  } finally {
    await session.close();
  }
}

/** @returns undefined when the cache is off, or can't be started. */
async function startSession({
  cache,
  directory,
  image,
}: CachedRun): Promise<CacheSession | undefined> {
  if (cache.kind === "off") return undefined;
  const { engine, importable } = cache;
  try {
    return await startCacheSession({ directory, engine, image, importable, log: debug });
  } catch (error) {
    info(`The build cache could not be started: ${errorMessage(error)}`);
    return undefined;
  }
}
