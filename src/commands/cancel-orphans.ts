import { readApiToken } from "../inputs/post.ts";
import { createApi } from "../replicate/client.ts";
import { readContext } from "../runtime/context.ts";
import { createRuntime } from "../runtime/runtime.ts";
import { cancelPredictions } from "../testing/orphans.ts";

/** Cancels, in the post step, the predictions that a killed step has left running. */
export async function cancelOrphans(ids: readonly string[], signal: AbortSignal): Promise<void> {
  const context = readContext();
  const apiToken = readApiToken(context);
  if (apiToken === undefined) return;
  const { http } = await createRuntime(context, signal);
  await cancelPredictions(createApi(http, context.apiUrl, apiToken), ids);
}
