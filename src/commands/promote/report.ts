import * as core from "@actions/core";
import { exampleInput } from "../../compatibility/openapi.ts";
import { info } from "../../lib/log.ts";
import { fullName } from "../../lib/model-name.ts";
import { setOutputs } from "../../lib/outputs.ts";
import { writeSummary } from "../../lib/summary-file.ts";
import { link } from "../../markdown/markdown.ts";
import { renderRun } from "../../markdown/snippets.ts";
import { versionUrl } from "../../model/urls.ts";
import { reportAccount, versionOutputs } from "../report.ts";
import { type Results, renderResults } from "../results.ts";
import type { PromotePreflight } from "./preflight.ts";

/** Reports the version, as soon as it is known to exist. */
export function reportPromotionPreflight(
  { account, model, version, current }: PromotePreflight,
  image: string,
): void {
  setOutputs({
    model: fullName(model),
    "model-url": model.url,
    ...versionOutputs(model, version, image),
    "previous-version": current.kind === "other" ? current.version.id : undefined,
  });
  reportAccount(account);
  info(`${fullName(model)} has version ${version.id}`);
  if (current.kind === "other" && current.isRollback)
    core.notice(`This is a rollback: ${version.id} is older than ${current.version.id}.`);
}

/** Reports a promotion that succeeded. */
export async function reportPromotion(
  { model, version: { id, schema }, current }: PromotePreflight,
  results: Results,
  apiUrl: string,
): Promise<void> {
  const isMoved = results.deployment.kind === "moved";
  setOutputs({ status: isMoved ? "promoted" : "unchanged" });
  if (!isMoved)
    core.warning(
      "The version was tested, and nothing was moved: no deployment is set for this run. Set deployment (on a pre-release: prerelease-deployment) to the name of the deployment to move.",
    );
  const isRollback = current.kind === "other" && current.isRollback;
  const done = !isMoved ? "Tested" : isRollback ? "Rolled back to" : "Promoted";
  const page = versionUrl(model.url, id);
  await writeSummary(
    [
      `## ${link(fullName(model), model.url)} on Replicate`,
      `${done} this version.`,
      renderRun({ model, version: id, page, input: exampleInput(schema), apiUrl }),
      ...renderResults(results, apiUrl),
    ].join("\n\n"),
  );
}
