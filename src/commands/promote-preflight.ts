import { checkDeployment, type DeploymentReady } from "../deployment/preflight.ts";
import { unexpected } from "../http/problem.ts";
import { ActionError, allPassed } from "../lib/errors.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { refusedReading } from "../model/model.ts";
import { apiNeeded, connect, nameOf } from "../model/target.ts";
import type { PromotePlan } from "../plan/plan.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { getModel, getVersion } from "../replicate/models.ts";
import type { Account, Model, Version } from "../replicate/parse.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { checkGates, type GatesReady } from "../testing/preflight.ts";

export interface PromoteReady {
  readonly api: ReplicateApi;
  readonly account: Account;
  readonly model: Model;
  readonly version: Version;
  readonly gates: GatesReady | undefined;
  readonly deployment: DeploymentReady | undefined;
  /** The version that is used today: the deployment's, or else the model's newest; undefined: none, or this one. */
  readonly current: Version | undefined;
}

/**
 * Checks, all at once, what a promotion needs: the version, the gates, the deployment.
 * @throws {ActionError} with every problem that was found.
 */
export async function preflightPromote(plan: PromotePlan, runtime: Runtime): Promise<PromoteReady> {
  const { target, version: id, gates } = plan;
  const { credentials } = target;
  const connection = connect(credentials, runtime);
  if (connection === undefined) throw apiNeeded(credentials, "Promoting a version");
  const { api, account } = connection;
  const name = nameOf(target);
  const model = name.then(async (of) => {
    const found = await getModel(api, of);
    if (!("status" in found)) return found;
    throw found.status === 404 ? noModel(of) : refusedReading(of, found, credentials);
  });
  const version = Promise.all([name, model]).then(([of]) => findVersion(api, of, id));
  const schema = version.then((found) => found.schema).catch(() => undefined);
  const gate = checkGates(gates, connection, credentials, plan.directory, schema, runtime);
  const deployment = checkDeployment(plan.deployment, connection, credentials, name);
  const current = Promise.all([model, deployment]).then(([of, served]) =>
    currentVersion(api, of, served, id),
  );
  await allPassed([account, name, model, version, ...gate.all, deployment, current]);
  return {
    api,
    account: await account,
    model: await model,
    version: await version,
    gates: await gate.ready,
    deployment: await deployment,
    current: await current,
  };
}

async function findVersion(api: ReplicateApi, name: ModelName, id: string): Promise<Version> {
  const found = await getVersion(api, name, id);
  if (!("status" in found)) return found;
  if (found.status !== 404) throw unexpected(`Reading version ${id} of ${fullName(name)}`, found);
  throw new ActionError({
    what: `${fullName(name)} has no version ${id} (or this token can't see it).`,
    remedy: `Give version the id of one of https://replicate.com/${fullName(name)}/versions.`,
  });
}

function noModel(name: ModelName): ActionError {
  return new ActionError({
    what: `${fullName(name)} does not exist (or this token can't see it), so it has no version to promote.`,
    remedy: "Check model and the account of api-token.",
  });
}

async function currentVersion(
  api: ReplicateApi,
  model: Model,
  served: DeploymentReady | undefined,
  promoted: string,
): Promise<Version | undefined> {
  const id =
    served?.state.kind === "exists"
      ? served.state.deployment.release.version
      : model.latestVersion?.id;
  if (id === undefined || id === promoted) return undefined;
  if (id === model.latestVersion?.id) return model.latestVersion;
  const found = await getVersion(api, model, id);
  if (!("status" in found)) return found;
  // One that was deleted meanwhile can't be compared with any more.
  if (found.status === 404) return { id, schema: undefined };
  throw unexpected(`Reading version ${id} of ${fullName(model)}, which is used today`, found);
}
