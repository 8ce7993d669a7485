import type { HttpResponse } from "../http/request.ts";
import { describeResponse, isTransient } from "../http/unexpected-response.ts";
import { ActionError } from "../lib/errors.ts";
import type { JsonRecord } from "../lib/json.ts";
import { type Boot, bootOf } from "./boot.ts";
import type { Run } from "./prediction-run.ts";
import type { Predictions } from "./predictions.ts";

/** The first prediction of a version, and what it says of the version. */
export interface FirstRun {
  readonly boot: Boot;
  readonly run: Run;
}

/**
 * Runs the first prediction of a version, and tells whether it started.
 * @param limit seconds.
 * @throws {ActionError} when Replicate refuses the prediction for another reason than the version.
 */
export async function bootCheck(
  predictions: Predictions,
  version: string,
  input: JsonRecord,
  limit: number,
): Promise<FirstRun> {
  const run = await predictions.run({ version }, input, limit);
  const boot = bootOf(run);
  if (boot === undefined && "refused" in run) throw notRun(run.refused);
  if (boot === undefined) throw new Error("unreachable: a prediction that ended tells of its boot");
  return { boot, run };
}

/** The error for a prediction that Replicate does not make at all. */
function notRun(reply: HttpResponse): ActionError {
  return new ActionError({
    code: "prediction-refused",
    message: `Replicate does not run the prediction: ${describeResponse(reply)}.`,
    hint: remedyFor(reply),
  });
}

function remedyFor(reply: HttpResponse): string {
  if (reply.status === 402)
    return "Add credit at https://replicate.com/account/billing, wait a few minutes, and run the job again.";
  if (reply.status === 422)
    return "Check the inputs: of the first test case, or of the model's example where there is none.";
  if (isTransient(reply))
    return "This is a fault on the way or at Replicate, tried several times: run the job again later.";
  return "Check that api-token may run the model.";
}
