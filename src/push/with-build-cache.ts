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
  { cache, directory, image }: CachedRun,
  environment: Environment,
  act: (environment: Environment) => Promise<T>,
): Promise<{ readonly result: T; readonly outcome: CacheOutcome }> {
  const without = async () => ({ result: await act(environment), outcome: UNUSED });
  if (cache.kind === "off") return without();
  const { engine, importable } = cache;
  let session: CacheSession;
  try {
    session = await startCacheSession({ directory, engine, image, importable, log: debug });
  } catch (error) {
    info(`The build cache could not be started: ${errorMessage(error)}`);
    return without();
  }
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

const UNUSED: CacheOutcome = { kind: "unused" };
