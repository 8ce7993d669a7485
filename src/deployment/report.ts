import { notice, warning } from "../lib/log.ts";
import { fullName } from "../lib/model-name.ts";
import { setOutputs } from "../lib/outputs.ts";
import { formatCount } from "../lib/units.ts";
import type { MovedDeployment } from "./move.ts";

/** Writes to the log and the outputs what the deployment serves since it was moved to a version. */
export function reportMove({ deployment, before }: MovedDeployment, version: string): void {
  const { release } = deployment;
  const previous = before?.release.version;
  setOutputs({
    "deployment-release": release.number,
    "deployment-previous-version": previous,
  });
  const name = fullName(deployment);
  const { minInstances = 0 } = release;
  if (release.version !== version)
    warning(
      "deployment-moved-again",
      `Deployment ${name} was moved to ${version}, and then by another run to ${release.version}.`,
    );
  else if (previous === undefined)
    notice(
      "deployment-created",
      `Created deployment ${name}, which serves ${release.version}.${minInstances > 0 ? ` Always on and billed: ${formatCount(minInstances, "instance")}. To stop idle ones, set deployment-min-instances to 0.` : ""}`,
    );
  else if (previous === release.version)
    notice("deployment-unchanged", `Deployment ${name} already serves ${release.version}.`);
  else
    notice(
      "deployment-moved",
      `Deployment ${name} now serves ${release.version} (release ${release.number}; previously ${previous}).`,
    );
}
