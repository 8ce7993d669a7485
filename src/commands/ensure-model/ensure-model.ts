import { ensureModel, planModelSteps } from "../../model/ensure-model.ts";
import type { EnsurePlan } from "../../plan/plan.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { reportDryRun, reportEnsured, reportModel } from "../report.ts";
import { preflightEnsure } from "./preflight.ts";

/** A model and its metadata, without a push. */
export async function ensureModelOnly(plan: EnsurePlan, runtime: Runtime): Promise<void> {
  const { target, directory } = plan;
  const { name, known } = await preflightEnsure(plan, runtime);
  if (plan.dryRun) return reportDryRun(name, await planModelSteps(known, name, target, directory));
  const ensured = await ensureModel(known, name, target, directory);
  reportModel(name, ensured);
  await reportEnsured(ensured);
}
