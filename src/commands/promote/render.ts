import * as core from "@actions/core";
import { info } from "../../lib/log.ts";
import { fullName, type ModelName } from "../../lib/model-name.ts";
import { setOutputs } from "../../lib/outputs.ts";
import { writeSummary } from "../../lib/summary-file.ts";
import { link } from "../../markdown/markdown.ts";
import { versionUrl } from "../../model/urls.ts";
import type { Findings } from "../../testing/findings.ts";
import { renderFindings } from "../findings.ts";
import type { PromotePreflight } from "./preflight.ts";

/** Tells which version it is about, as soon as it is known to be there. */
export function reportPromotionPreflight(
  { account, model, version, current }: PromotePreflight,
  image: string,
): void {
  setOutputs({
    model: fullName(model),
    "model-url": model.url,
    version: version.id,
    "version-url": versionUrl(model, version.id, undefined),
    digest: `sha256:${version.id}`,
    image: `${image}@sha256:${version.id}`,
    "previous-version": current?.id,
  });
  info(`api-token belongs to ${account.username} (${account.type})`);
  info(`${fullName(model)} has the version ${version.id}`);
}

/** Tells of a promotion that has ended well. */
export async function reportPromotion(
  name: ModelName,
  version: string,
  findings: Findings,
  apiUrl: string,
): Promise<void> {
  const isMoved = findings.moved !== undefined;
  setOutputs({ status: isMoved ? "promoted" : "unchanged" });
  if (!isMoved)
    core.warning("No deployment is named, so nothing was moved: the version was only looked at.");
  const title = isMoved ? "promoted" : "looked at";
  await writeSummary(
    [
      `## ${link(version, versionUrl(name, version, undefined))} ${title}`,
      ...renderFindings(findings, apiUrl),
    ].join("\n\n"),
  );
}
