import type { Findings } from "../gates/findings.ts";
import { fullName } from "../model-name.ts";
import type { PromotePlan } from "../plan.ts";
import { type PromoteReady, preflightPromote } from "../preflight/promote.ts";
import { reportFindings, reportMove } from "../report/gates.ts";
import { versionPage } from "../report/pages.ts";
import { reportPromotion, reportPromotionPreflight } from "../report/promotion.ts";
import { reportDryRun } from "../report/report.ts";
import type { Runtime } from "../runtime.ts";
import { moveDeployment } from "../steps/move-deployment.ts";
import { imageOf } from "../steps/publish-version.ts";
import { foreseeDelivery } from "./foresee.ts";
import { passCompatibility, passTrial } from "./gates.ts";
import { tellRelease } from "./release.ts";

/** A version that exists already: proved as far as was asked, and moved to. Nothing is built. */
export async function promote(plan: PromotePlan, runtime: Runtime): Promise<void> {
  const ready = await preflightPromote(plan, runtime);
  const { model } = ready;
  reportPromotionPreflight(ready, imageOf(model, runtime));
  if (plan.dryRun)
    return reportDryRun(model, foreseeDelivery(plan, ready.deployment, plan.version));
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
  { api, model, version, current, gates, deployment }: PromoteReady,
  findings: Findings,
  runtime: Runtime,
): Promise<void> {
  const consequence =
    deployment === undefined
      ? "Nothing was moved."
      : `The deployment ${fullName(deployment.name)} was not moved.`;
  if (current !== undefined) {
    const schemas = { before: current.schema, after: version.schema };
    passCompatibility(plan.gates, schemas, model, findings, consequence);
  }
  const subject = {
    model,
    version,
    previous: current,
    exampleInput: model.exampleInput,
    directory: plan.directory,
    isFresh: false,
  };
  await passTrial(plan.gates, subject, gates, undefined, findings, consequence, runtime);
  if (deployment !== undefined) {
    findings.moved = await moveDeployment(api, deployment, model, version.id, runtime.signal);
    reportMove(findings.moved);
  }
  const image = `${imageOf(model, runtime)}@sha256:${version.id}`;
  const page = versionPage(model, version.id, undefined);
  await tellRelease(plan.release, { name: model, version, page, image, findings }, api, runtime);
  await reportPromotion(model, version.id, findings, runtime.context.apiUrl);
}
