import { ActionError } from "../lib/errors.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import type { Credentials } from "../model/options.ts";
import { checkHardware } from "../model/preflight.ts";
import { type ApiChecks, apiTokenRequired } from "../model/target.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { getDeployment } from "../replicate/deployments.ts";
import type { Deployment } from "../replicate/parse.ts";
import type { DeploymentOptions } from "./options.ts";

/** The deployment as it is, or as it is to be created. */
export interface DeploymentPreflight {
  readonly name: ModelName;
  readonly asked: DeploymentOptions["asked"];
  readonly state:
    | { readonly kind: "exists"; readonly deployment: Deployment }
    | { readonly kind: "missing"; readonly hardware: string };
}

/**
 * Looks the deployment up, and when it is missing checks that it can be created.
 * @returns undefined when none is to be moved.
 * @throws {ActionError} for one that serves another model, or can't be created as asked.
 */
export async function preflightDeployment(
  target: DeploymentOptions | undefined,
  connection: ApiChecks | undefined,
  credentials: Credentials,
  model: Promise<ModelName>,
): Promise<DeploymentPreflight | undefined> {
  if (target === undefined) return undefined;
  if (connection === undefined) throw apiTokenRequired(credentials, "Moving a deployment");
  const { api, account } = connection;
  const served = await model;
  const name = { owner: target.owner ?? served.owner, name: target.name };
  const { asked } = target;
  const deployment = await getDeployment(api, name);
  if (deployment === undefined) {
    const hardware = await checkCreation(api, name, target, (await account).username);
    return { name, asked, state: { kind: "missing", hardware } };
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
  return { name, asked, state: { kind: "exists", deployment } };
}

const WANTED = { subject: "deployment", input: "deployment-hardware", isFinal: false };

async function checkCreation(
  api: ReplicateApi,
  name: ModelName,
  { asked, fallbackHardware }: DeploymentOptions,
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
