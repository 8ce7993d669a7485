import { fullName } from "../lib/model-name.ts";
import { block, code, details, facts, shortId } from "../markdown/markdown.ts";
import { curlCommand } from "../markdown/snippets.ts";
import type { DeploymentResult, MovedDeployment } from "./move.ts";
import { type DeploymentPreflight, newInstances } from "./preflight.ts";

/** Lists what would be done with the deployment, for a dry run. Without `version`, the version does not exist yet. */
export function planDeploymentSteps(preflight: DeploymentPreflight, version?: string) {
  if (preflight.kind === "none") return [];
  const deployment = fullName(preflight.name);
  const { state, asked } = preflight;
  const check = preflight.check ? [{ code: "check-deployment" } as const] : [];
  if (state.kind === "missing") {
    const { hardware } = state;
    const { min, max } = newInstances(asked, hardware);
    const code = min > 0 ? "create-billed-deployment" : "create-deployment";
    return [{ code, deployment, hardware, min: String(min), max: String(max) } as const, ...check];
  }
  const served = { deployment, version: state.deployment.release.version };
  return served.version === version
    ? [{ code: "keep-deployment", ...served } as const]
    : [{ code: "move-deployment", ...served } as const, ...check];
}

/** The section of a summary or comment; empty when no deployment was moved. */
export function renderDeploymentResult(result: DeploymentResult, apiUrl: string): string[] {
  if (result.kind === "not-moved") return [];
  const checked = result.isChecked ? "A prediction through the deployment passed.\n\n" : "";
  return [`#### Deployment\n\n${checked}${renderMove(result, apiUrl)}`];
}

/** The row of a version's release notes; none when no deployment was moved. */
export function deploymentRows(result: DeploymentResult): [name: string, cell: string][] {
  if (result.kind === "not-moved") return [];
  const { deployment } = result;
  return [["Deployment", `${code(fullName(deployment))}, release ${deployment.release.number}`]];
}

/** What the deployment serves, and the command that rolls it back. */
export function renderMove(
  { deployment, before: replaced }: MovedDeployment,
  apiUrl: string,
): string {
  const { release } = deployment;
  const previous = replaced?.release.version;
  const before = previous === release.version ? undefined : previous;
  const shown = facts([
    ["Deployment", code(fullName(deployment))],
    ["Release", String(release.number)],
    ["Serves", code(shortId(release.version))],
    ["Before", before && code(shortId(before))],
    ["Hardware", release.hardware && code(release.hardware)],
  ]);
  if (before === undefined) return shown.join("");
  const request = `-X PATCH ${apiUrl}/deployments/${fullName(deployment)}`;
  const back = curlCommand(request, { version: before });
  return [
    ...shown,
    "To roll back, run this step with:",
    block("yaml", `version: ${before}`),
    details("Roll back with curl", block("sh", back)),
  ].join("\n\n");
}
