import * as core from "@actions/core";
import { describeResponse } from "../http/unexpected-response.ts";
import { errorMessage } from "../lib/errors.ts";
import { info } from "../lib/log.ts";
import { saveState } from "../lib/runner-file.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { cancelPrediction } from "../replicate/predictions.ts";

const STATE = "predictions";
/** Seconds for the last requests: the runner kills a step 10 s after it cancels it. */
const LAST_WORDS = 3;

/** Tells the post step which predictions run, for when this step is killed. Each ends by its time limit too. */
export function saveRunning(ids: Iterable<string>): void {
  saveState(STATE, [...ids].join(" "));
}

/** The predictions that the main step of this run has left running, as the post step is told. */
export function orphanedPredictions(): string[] {
  return core
    .getState(STATE)
    .split(" ")
    .filter((id) => id !== "");
}

/** Cancels predictions, as far as that takes no longer than there is. One that has ended is no matter. */
export async function cancelPredictions(api: ReplicateApi, ids: Iterable<string>): Promise<void> {
  const signal = AbortSignal.timeout(LAST_WORDS * 1000);
  const cancellations = [...ids].map(async (id) => {
    try {
      const reply = await cancelPrediction(api, id, signal);
      if (reply.status !== 200) throw new Error(describeResponse(reply));
      info(`Prediction ${id} was cancelled.`);
    } catch (error) {
      core.warning(
        `Prediction ${id} could not be cancelled (${errorMessage(error)}); its time limit ends it.`,
      );
    }
  });
  await Promise.all(cancellations);
}
