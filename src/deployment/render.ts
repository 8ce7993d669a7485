import { fullName } from "../lib/model-name.ts";
import { block, code, table } from "../markdown/markdown.ts";
import { shellQuoted } from "../markdown/snippets.ts";
import type { DeploymentResult, MovedDeployment } from "./move.ts";
import { type DeploymentPreflight, newInstances } from "./preflight.ts";

/**
 * What a dry run says of the deployment.
 * @param version undefined: one that does not exist yet.
 */
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

/** What instances cost that do not stop when nobody uses them. */
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
  { deployment, previousVersion }: MovedDeployment,
  apiUrl: string,
): string {
  const { release } = deployment;
  const shown = table(
    ["", ""],
    [
      ["Deployment", code(fullName(deployment))],
      ["Release", String(release.number)],
      ["Serves", code(release.version)],
      [
        "Before",
        previousVersion && previousVersion !== release.version ? code(previousVersion) : "",
      ],
      ["Hardware", release.hardware && code(release.hardware)],
    ],
  );
  if (previousVersion === undefined || previousVersion === release.version) return shown;
  const back = `curl -X PATCH -H "Authorization: Bearer $REPLICATE_API_TOKEN" -H "Content-Type: application/json" -d ${shellQuoted(`{"version": ${JSON.stringify(previousVersion)}}`)} ${apiUrl}/deployments/${fullName(deployment)}`;
  return `${shown}\n\nTo roll back, run this step with ${code(`version: ${previousVersion}`)}, or:\n\n${block("sh", back)}`;
}
