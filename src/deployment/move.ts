import type { HttpResponse } from "../http/request.ts";
import { describeResponse } from "../http/unexpected-response.ts";
import { ActionError } from "../lib/errors.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { sleep } from "../lib/sleep.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import {
  createDeployment,
  type DeploymentPatch,
  getDeployment,
  updateDeployment,
} from "../replicate/deployments.ts";
import type { Deployment } from "../replicate/parse.ts";
import type { PlannedDeployment } from "./preflight.ts";

/** A deployment that serves the version now. */
export interface MovedDeployment {
  readonly deployment: Deployment;
  readonly created: boolean;
  /** What it served before; undefined when it was created. */
  readonly previousVersion: string | undefined;
}

/** What became of the deployment, or that none was asked for. */
export type DeploymentResult =
  | { readonly kind: "not-moved" }
  | ({ readonly kind: "moved" } & MovedDeployment);

/** What cog-safe-push gives a new deployment (its deployment.py). */
const INSTANCES = { cpu: { min: 1, max: 20 }, gpu: { min: 0, max: 2 } } as const;

/** Seconds for which the API may still show a deployment as it was before. */
const PATIENCE = 10;

/**
 * Creates the deployment, or moves it to the version, and reads it back.
 * @throws {ActionError} when Replicate refuses, or the deployment serves another version afterwards.
 */
export async function moveDeployment(
  { api, name, asked, state }: PlannedDeployment,
  model: ModelName,
  version: string,
  signal: AbortSignal,
): Promise<MovedDeployment> {
  // Another run may have moved it since the preflight.
  const existing = state.kind === "exists" ? await getDeployment(api, name) : undefined;
  const reply =
    state.kind === "missing"
      ? await create(api, name, asked, state.hardware, model, version)
      : await update(api, existing ?? gone(name), asked, version);
  const isDone = reply === undefined || reply.status === 200 || reply.status === 201;
  // It would have no effect: it is there already.
  if (!isDone && !(existing !== undefined && reply.status === 409)) throw refused(name, reply);
  return {
    deployment: await readBack(api, name, existing, version, signal),
    created: existing === undefined,
    previousVersion: existing?.release.version,
  };
}

/** Reads the deployment until its release is another than before. */
async function readBack(
  api: ReplicateApi,
  name: ModelName,
  before: Deployment | undefined,
  version: string,
  signal: AbortSignal,
): Promise<Deployment> {
  const deadline = Date.now() + PATIENCE * 1000;
  for (;;) {
    const found = await getDeployment(api, name);
    if (found?.release.version === version) return found;
    const isAsBefore = found?.release.number === before?.release.number;
    if (!isAsBefore) throw elsewhere(name, found, version);
    if (Date.now() >= deadline) throw unmoved(name, found, version);
    await sleep(1, signal);
  }
}

function create(
  api: ReplicateApi,
  { name }: ModelName,
  asked: PlannedDeployment["asked"],
  hardware: string,
  model: ModelName,
  version: string,
): Promise<HttpResponse> {
  const usual = INSTANCES[/^cpu/.test(hardware) ? "cpu" : "gpu"];
  return createDeployment(api, {
    name,
    model: fullName(model),
    version,
    hardware,
    min_instances: asked.minInstances ?? Math.min(usual.min, asked.maxInstances ?? usual.min),
    max_instances: asked.maxInstances ?? Math.max(usual.max, asked.minInstances ?? 0),
  });
}

/** @returns undefined when it is as it should be already. */
async function update(
  api: ReplicateApi,
  { release, ...name }: Deployment,
  asked: PlannedDeployment["asked"],
  version: string,
): Promise<HttpResponse | undefined> {
  const fields = [
    ["version", version, release.version],
    ["hardware", asked.hardware, release.hardware],
    ["min_instances", asked.minInstances, release.minInstances],
    ["max_instances", asked.maxInstances, release.maxInstances],
  ] as const;
  const patch: DeploymentPatch = Object.fromEntries(
    fields.flatMap(([field, wanted, has]) =>
      wanted === undefined || wanted === has ? [] : [[field, wanted]],
    ),
  );
  return Object.keys(patch).length === 0 ? undefined : updateDeployment(api, name, patch);
}

function gone(name: ModelName): never {
  throw new ActionError({
    code: "deployment-deleted",
    message: `The deployment ${fullName(name)} was deleted while the step ran.`,
    hint: "Run the job again, and it is created.",
  });
}

function refused(name: ModelName, reply: HttpResponse): ActionError {
  return new ActionError({
    code: "deployment-move-failed",
    message: `The deployment ${fullName(name)} could not be moved: ${describeResponse(reply)}.`,
    hint: "The version itself is there. Correct what Replicate names, and run the job again with input version set to it: nothing is built then.",
  });
}

function unmoved(name: ModelName, found: Deployment | undefined, version: string): ActionError {
  return new ActionError({
    code: "deployment-not-moved",
    message: `The deployment ${fullName(name)} was moved to ${version}, and serves ${found?.release.version ?? "nothing"} now, ${PATIENCE} s later.`,
    hint: `Look at https://replicate.com/deployments/${fullName(name)}. To move it again, run the job with input version set to the new one: nothing is built then.`,
  });
}

function elsewhere(name: ModelName, found: Deployment | undefined, version: string): ActionError {
  return new ActionError({
    code: "deployment-moved-by-other",
    message: `The deployment ${fullName(name)} was moved to ${version}, and serves ${found?.release.version ?? "nothing"} now: another run has moved it meanwhile.`,
    hint: "Let one job at a time move a deployment (concurrency in the workflow), and run the one that should be last again.",
  });
}
