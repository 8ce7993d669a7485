import { moveDeployment } from "../../deployment/move.ts";
import { fullName } from "../../lib/model-name.ts";
import { versionUrl } from "../../model/urls.ts";
import type { PromotePlan } from "../../plan/plan.ts";
import { imageOf } from "../../push/publish-version.ts";
import { updateReleaseNotes } from "../../release-notes/update.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { Findings } from "../../testing/findings.ts";
import { checkCompatibility, runVersionTests } from "../../testing/gates.ts";
import { reportFindings, reportMove } from "../../testing/report.ts";
import { planReleaseSteps } from "../push/dry-run.ts";
import { releaseFacts } from "../release-facts.ts";
import { reportDryRun } from "../report.ts";
import { type PromotePreflight, preflightPromote } from "./preflight.ts";
import { reportPromotion, reportPromotionPreflight } from "./render.ts";

/** A version that exists already: proved as far as was asked, and moved to. Nothing is built. */
export async function promote(plan: PromotePlan, runtime: Runtime): Promise<void> {
  const ready = await preflightPromote(plan, runtime);
  const { model } = ready;
  reportPromotionPreflight(ready, imageOf(model, runtime));
  if (plan.dryRun)
    return reportDryRun(model, planReleaseSteps(plan, ready.deployment, plan.version));
  const findings: Findings = {};
  try {
    await deliver(plan, ready, findings, runtime);
  } catch (error) {
    await reportFindings(model, findings, runtime.context.apiUrl);
    throw error;
  }
}

async function deliver(
  plan: PromotePlan,
  { api, model, version, current, gates, deployment }: PromotePreflight,
  findings: Findings,
  runtime: Runtime,
): Promise<void> {
  const consequence =
    deployment === undefined
      ? "Nothing was moved."
      : `The deployment ${fullName(deployment.name)} was not moved.`;
  if (current !== undefined) {
    const schemas = { before: current.schema, after: version.schema };
    checkCompatibility(plan.gates, schemas, model, findings, consequence);
  }
  const subject = {
    model,
    version,
    previous: current,
    exampleInput: model.exampleInput,
    directory: plan.directory,
    isFresh: false,
  };
  await runVersionTests(plan.gates, subject, gates, undefined, findings, consequence, runtime);
  if (deployment !== undefined) {
    findings.moved = await moveDeployment(api, deployment, model, version.id, runtime.signal);
    reportMove(findings.moved);
  }
  const image = `${imageOf(model, runtime)}@sha256:${version.id}`;
  const page = versionUrl(model, version.id, undefined);
  await updateReleaseNotes(
    plan.release,
    { name: model, version, page, image, ...releaseFacts(findings, version) },
    api,
    runtime,
  );
  await reportPromotion(model, version.id, findings, runtime.context.apiUrl);
}
