import { ActionError } from "../lib/errors.ts";
import { info } from "../lib/log.ts";
import { sleep } from "../lib/sleep.ts";
import { formatCount } from "../lib/units.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { CogFailed } from "./cog-failed.ts";
import type { Confirmation } from "./confirm-version.ts";
import { findExistingPush } from "./find-existing-push.ts";
import type { PushOptions } from "./options.ts";
import { type CogRun, type CogTools, runCogStep } from "./run-cog.ts";

/** Seconds before the second attempt. Each further delay is three times as long, up to the maximum. */
const FIRST_DELAY = 2;
const MAX_DELAY = 60;

/** The image that is pushed, and how its version is confirmed. */
export interface PushTarget extends Omit<Confirmation, "patience"> {
  /** Name of the image on the registry: `r8.im/acme/hotdog`. */
  readonly image: string;
}

/**
 * Pushes the image, and retries transient errors. The second `cog push` finds the build in Docker's cache, so
 * `--no-cache` is omitted then: BuildKit uses the newest result of a step (moby/buildkit, solver/exporter.go,
 * getBestResult), which is the one just built.
 * @returns what Cog printed about the version, or what is in the registry if only the last response was lost.
 * @throws {ActionError} on a permanent error, or after `push-attempts` attempts.
 */
export async function pushWithAttempts(
  { image, ...confirmation }: PushTarget,
  plan: PushOptions,
  ready: CogTools,
  runtime: Runtime,
): Promise<Pick<CogRun, "digests" | "tag" | "cacheOutcome">> {
  for (let attempt = 1; ; attempt++) {
    const build = attempt === 1 ? plan.build : { ...plan.build, noCache: false };
    let failed: CogFailed;
    try {
      return await runCogStep({ command: "push", image }, { ...plan, build }, ready, runtime);
    } catch (error) {
      if (!(error instanceof CogFailed && error.isTransient)) throw error;
      failed = error;
    }
    const isLast = attempt >= plan.pushAttempts;
    const reason = failed.explanation?.failure.message ?? "";
    if (!isLast) {
      const seconds = Math.min(FIRST_DELAY * 3 ** (attempt - 1), MAX_DELAY);
      info(
        `${reason} Attempt ${attempt} of ${plan.pushAttempts} failed. Retrying in ${seconds} s without rebuilding.`,
      );
      await sleep(seconds, runtime.signal);
    }
    const found = await findExistingPush(image, failed.report, confirmation, runtime);
    if (found !== undefined) {
      info(`The registry has received the image (${found.digests[0]}). It is not pushed again.`);
      return { ...found, cacheOutcome: { kind: "unused" } };
    }
    if (isLast) throw attempt === 1 ? failed : afterAll(attempt, failed);
    info(`Retrying the push (attempt ${attempt + 1} of ${plan.pushAttempts}).`);
  }
}

function afterAll(attempts: number, failed: CogFailed): ActionError {
  const problems = failed.problems.map((problem) => ({
    ...problem,
    message: `${problem.message}\nAll ${formatCount(attempts, "attempt")} to push failed with a transient error.`,
  }));
  return new ActionError(problems, { cause: failed });
}
