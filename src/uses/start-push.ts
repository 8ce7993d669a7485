import { afterRequests } from "../pause.ts";
import type { PushPlan } from "../plan.ts";
import { preflightPush } from "../preflight/push.ts";
import type { Runtime } from "../runtime.ts";
import { Stopwatch } from "../stopwatch.ts";

/** Starts a push with its checks, and reads the code of all that follows while their answers are on the way. */
export async function startPush(plan: PushPlan, runtime: Runtime): Promise<void> {
  const watch = new Stopwatch();
  const preflight = watch.time("preflight", () => preflightPush(plan, runtime));
  const following = afterRequests().then(() => import("./push.ts"));
  const [ready, { push }] = await Promise.all([preflight, following]);
  await push(plan, ready, watch, runtime);
}
