import { ActionError, errorReason } from "../lib/errors.ts";
import { debug, info } from "../lib/log.ts";
import { fullName } from "../lib/model-name.ts";
import { setOutputs } from "../lib/outputs.ts";
import { sleep } from "../lib/sleep.ts";
import { findDeployment } from "../replicate/deployments.ts";
import type { Deployment } from "../replicate/parse.ts";
import { type MovedDeployment, moveBack, movedByOther } from "./move.ts";
import type { CheckAnswer } from "./options.ts";
import type { PlannedDeployment } from "./preflight.ts";

/** The state of the deployment: an answer, or that another run has moved it (undefined: deleted it). */
type CheckState = CheckAnswer | { readonly kind: "moved"; readonly found: Deployment | undefined };

interface DeploymentCheck {
  readonly planned: PlannedDeployment;
  readonly move: MovedDeployment;
  readonly version: string;
  /** Runs a prediction through the deployment, with a time limit in seconds. */
  readonly ask: (limit: number) => Promise<CheckAnswer>;
  /** Seconds. */
  readonly limit: number;
}

/** Seconds between two looks at the deployment: at first, and at most. */
const PAUSE = { first: 0.5, last: 5 };
/** Seconds in which another run moves the deployment back after its check. */
const GRACE_PERIOD = 15;

/**
 * Checks by a prediction that a deployment works with the version that it was moved to, and moves it back if it does
 * not. While another run has moved it, the check waits for its turn: that run may move it back to this version. For
 * the same reason a version that failed is watched, as long as the check of the other run may take.
 * @throws {ActionError} if the version failed, or could not be checked, which leaves the deployment as it is.
 */
export async function checkDeployment(check: DeploymentCheck, signal: AbortSignal): Promise<void> {
  const { limit } = check;
  let deadline = Date.now() + limit * 1000;
  let last: CheckAnswer = { kind: "open", reason: "nothing was asked" };
  for (let pause = PAUSE.first; ; pause = Math.min(pause * 1.3, PAUSE.last)) {
    const left = (deadline - Date.now()) / 1000;
    const state = await checkOnce(check, last, left, signal);
    if (state.kind === "passed") return;
    if (state.kind === "failed") {
      if (last.kind !== "failed") deadline = Date.now() + (limit + GRACE_PERIOD) * 1000;
      last = state;
      await moveBackAndFail(check, state.reason, signal);
      info(`Deployment ${fullName(check.planned.name)} was moved by another run. Watching it.`);
    } else if (left > 0) {
      if (state.kind !== "moved") last = state;
      debug(
        `deployment not checked yet: ${state.kind === "moved" ? "another run moved it" : state.reason}`,
      );
    } else if (state.kind === "moved") throw superseded(check, state.found, last);
    else if (state.kind === "open")
      throw new ActionError(unansweredProblem(check.planned, state.reason));
    else last = { kind: "failed", reason: `it did not start in time: ${state.reason}` };
    await sleep(Math.min(pause, Math.max(left, PAUSE.first)), signal);
  }
}

/** Reads what the deployment serves, and runs a prediction unless the result is known or the time is up. */
async function checkOnce(
  { planned, version, ask }: DeploymentCheck,
  last: CheckAnswer,
  left: number,
  signal: AbortSignal,
): Promise<CheckState> {
  try {
    const found = await findDeployment(planned.api, planned.name);
    if (found?.release.version !== version) return { kind: "moved", found };
    return last.kind === "failed" || left <= 0 ? last : await ask(left);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ActionError)) throw error;
    if (error.problems.every(({ code }) => code === "request-failed"))
      return { kind: "open", reason: errorReason(error) };
    throw new ActionError(
      error.problems.map(({ message, hint }) => ({ ...unansweredProblem(planned, message), hint })),
      { cause: error },
    );
  }
}

/** Moves the deployment back, and throws the reason. Returns if another version is served in the meantime. */
async function moveBackAndFail(
  check: DeploymentCheck,
  reason: string,
  signal: AbortSignal,
): Promise<void> {
  const { planned, version } = check;
  const { before } = check.move;
  const isNew = "This step created the deployment, so there is no version to move back to.";
  if (before === undefined) throw checkFailed(check, reason, isNew);
  let back: Deployment | undefined;
  try {
    back = await moveBack(planned, before, version, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ActionError)) throw error;
    const failed = checkFailed(check, reason, "Moving it back failed, too.");
    throw new ActionError([...failed.problems, ...error.problems], { cause: error });
  }
  if (back === undefined) return;
  setOutputs({ "deployment-release": back.release.number });
  throw checkFailed(check, reason, `It was moved back to ${before.release.version}.`);
}

function superseded(
  check: DeploymentCheck,
  found: Deployment | undefined,
  last: CheckAnswer,
): ActionError {
  setOutputs({ "deployment-release": found?.release.number });
  if (last.kind !== "failed") return movedByOther(check.planned.name, found, check.version);
  const now = `Another run has moved it to ${found?.release.version ?? "nothing"} meanwhile.`;
  return checkFailed(check, last.reason, now);
}

function checkFailed({ planned, version }: DeploymentCheck, reason: string, now: string) {
  return new ActionError({
    code: "deployment-check-failed",
    message: `Deployment ${fullName(planned.name)} failed its check with version ${version}: ${reason}. ${now}`,
    hint: "Fix the model, and push it again. To test versions before the deployment moves, set test-model.",
  });
}

function unansweredProblem({ name }: PlannedDeployment, reason: string) {
  return {
    code: "deployment-check-unanswered",
    message: `Deployment ${fullName(name)} was moved, but it could not be checked: ${reason.replace(/\.$/, "")}. It was not moved back.`,
    hint: "Run a prediction on the deployment, or increase test-timeout-minutes.",
  };
}
