import { ensureModel, foreseeModel } from "../model/ensure-model.ts";
import { preflightEnsure } from "../model/preflight.ts";
import type { EnsurePlan } from "../plan/plan.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { reportDryRun, reportEnsured, reportModel } from "./report.ts";

/** A model and its metadata, without a push. */
export async function ensure(plan: EnsurePlan, runtime: Runtime): Promise<void> {
  const { target, directory } = plan;
  const { name, known } = await preflightEnsure(plan, runtime);
  if (plan.dryRun) return reportDryRun(name, await foreseeModel(known, name, target, directory));
  const ensured = await ensureModel(known, name, target, directory);
  reportModel(name, ensured);
  await reportEnsured(ensured);
}
