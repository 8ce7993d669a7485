import type { DeploymentPreflight } from "../deployment/preflight.ts";
import { planDeploymentSteps } from "../deployment/render.ts";
import { info } from "../lib/log.ts";
import { formatterOf, type MessageOf } from "../lib/messages.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { setOutputs } from "../lib/outputs.ts";
import { writeSummary } from "../lib/summary-file.ts";
import type { PushPlan } from "../plan/plan.ts";
import { renderDryRun } from "./summary.ts";

/** What a run would do, in the infinitive. */
const STEPS = {
  "create-model": "create {model} ({visibility}, on {hardware})",
  "update-model": "update {fields} of {model}",
  "keep-model": "leave {model} as it is",
  "free-disk": "free disk space: remove {paths}",
  "free-short-disk": "free disk space ({space}): remove as many as needed of {paths}",
  "use-cache": "reuse unchanged layers of the latest version, where it has a build cache",
  "skip-cache": "build without the build cache: {reason}",
  "reuse-version": "skip the build: version {version} was built from the same sources",
  build: "build {directory} with Cog {cog}, and push nothing",
  "build-and-compare": "build {directory} with Cog {cog}, and compare its schema",
  "build-and-push": "build {directory} with Cog {cog}, and push it to {image}",
  "compare-schema": "compare its schema",
  "confirm-version": "confirm the new version, and write its ID to the outputs",
  "check-boot": "check that it boots",
  "run-cases": "run the test cases ({cases})",
  "create-deployment": "create deployment {deployment} on {hardware} ({min} to {max} instances)",
  "create-billed-deployment":
    "create deployment {deployment} on {hardware} ({min} to {max} instances; {min} always on and billed)",
  "keep-deployment": "leave deployment {deployment} as it is: it already serves {version}",
  "move-deployment": "move deployment {deployment}, which serves {version}",
  "check-deployment": "check the deployment by a prediction",
  "record-deployment": "record a GitHub Deployment",
  "update-notes": "write the version into the release notes of {tag}",
  "prune-versions": "delete older versions of the preview",
  "update-comment": "update the comment",
  "delete-preview": "delete {model} and all of its versions",
} as const;

export type DryRunStep = MessageOf<typeof STEPS>;

/** A step in words. */
export const describeStep = formatterOf(STEPS);

/** Reports what a run would do. */
export async function reportDryRun(name: ModelName, steps: readonly DryRunStep[]): Promise<void> {
  setOutputs({ model: fullName(name), status: "dry-run" });
  info("All checks passed. A run would:");
  for (const step of steps) info(`- ${describeStep(step)}`, step);
  await writeSummary(renderDryRun(name, steps.map(describeStep)));
}

/**
 * What is updated when a version has passed its tests.
 * @param version undefined: one that does not exist yet.
 */
export function planReleaseSteps(
  { releaseNotes, record }: Pick<PushPlan, "releaseNotes" | "record">,
  { deployment }: { readonly deployment: DeploymentPreflight },
  version?: string,
): DryRunStep[] {
  return [
    ...planDeploymentSteps(deployment, version),
    ...(record.isWanted && deployment.kind !== "none"
      ? [{ code: "record-deployment" } as const]
      : []),
    ...(releaseNotes.kind === "none"
      ? []
      : [{ code: "update-notes", tag: releaseNotes.tag } as const]),
  ];
}
