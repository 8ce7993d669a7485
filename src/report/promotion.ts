import * as core from "@actions/core";
import type { Findings } from "../gates/findings.ts";
import { say } from "../log.ts";
import { fullName, type ModelName } from "../model-name.ts";
import type { PromoteReady } from "../preflight/promote.ts";
import { renderFindings } from "./findings.ts";
import { link } from "./markdown.ts";
import { setOutputs } from "./outputs.ts";
import { versionPage } from "./pages.ts";
import { writeSummary } from "./write.ts";

/** Tells which version it is about, as soon as it is known to be there. */
export function reportPromotionPreflight(
  { account, model, version, current }: PromoteReady,
  image: string,
): void {
  setOutputs({
    model: fullName(model),
    "model-url": model.url,
    version: version.id,
    "version-url": versionPage(model, version.id, undefined),
    digest: `sha256:${version.id}`,
    image: `${image}@sha256:${version.id}`,
    "previous-version": current?.id,
  });
  say(`api-token belongs to ${account.username} (${account.type})`);
  say(`${fullName(model)} has the version ${version.id}`);
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
      `## ${link(version, versionPage(name, version, undefined))} ${title}`,
      ...renderFindings(findings, apiUrl),
    ].join("\n\n"),
  );
}
