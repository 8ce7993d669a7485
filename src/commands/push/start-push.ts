import { afterRequests } from "../../lib/sleep.ts";
import { Stopwatch } from "../../lib/stopwatch.ts";
import type { PushPlan } from "../../plan/plan.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { preflightPush } from "./preflight.ts";

/** Starts a push with its checks, and reads the code of all that follows while their answers are on the way. */
export async function startPush(plan: PushPlan, runtime: Runtime): Promise<void> {
  const watch = new Stopwatch();
  const preflight = watch.time("preflight", () => preflightPush(plan, runtime));
  const following = afterRequests().then(() => import("./push.ts"));
  const [ready, { push }] = await Promise.all([preflight, following]);
  await push(plan, ready, watch, runtime);
}
