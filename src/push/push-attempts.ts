import type { PushReport } from "../cog/output.ts";
import { inspectImage } from "../docker/images.ts";
import { ActionError, errorReason } from "../lib/errors.ts";
import { stringAt } from "../lib/json.ts";
import { info } from "../lib/log.ts";
import { sleep } from "../lib/sleep.ts";
import { formatCount } from "../lib/units.ts";
import { readLabels, resolveTag } from "../registry/manifest.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { CogFailed } from "./cog-failed.ts";
import type { CogCommand, CogRunner } from "./cog-runner.ts";
import { type Confirmation, confirmVersion, PLAIN_TAG } from "./confirm-version.ts";

/** Seconds before the second attempt. Each further delay is three times as long, up to the maximum. */
const FIRST_DELAY = 2;
const MAX_DELAY = 60;

/** The image that is pushed, and how its version is confirmed. */
interface PushTarget extends Confirmation, Omit<CogCommand, "command"> {}

/** What is known of a push that has reached the registry. */
type Pushed = Pick<PushReport, "digests" | "tag">;

/**
 * Pushes the image, and retries transient errors.
 * @returns what Cog printed about the version, or what is in the registry if only the last response was lost.
 * @throws {ActionError} on a permanent error, or after `push-attempts` attempts.
 */
export async function pushWithAttempts(
  target: PushTarget,
  runner: CogRunner,
  runtime: Runtime,
): Promise<Pushed> {
  const { pushAttempts } = runner.options;
  for (let attempt = 1; ; attempt++) {
    let failed: CogFailed;
    try {
      return await runner.run({ ...target, command: "push" });
    } catch (error) {
      if (!(error instanceof CogFailed && error.isTransient)) throw error;
      failed = error;
    }
    const isLast = attempt >= pushAttempts;
    if (!isLast) {
      const seconds = Math.min(FIRST_DELAY * 3 ** (attempt - 1), MAX_DELAY);
      const { code = "", message } = failed.explanation?.failure ?? {};
      info(
        `${message} Attempt ${attempt} of ${pushAttempts} failed. Retrying in ${seconds} s without rebuilding.`,
        { code },
      );
      await sleep(seconds, runtime.signal);
    }
    const found = await findExistingPush(target, failed.report, runtime);
    if (found !== undefined) {
      info(`The registry has received the image (${found.digests[0]}). It is not pushed again.`, {
        code: "push-found",
      });
      return found;
    }
    if (isLast) throw attempt === 1 ? failed : afterAll(attempt, failed);
    info(`Retrying the push (attempt ${attempt + 1} of ${pushAttempts}).`, {
      code: "push-retried",
    });
  }
}

function afterAll(attempts: number, failed: CogFailed): ActionError {
  const problems = failed.problems.map((problem) => ({
    ...problem,
    message: `${problem.message}\nAll ${formatCount(attempts, "attempt")} to push failed with a transient error.`,
  }));
  return new ActionError(problems, { cause: failed });
}

/** Random in each `cog push` since 0.14.0, so that no two pushes create the same image (pkg/cli/push.go). */
const PUSH_ID_LABEL = "run.cog.push_id";
/** Seconds. More would only delay the next attempt: versions usually appear right after the push. */
const TIMEOUT = 5;

/**
 * Checks whether a failed push reached the registry and only its last response was lost. Another push would create a
 * second version then, as each `cog push` labels its image with a new ID. Up to 0.13 there is no ID, and a retry pushes the
 * same image.
 * @returns the digests and tag of the push, or undefined if it is not in the registry or may belong to another run.
 */
async function findExistingPush(
  { image, ...confirmation }: PushTarget,
  { tag }: PushReport,
  { context, signal }: Runtime,
): Promise<Pushed | undefined> {
  const { registry } = confirmation;
  try {
    const digests = await resolveTag(registry, tag ?? PLAIN_TAG);
    const [digest] = digests;
    if (digest === undefined) return undefined;
    // A bundle's tag is the start time of this push. Any other tag is shared by all pushes.
    if (tag === undefined) {
      const [built, pushed] = await Promise.all([
        inspectImage(image, { ...context, signal }),
        readLabels(registry, digest),
      ]);
      const id = stringAt(built.labels, PUSH_ID_LABEL);
      if (id === undefined || id !== stringAt(pushed, PUSH_ID_LABEL)) return undefined;
    }
    const found = { digests: tag === undefined ? [digest] : digests, tag };
    await confirmVersion(found, confirmation, TIMEOUT);
    return found;
  } catch (error) {
    signal.throwIfAborted();
    info(`Could not check whether the registry has received the image: ${errorReason(error)}.`);
    return undefined;
  }
}
