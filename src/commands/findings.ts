import { renderCompatibility } from "../compatibility/render.ts";
import { fullName } from "../lib/model-name.ts";
import { block, code, table } from "../markdown/markdown.ts";
import { shellQuoted } from "../markdown/snippets.ts";
import type { Findings, MovedDeployment } from "../testing/findings.ts";
import { renderTestReport } from "../testing/render.ts";

/** What the gates found, as sections of a summary or a comment; empty when there was no gate. */
export function renderFindings(
  { compatibility, trial, moved }: Findings,
  apiUrl: string,
): string[] {
  return [
    ...(compatibility === undefined
      ? []
      : [`#### Compatibility\n\n${renderCompatibility(compatibility)}`]),
    ...(trial === undefined ? [] : [`#### Tests\n\n${renderTestReport(trial)}`]),
    ...(moved === undefined ? [] : [`#### Deployment\n\n${renderMove(moved, apiUrl)}`]),
  ];
}

/** Where the deployment stands, and the one line that takes it back. */
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
  return `${shown}\n\nTo go back, run this step with ${code(`version: ${previousVersion}`)}, or:\n\n${block("sh", back)}`;
}
