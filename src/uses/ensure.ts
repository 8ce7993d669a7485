import type { EnsurePlan } from "../plan.ts";
import { preflightEnsure } from "../preflight/ensure.ts";
import { reportDryRun, reportEnsured, reportModel } from "../report/report.ts";
import type { Runtime } from "../runtime.ts";
import { ensureModel, foreseeModel } from "../steps/ensure-model.ts";

/** A model and its metadata, without a push. */
export async function ensure(plan: EnsurePlan, runtime: Runtime): Promise<void> {
  const { target, directory } = plan;
  const { name, known } = await preflightEnsure(plan, runtime);
  if (plan.dryRun) return reportDryRun(name, await foreseeModel(known, name, target, directory));
  const ensured = await ensureModel(known, name, target, directory);
  reportModel(name, ensured);
  await reportEnsured(ensured);
}
