import {
  deadlineOf,
  errorOf,
  logOf,
  type Prediction,
  type Progress,
  progressOf,
} from "../models/prediction.ts";

const iso = (time: number): string => new Date(time).toISOString();

/**
 * A prediction as the API shows it at some time. Data is never removed here, though Replicate removes it
 * after an hour. The sandbox shows the output when the prediction has ended, not before.
 */
export function predictionObject(prediction: Prediction, origin: string, now = Date.now()) {
  const progress = progressOf(prediction, now);
  const { startedAt, completedAt } = progress;
  const deadline = deadlineOf(prediction);
  const address = `${origin}/v1/predictions/${prediction.id}`;
  return {
    id: prediction.id,
    model: prediction.model,
    version: prediction.version,
    ...(prediction.deployment !== undefined && { deployment: prediction.deployment }),
    input: prediction.input,
    logs: logOf(prediction, now),
    output: progress.status === "succeeded" ? (prediction.plan.output ?? null) : null,
    data_removed: false,
    error: errorOf(prediction, now),
    source: "api",
    status: progress.status,
    created_at: iso(prediction.createdAt),
    ...(Number.isFinite(deadline) && { deadline: iso(deadline) }),
    ...(startedAt !== undefined && { started_at: iso(startedAt) }),
    ...(completedAt !== undefined && {
      completed_at: iso(completedAt),
      metrics: metricsOf(prediction, { ...progress, completedAt }),
    }),
    urls: {
      cancel: `${address}/cancel`,
      get: address,
      web: `https://replicate.com/p/${prediction.id}`,
    },
  };
}

/** In the platform's seconds: a model that runs for 5 says 5 at any speed of the sandbox. */
function metricsOf(
  { createdAt, speed }: Prediction,
  { startedAt, completedAt }: Progress & { readonly completedAt: number },
) {
  const seconds = (from: number) => Number((((completedAt - from) * speed) / 1000).toFixed(6));
  return {
    ...(startedAt !== undefined && { predict_time: seconds(startedAt) }),
    total_time: seconds(createdAt),
  };
}
