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
import type { ProcessExit } from "../lib/spawn.ts";

type Environment = Readonly<Record<string, string>>;

interface Place {
  /** Of this user alone, for the socket. */
  readonly directory: string;
  readonly image: string;
}

/** Runs Cog with the build cache in its environment, where there is one, and reports what was reused. */
export async function withBuildCache(
  cache: BuildCache,
  place: Place,
  environment: Environment,
  run: (environment: Environment) => Promise<ProcessExit>,
): Promise<{ readonly exit: ProcessExit; readonly cacheOutcome: CacheOutcome }> {
  const session = cache.kind === "on" ? await startSession(cache, place) : undefined;
  if (session === undefined)
    return { exit: await run(environment), cacheOutcome: { kind: "unused" } };
  try {
    const exit = await run(sessionEnvironment(environment, session));
    const cacheOutcome = session.outcome();
    const line = renderCacheOutcome(cacheOutcome);
    if (line !== "") info(`Build cache: ${line}.`);
    return { exit, cacheOutcome };
  } finally {
    await session.close();
  }
}

/** @returns undefined, and says why, when the cache cannot be used. */
async function startSession(
  { engine, importable }: Extract<BuildCache, { kind: "on" }>,
  place: Place,
): Promise<CacheSession | undefined> {
  try {
    return await startCacheSession({ ...place, engine, importable, log: debug });
  } catch (error) {
    info(`The build cache could not be started: ${errorMessage(error)}`);
    return undefined;
  }
}
