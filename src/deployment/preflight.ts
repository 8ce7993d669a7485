import { isPrereleaseTag } from "../github/releases.ts";
import { ActionError } from "../lib/errors.ts";
import { notice } from "../lib/log.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { type ApiConnection, type Connection, requireApi } from "../model/connection.ts";
import { type HardwareUse, requireHardware } from "../model/hardware.ts";
import { isSameOwner } from "../model/preflight.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { findDeployment } from "../replicate/deployments.ts";
import type { Deployment } from "../replicate/parse.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type {
  DeploymentByRelease,
  DeploymentChoice,
  DeploymentOptions,
  NamedDeployment,
} from "./options.ts";

/** The deployment to move, if any. */
export type DeploymentPreflight = { readonly kind: "none" } | PlannedDeployment;

/** A deployment as it is now, or the hardware to create it on. */
export interface PlannedDeployment extends Pick<NamedDeployment, "kind" | "asked" | "check"> {
  readonly api: ReplicateApi;
  readonly name: ModelName;
  readonly state:
    | { readonly kind: "exists"; readonly deployment: Deployment }
    | { readonly kind: "missing"; readonly hardware: string };
}

/** Defaults for a new deployment, the same as cog-safe-push's (its deployment.py). */
const INSTANCES = { cpu: { min: 1, max: 20 }, gpu: { min: 0, max: 2 } } as const;

/** The least and the most instances of a new deployment. */
export function newInstances(
  { minInstances, maxInstances }: NamedDeployment["asked"],
  hardware: string,
): { readonly min: number; readonly max: number } {
  const { min, max } = INSTANCES[/^cpu/.test(hardware) ? "cpu" : "gpu"];
  return {
    min: minInstances ?? Math.min(min, maxInstances ?? min),
    max: maxInstances ?? Math.max(max, minInstances ?? 0),
  };
}

/** Whether the deployment is created on the hardware of input `hardware`. */
export function usesModelHardware(deployment: DeploymentPreflight): boolean {
  if (deployment.kind === "none" || deployment.state.kind === "exists") return false;
  return deployment.asked.hardware === undefined;
}

/** Whether a deployment serves versions of a model. */
export function isServing({ release }: Deployment, model: ModelName): boolean {
  return release.model.toLowerCase() === fullName(model).toLowerCase();
}

const USE: HardwareUse = { subject: "deployment", input: "deployment-hardware" };

/**
 * Chooses the deployment, and checks that it can be moved or created.
 * @throws {ActionError} also when GitHub does not say whether this is a pre-release.
 */
export async function preflightDeployment(
  options: DeploymentOptions,
  connection: Connection,
  model: Promise<ModelName>,
  runtime: Runtime,
): Promise<DeploymentPreflight> {
  const target = options.kind === "by-release" ? await choose(options, runtime) : options;
  if (target.kind === "none") return target;
  const apiConnection = requireApi(connection, "Moving a deployment");
  const { api } = apiConnection;
  const served = await model;
  const name = { owner: target.owner ?? served.owner, name: target.name };
  const { kind, asked, check } = target;
  const deployment = await findDeployment(api, name);
  if (deployment === undefined) {
    requireRange(name, asked.minInstances, asked.maxInstances);
    const hardware = await checkCreation(apiConnection, name, target);
    return { kind, api, name, asked, check, state: { kind: "missing", hardware } };
  }
  const { release } = deployment;
  if (!isServing(deployment, served))
    throw new ActionError({
      code: "deployment-of-other-model",
      message: `Deployment ${fullName(name)} serves ${release.model}, not ${fullName(served)}.`,
      hint: `Set deployment to one that serves ${fullName(served)}, or to a new name.`,
    });
  const { minInstances = release.minInstances, maxInstances = release.maxInstances } = asked;
  if (asked.minInstances !== undefined || asked.maxInstances !== undefined)
    requireRange(name, minInstances, maxInstances);
  if (asked.hardware !== undefined && asked.hardware !== release.hardware)
    requireHardware(asked.hardware, await apiConnection.hardware(), USE);
  return { kind, api, name, asked, check, state: { kind: "exists", deployment } };
}

/** Inputs change one limit, and leave the other one as it is. */
function requireRange(name: ModelName, min = 0, max = Number.POSITIVE_INFINITY): void {
  if (min <= max) return;
  throw new ActionError({
    code: "deployment-instances-invalid",
    message: `Deployment ${fullName(name)} would have at least ${min} and at most ${max} instances.`,
    hint: "Set deployment-max-instances to deployment-min-instances or more.",
  });
}

/** A pre-release never moves the deployment of releases. */
async function choose(
  { release, stable, prerelease }: DeploymentByRelease,
  { http, context }: Runtime,
): Promise<DeploymentChoice> {
  if (stable.kind === "none" && prerelease.kind === "none") return stable;
  const { githubApiUrl: apiUrl, repository } = context;
  const isPrerelease =
    release.kind === "event"
      ? release.isPrerelease
      : await isPrereleaseTag(
          http,
          { apiUrl, repository, token: release.githubToken },
          release.tag,
        );
  if (!isPrerelease) return stable;
  if (prerelease.kind === "none")
    notice(
      "deployment-not-moved",
      "This is a pre-release, so deployment is not moved. To move another deployment on pre-releases, set prerelease-deployment.",
    );
  return prerelease;
}

async function checkCreation(
  { account, hardware }: ApiConnection,
  name: ModelName,
  { asked, fallback }: NamedDeployment,
): Promise<string> {
  const owner = await account;
  // The request has no owner: the deployment belongs to the token's account (deployments.create).
  if (!isSameOwner(owner, name))
    throw new ActionError({
      code: "deployment-owner-mismatch",
      message: `Deployment ${fullName(name)} does not exist (or this token cannot see it), and cannot be created: api-token belongs to ${owner.username}.`,
      hint: `Set api-token to a token of ${name.owner}, or set deployment to ${owner.username}/${name.name}.`,
    });
  if (asked.hardware === undefined && fallback.isDefaultHardware)
    notice(
      "deployment-hardware-default",
      `Deployment ${fullName(name)} will be created on ${fallback.hardware}, as cog-safe-push does. To choose the hardware, set deployment-hardware.`,
    );
  return requireHardware(asked.hardware ?? fallback.hardware, await hardware(), USE);
}
