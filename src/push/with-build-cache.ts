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

/**
 * Runs Cog with the build cache in its environment, where there is one, and reports what was reused.
 * @param place a directory of this user's alone, for the socket, and the name of the image.
 */
export async function withBuildCache(
  cache: BuildCache,
  place: { readonly directory: string; readonly image: string },
  environment: Environment,
  run: (environment: Environment) => Promise<ProcessExit>,
): Promise<{ readonly exit: ProcessExit; readonly cacheOutcome: CacheOutcome }> {
  let session: CacheSession | undefined;
  if (cache.kind === "on")
    try {
      const { engine, importable } = cache;
      session = await startCacheSession({ ...place, engine, importable, log: debug });
    } catch (error) {
      info(`The build cache could not be started: ${errorMessage(error)}`);
    }
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
