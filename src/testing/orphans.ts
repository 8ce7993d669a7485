import * as core from "@actions/core";
import { describeResponse } from "../http/unexpected-response.ts";
import { errorMessage } from "../lib/errors.ts";
import { info } from "../lib/log.ts";
import { saveState } from "../lib/runner-file.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { cancelPrediction } from "../replicate/predictions.ts";

const STATE = "predictions";
/** Seconds for all cancellations: the runner kills a step 10 s after it cancels it. */
const TIMEOUT = 3;

/** Saves the ids of running predictions for the post step, in case this step is killed. */
export function saveRunning(ids: Iterable<string>): void {
  saveState(STATE, [...ids].join(" "));
}

/** The ids of predictions that the main step left running, for the post step. */
export function orphanedPredictions(): string[] {
  return core
    .getState(STATE)
    .split(" ")
    .filter((id) => id !== "");
}

/** Cancels predictions. One that cannot be canceled in time ends by its own time limit. */
export async function cancelPredictions(api: ReplicateApi, ids: Iterable<string>): Promise<void> {
  const signal = AbortSignal.timeout(TIMEOUT * 1000);
  const cancellations = [...ids].map(async (id) => {
    try {
      const response = await cancelPrediction(api, id, signal);
      if (response.status !== 200) throw new Error(describeResponse(response));
      info(`Canceled prediction ${id}.`);
    } catch (error) {
      core.warning(
        `Could not cancel prediction ${id} (${errorMessage(error)}). It ends by its time limit.`,
      );
    }
  });
  await Promise.all(cancellations);
}
