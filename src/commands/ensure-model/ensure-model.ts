import { setOutputs } from "../../lib/outputs.ts";
import { writeSummary } from "../../lib/summary-file.ts";
import { ensureModel, planModelSteps } from "../../model/ensure-model.ts";
import type { EnsurePlan } from "../../plan/plan.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { runPreflight } from "../preflight.ts";
import { reportDryRun, reportModel } from "../report.ts";
import { renderEnsured } from "../summary.ts";
import { reportUnusedInputs } from "../unused-inputs.ts";
import { preflightEnsure } from "./preflight.ts";

/** Creates a model or updates its metadata, without a push. */
export async function ensureModelOnly(plan: EnsurePlan, runtime: Runtime): Promise<void> {
  const { target, directory } = plan;
  const { name, access } = await runPreflight(plan, preflightEnsure, runtime);
  reportUnusedInputs(plan, { hardware: access.state.kind === "exists" ? name : undefined });
  if (plan.dryRun) return reportDryRun(name, await planModelSteps(access, name, target, directory));

  const model = await ensureModel(access, name, target, directory);
  reportModel(model);
  setOutputs({ status: "ensured" });
  await writeSummary(renderEnsured(model));
}
