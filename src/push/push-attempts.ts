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

/** Seconds before the second attempt; each further pause is three times as long, up to the longest. */
const FIRST_PAUSE = 2;
const LONGEST_PAUSE = 60;

/** The image that is pushed, and how its version is confirmed. */
export interface PushTarget extends Omit<Confirmation, "patience"> {
  /** Name of the image on the registry: `r8.im/acme/hotdog`. */
  readonly image: string;
}

/**
 * Pushes, and pushes again after a failure that is known to pass. The second `cog push` finds the build in
 * Docker's cache, so `--no-cache` is not given again: BuildKit takes the newest result for a step
 * (moby/buildkit, solver/exporter.go, getBestResult), which is the one just built.
 * @returns what Cog said of the version, or what the registry holds when only the answer was lost.
 * @throws {ActionError} when the push fails for good, or as often as `push-attempts` allows.
 */
export async function pushWithAttempts(
  { image, ...confirmation }: PushTarget,
  plan: PushOptions,
  ready: CogTools,
  runtime: Runtime,
): Promise<Pick<CogRun, "digests" | "tag" | "cacheOutcome">> {
  for (let attempt = 1; ; attempt++) {
    const build = attempt === 1 ? plan.build : { ...plan.build, noCache: false };
    const result = await tryPush(image, { ...plan, build }, ready, runtime);
    if (result.kind === "pushed") return result.run;
    const { failed } = result;
    const isLast = attempt >= plan.pushAttempts;
    const reason = failed.explanation?.failure.message ?? "";
    if (!isLast) {
      const seconds = Math.min(FIRST_PAUSE * 3 ** (attempt - 1), LONGEST_PAUSE);
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

type Attempt =
  | { readonly kind: "pushed"; readonly run: CogRun }
  | { readonly kind: "transient"; readonly failed: CogFailed };

/** @throws {ActionError} for any failure that is not known to be transient. */
async function tryPush(
  image: string,
  plan: PushOptions,
  ready: CogTools,
  runtime: Runtime,
): Promise<Attempt> {
  try {
    return {
      kind: "pushed",
      run: await runCogStep({ command: "push", image }, plan, ready, runtime),
    };
  } catch (error) {
    if (error instanceof CogFailed && error.explanation?.failure.isTransient)
      return { kind: "transient", failed: error };
    throw error;
  }
}

function afterAll(attempts: number, failed: CogFailed): ActionError {
  const problems = failed.problems.map((problem) => ({
    ...problem,
    message: `${problem.message}\nAll ${formatCount(attempts, "attempt")} to push failed with a transient error.`,
  }));
  return new ActionError(problems, { cause: failed });
}
