import { fullName } from "../lib/model-name.ts";
import { block, code, details, facts, shortId } from "../markdown/markdown.ts";
import { curlCommand } from "../markdown/snippets.ts";
import type { DeploymentResult, MovedDeployment } from "./move.ts";
import { type DeploymentPreflight, newInstances } from "./preflight.ts";

/** Renders the deployment in a dry run. Without `version`, the version does not exist yet. */
export function planDeploymentSteps(deployment: DeploymentPreflight, version?: string): string[] {
  if (deployment.kind === "none") return [];
  const name = fullName(deployment.name);
  const { state, asked } = deployment;
  const check = deployment.check ? ", and check it by a prediction" : "";
  if (state.kind === "missing") {
    const { min, max } = newInstances(asked, state.hardware);
    const cost = min > 0 ? `; ${alwaysOn(min)}` : "";
    return [
      `create deployment ${name} on ${state.hardware} (${min} to ${max} instances${cost})${check}`,
    ];
  }
  const served = state.deployment.release.version;
  return [
    served === version
      ? `leave deployment ${name} as it is: it already serves ${served}`
      : `move deployment ${name}, which serves ${served}${check}`,
  ];
}

/** The note about instances that are always on and billed. */
export function alwaysOn(min: number): string {
  return `${min === 1 ? "1 is" : `${min} are`} always on and billed`;
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
