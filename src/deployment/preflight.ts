import { ActionError } from "../lib/errors.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { type Connection, requireApi } from "../model/connection.ts";
import { checkHardware } from "../model/preflight.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { getDeployment } from "../replicate/deployments.ts";
import type { Deployment } from "../replicate/parse.ts";
import type { DeploymentOptions, NamedDeployment } from "./options.ts";

/** The deployment that is to serve the version, if there is one. */
export type DeploymentPreflight = { readonly kind: "none" } | PlannedDeployment;

/** The deployment as it is, or as it is to be created. */
export interface PlannedDeployment {
  readonly kind: "deployment";
  readonly api: ReplicateApi;
  readonly name: ModelName;
  readonly asked: NamedDeployment["asked"];
  readonly state:
    | { readonly kind: "exists"; readonly deployment: Deployment }
    | { readonly kind: "missing"; readonly hardware: string };
}

/**
 * Looks the deployment up, and when it is missing checks that it can be created.
 * @throws {ActionError} for one that serves another model, or can't be created as asked.
 */
export async function preflightDeployment(
  target: DeploymentOptions,
  connection: Connection,
  model: Promise<ModelName>,
): Promise<DeploymentPreflight> {
  if (target.kind === "none") return target;
  const { api, account } = requireApi(connection, "Moving a deployment");
  const served = await model;
  const name = { owner: target.owner ?? served.owner, name: target.name };
  const { asked } = target;
  const deployment = await getDeployment(api, name);
  if (deployment === undefined) {
    const hardware = await checkCreation(api, name, target, (await account).username);
    return { kind: "deployment", api, name, asked, state: { kind: "missing", hardware } };
  }
  const { release } = deployment;
  if (release.model.toLowerCase() !== fullName(served).toLowerCase())
    throw new ActionError({
      code: "deployment-of-other-model",
      message: `The deployment ${fullName(name)} serves ${release.model}, not ${fullName(served)}.`,
      hint: "Give deployment the name of one that serves the model, or a new name.",
    });
  if (asked.hardware !== undefined && asked.hardware !== release.hardware)
    await checkHardware(api, asked.hardware, WANTED);
  return { kind: "deployment", api, name, asked, state: { kind: "exists", deployment } };
}

const WANTED = { subject: "deployment", input: "deployment-hardware", isFinal: false };

async function checkCreation(
  api: ReplicateApi,
  name: ModelName,
  { asked, fallbackHardware }: NamedDeployment,
  username: string,
): Promise<string> {
  // The request that creates one has no owner: it is the token's account (deployments.create).
  if (username.toLowerCase() !== name.owner.toLowerCase())
    throw new ActionError({
      code: "deployment-owner-mismatch",
      message: `The deployment ${fullName(name)} does not exist (or this token can't see it), and it can't be created: api-token belongs to ${username}.`,
      hint: `Give api-token a token of ${name.owner}, or set deployment to ${username}/${name.name}.`,
    });
  return checkHardware(api, asked.hardware ?? fallbackHardware, WANTED);
}
