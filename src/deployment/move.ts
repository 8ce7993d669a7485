import type { HttpResponse } from "../http/request.ts";
import { describeResponse } from "../http/unexpected-response.ts";
import { ActionError } from "../lib/errors.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { poll } from "../lib/poll.ts";
import {
  createDeployment,
  type DeploymentPatch,
  findDeployment,
  updateDeployment,
} from "../replicate/deployments.ts";
import type { Deployment } from "../replicate/parse.ts";
import { isServing, newInstances, type PlannedDeployment } from "./preflight.ts";

/** A deployment that serves the version now. */
export interface MovedDeployment {
  readonly deployment: Deployment;
  /** As it was before the move; undefined: the move created it. */
  readonly before: Deployment | undefined;
}

/** A move, and whether a prediction has shown that it works. */
export interface CheckedMove extends MovedDeployment {
  readonly kind: "moved";
  readonly isChecked: boolean;
}

/** The result for the deployment; not moved when there is none to move. */
export type DeploymentResult = { readonly kind: "not-moved" } | CheckedMove;

/** Seconds in which the API may still return the previous release. */
const TIMEOUT = 10;

/**
 * Moves the deployment to a version, or creates it, and confirms the result.
 * @throws {ActionError} when Replicate refuses, or the deployment serves another version afterwards. One that another
 * run has moved is returned when there is a check, which waits for its turn.
 */
export async function moveDeployment(
  planned: PlannedDeployment,
  model: ModelName,
  version: string,
  signal: AbortSignal,
): Promise<MovedDeployment> {
  const { state } = planned;
  const known =
    state.kind === "exists"
      ? state.deployment
      : await create(planned, state.hardware, model, version);
  const replaced = known && (await update(planned, version));
  const deployment = await confirmMove(planned, replaced, version, signal);
  // More than one release later, another run moved it between the request that read it and the one that moved it.
  const isDirect = replaced && deployment.release.number <= replaced.release.number + 1;
  return { deployment, before: isDirect ? replaced : known };
}

/**
 * Moves the deployment back to its release before a move, with the settings that were changed.
 * @returns undefined when it no longer serves the version to move away from: nothing is changed then.
 * @throws {ActionError} when Replicate refuses.
 */
export async function moveBack(
  planned: PlannedDeployment,
  { release }: Deployment,
  version: string,
  signal: AbortSignal,
): Promise<Deployment | undefined> {
  const { hardware, minInstances, maxInstances } = planned.asked;
  const asked = {
    hardware: hardware && release.hardware,
    minInstances: minInstances === undefined ? undefined : release.minInstances,
    maxInstances: maxInstances === undefined ? undefined : release.maxInstances,
  };
  const found = await findDeployment(planned.api, planned.name);
  if (found?.release.version !== version) return undefined;
  const back = { ...planned, asked };
  return confirmMove(back, await update(back, release.version), release.version, signal);
}

/** @returns undefined, or the deployment when another run has created it since the preflight. */
async function create(
  { api, name, asked }: PlannedDeployment,
  hardware: string,
  model: ModelName,
  version: string,
): Promise<Deployment | undefined> {
  const { min, max } = newInstances(asked, hardware);
  const response = await createDeployment(api, {
    name: name.name,
    model: fullName(model),
    version,
    hardware,
    min_instances: min,
    max_instances: max,
  });
  if (response.status === 200 || response.status === 201) return undefined;
  const found = await findDeployment(api, name);
  // Only the response was lost: its first release serves the version.
  if (found?.release.number === 1 && found.release.version === version) return undefined;
  if (found !== undefined && isServing(found, model)) return found;
  throw moveFailed(name, response);
}

/** @returns the deployment before the update. */
async function update(
  { api, name, asked }: PlannedDeployment,
  version: string,
): Promise<Deployment> {
  // Another run may have moved or deleted it since the preflight.
  const before = await findDeployment(api, name);
  if (before === undefined)
    throw new ActionError({
      code: "deployment-deleted",
      message: `Deployment ${fullName(name)} was deleted during the step.`,
      hint: "Run the job again to create it.",
    });
  const { release } = before;
  const fields = [
    ["version", version, release.version],
    ["hardware", asked.hardware, release.hardware],
    ["min_instances", asked.minInstances, release.minInstances],
    ["max_instances", asked.maxInstances, release.maxInstances],
  ] as const;
  const changed = fields.filter(
    ([, wanted, current]) => wanted !== undefined && wanted !== current,
  );
  if (changed.length === 0) return before;
  const patch: DeploymentPatch = Object.fromEntries(changed);
  const response = await updateDeployment(api, name, patch);
  // 409: the update would change nothing.
  if (![200, 201, 409].includes(response.status)) throw moveFailed(name, response);
  return before;
}

/** Waits until the deployment has another release than before. */
async function confirmMove(
  { api, name, check }: PlannedDeployment,
  before: Deployment | undefined,
  version: string,
  signal: AbortSignal,
): Promise<Deployment> {
  let last: Deployment | undefined;
  const found = await poll({ timeout: TIMEOUT, maxPause: 1, signal }, async () => {
    last = await findDeployment(api, name);
    if (last?.release.version === version) return last;
    if (last?.release.number === before?.release.number) return undefined;
    if (check && last !== undefined) return last;
    throw movedByOther(name, last, version);
  });
  if (found !== undefined) return found;
  throw new ActionError({
    code: "deployment-not-moved",
    message: `Deployment ${fullName(name)} still serves ${last?.release.version ?? "nothing"}, ${TIMEOUT} s after it was moved to ${version}.`,
    hint: `Check https://replicate.com/deployments/${fullName(name)}. To move it again without a build, run the job with input version set to the new version.`,
  });
}

function moveFailed(name: ModelName, response: HttpResponse): ActionError {
  return new ActionError({
    code: "deployment-move-failed",
    message: `Moving deployment ${fullName(name)} failed with ${describeResponse(response)}.`,
    hint: "Fix what Replicate reports, and run the job again with input version set to the new version, which skips the build.",
  });
}

/** The error for a deployment that another run has moved. */
export function movedByOther(
  name: ModelName,
  found: Deployment | undefined,
  version: string,
): ActionError {
  return new ActionError({
    code: "deployment-moved-by-other",
    message: `Deployment ${fullName(name)} was moved to ${version}, but another run has moved it to ${found?.release.version ?? "nothing"}.`,
    hint: "Set a concurrency group, so that only one job at a time moves the deployment. Then run the job whose version should be deployed again.",
  });
}
