import { runChecks } from "../lib/errors.ts";
import { setOutputs } from "../lib/outputs.ts";
import { writeSummary } from "../lib/summary-file.ts";
import { connect, requireApi } from "../model/connection.ts";
import { ensureModel, planModelSteps } from "../model/ensure-model.ts";
import { checkFiles } from "../model/input-files.ts";
import { type ApiAccess, fetchApiAccess, requireModel } from "../model/preflight.ts";
import type { EnsurePlan } from "../plan/plan.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { reportDryRun } from "./dry-run.ts";
import { runPreflight } from "./preflight.ts";
import { reportModel } from "./report.ts";
import { renderEnsured } from "./summary.ts";
import { reportUnusedInputs } from "./unused-inputs.ts";

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

/** Checks, all at once, the API, and the files that inputs name. */
async function preflightEnsure({ target, directory }: EnsurePlan, runtime: Runtime) {
  const { credentials, creation, metadata } = target;
  const connection = connect(credentials, runtime);
  const name = requireModel(target);
  const fetchAccess = async (): Promise<ApiAccess> =>
    fetchApiAccess(requireApi(connection, "Updating a model (push: false)"), creation, name);
  return runChecks({
    name,
    account: connection.kind === "api" ? connection.account : undefined,
    access: fetchAccess(),
    files: checkFiles(directory, runtime.context.workspace, [["readme-file", metadata.readmeFile]]),
  });
}
