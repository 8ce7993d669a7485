import * as core from "@actions/core";
import { describeResponse } from "../http/unexpected-response.ts";
import { errorMessage } from "../lib/errors.ts";
import { info } from "../lib/log.ts";
import { saveState } from "../lib/outputs.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { cancelPrediction } from "../replicate/predictions.ts";

const STATE = "predictions";

/** A prediction that could not be canceled. */
interface LeftPrediction {
  readonly id: string;
  readonly reason: string;
}

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

/** Cancels predictions, and returns those that could not be canceled within the time limit, in seconds. */
export async function cancelPredictions(
  api: ReplicateApi,
  ids: Iterable<string>,
  seconds: number,
): Promise<LeftPrediction[]> {
  const signal = AbortSignal.timeout(seconds * 1000);
  const cancellations = [...ids].map(async (id) => {
    try {
      const response = await cancelPrediction(api, id, signal);
      if (response.status !== 200) throw new Error(describeResponse(response));
      info(`Canceled prediction ${id}.`);
      return [];
    } catch (error) {
      return [{ id, reason: errorMessage(error) }];
    }
  });
  return (await Promise.all(cancellations)).flat();
}
