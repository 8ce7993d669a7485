import { ActionError } from "../lib/errors.ts";
import { info } from "../lib/log.ts";
import { sleep } from "../lib/sleep.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { CogFailed } from "./cog-failed.ts";
import type { Confirmation } from "./confirm-version.ts";
import { findExistingPush } from "./find-existing-push.ts";
import type { PushOptions } from "./options.ts";
import { type CogRun, type CogTools, runCogStep } from "./run-cog.ts";

/** Seconds before the second attempt; each further pause is three times as long, up to the longest. */
const FIRST_PAUSE = 2;
const LONGEST_PAUSE = 60;

/**
 * Pushes, and pushes again after a failure that is known to pass. The second `cog push` finds the build in
 * Docker's cache, so `--no-cache` is not given again: BuildKit takes the newest result for a step
 * (moby/buildkit, solver/exporter.go, getBestResult), which is the one just built.
 * @returns what Cog said of the version, or what the registry holds when only the answer was lost.
 * @throws {ActionError} when the push fails for good, or as often as `push-attempts` allows.
 */
export async function pushWithAttempts(
  image: string,
  plan: PushOptions,
  ready: CogTools,
  confirmation: Omit<Confirmation, "patience">,
  runtime: Runtime,
): Promise<Pick<CogRun, "digests" | "tag" | "cacheOutcome">> {
  for (let attempt = 1; ; attempt++) {
    const build = attempt === 1 ? plan.build : { ...plan.build, noCache: false };
    const failed = await runCogStep("push", image, { ...plan, build }, ready, runtime).catch(
      transientFailure,
    );
    if (!(failed instanceof CogFailed)) return failed;
    const isLast = attempt >= plan.pushAttempts;
    const reason = failed.explanation?.failure.message ?? "";
    if (!isLast) {
      const seconds = Math.min(FIRST_PAUSE * 3 ** (attempt - 1), LONGEST_PAUSE);
      info(
        `${reason} Attempt ${attempt} of ${plan.pushAttempts} failed so; the image is built and stays. Going on in ${seconds} s.`,
      );
      await sleep(seconds, runtime.signal);
    }
    const found = await findExistingPush(image, failed.report, confirmation, runtime);
    if (found !== undefined) {
      info(`The image has arrived all the same (${found.digests[0]}): it is not pushed again.`);
      return { ...found, cacheOutcome: { kind: "unused" } };
    }
    if (isLast) throw attempt === 1 ? failed : afterAll(attempt, failed);
    info(`Pushing again, attempt ${attempt + 1} of ${plan.pushAttempts}: ${reason}`);
  }
}

/** @throws whatever is not known to pass. */
function transientFailure(error: unknown): CogFailed {
  if (error instanceof CogFailed && error.explanation?.failure.isTransient) return error;
  throw error;
}

function afterAll(attempts: number, failed: CogFailed): ActionError {
  const problems = failed.problems.map((problem) => ({
    ...problem,
    what: `${problem.message}\nIt was pushed ${attempts} times, and failed each time for a reason that passes.`,
  }));
  return new ActionError(problems, { cause: failed });
}
