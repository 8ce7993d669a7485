import { json, type Reply } from "../http/http.ts";
import { type Prediction, progressOf } from "../models/prediction.ts";
import type { ApiCall } from "./call.ts";
import { pageOf } from "./pages.ts";
import { predictionObject } from "./prediction-object.ts";
import { notFound } from "./problems.ts";

/** The account's predictions, the newest first; those of a deleted version have gone with it. */
function ownPredictions({ state, account }: ApiCall): Prediction[] {
  const now = Date.now();
  return state.predictions
    .filter(
      ({ username, runs }) =>
        username === account.username && now < (runs?.listedUntil ?? Number.POSITIVE_INFINITY),
    )
    .toReversed();
}

/** predictions.list; none here comes from the web. */
export function listPredictions(call: ApiCall): Reply {
  const { searchParams: asked, origin } = call.url;
  const after = Date.parse(asked.get("created_after") ?? "");
  const before = Date.parse(asked.get("created_before") ?? "");
  const listed = ownPredictions(call).filter(
    ({ createdAt }) =>
      asked.get("source") !== "web" &&
      (Number.isNaN(after) || createdAt >= after) &&
      (Number.isNaN(before) || createdAt < before),
  );
  const page = pageOf(listed, call.url);
  const results = page.results.map((prediction) => predictionObject(prediction, origin));
  return json(200, { ...page, results });
}

/** predictions.get */
export function getPrediction(call: ApiCall, id: string): Reply {
  const prediction = ownPredictions(call).find((own) => own.id === id);
  return prediction === undefined
    ? notFound()
    : json(200, predictionObject(prediction, call.url.origin));
}

/** predictions.cancel. One that has ended stays as it is: what Replicate answers then is not known. */
export function cancelPrediction(call: ApiCall, id: string): Reply {
  const prediction = ownPredictions(call).find((own) => own.id === id);
  if (prediction === undefined) return notFound();
  if (progressOf(prediction).completedAt === undefined) prediction.canceledAt = Date.now();
  return json(200, predictionObject(prediction, call.url.origin));
}
