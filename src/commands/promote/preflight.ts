import { type DeploymentPreflight, preflightDeployment } from "../../deployment/preflight.ts";
import { unexpectedResponse } from "../../http/unexpected-response.ts";
import { ActionError, runChecks } from "../../lib/errors.ts";
import { fullName, type ModelName } from "../../lib/model-name.ts";
import { refusedReading } from "../../model/preflight.ts";
import { apiTokenRequired, connect, requireModel } from "../../model/target.ts";
import type { PromotePlan } from "../../plan/plan.ts";
import type { ReplicateApi } from "../../replicate/client.ts";
import { getModel, getVersion } from "../../replicate/models.ts";
import type { Account, Model, Version } from "../../replicate/parse.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { preflightTesting, type TestingPreflight } from "../../testing/preflight.ts";

export interface PromotePreflight {
  readonly api: ReplicateApi;
  readonly account: Account;
  readonly model: Model;
  readonly version: Version;
  readonly gates: TestingPreflight | undefined;
  readonly deployment: DeploymentPreflight | undefined;
  /** The version that is used today: the deployment's, or else the model's newest; undefined: none, or this one. */
  readonly current: Version | undefined;
}

/**
 * Checks, all at once, what a promotion needs: the version, the gates, the deployment.
 * @throws {ActionError} with every problem that was found.
 */
export async function preflightPromote(
  plan: PromotePlan,
  runtime: Runtime,
): Promise<PromotePreflight> {
  const { target, version: id, gates } = plan;
  const { credentials } = target;
  const connection = connect(credentials, runtime);
  if (connection === undefined) throw apiTokenRequired(credentials, "Promoting a version");
  const { api, account } = connection;
  const name = requireModel(target);
  const model = name.then(async (of) => {
    const found = await getModel(api, of);
    if (!("status" in found)) return found;
    throw found.status === 404 ? noModel(of) : refusedReading(of, found, credentials);
  });
  const version = Promise.all([name, model]).then(([of]) => findVersion(api, of, id));
  const schema = version.then((found) => found.schema).catch(() => undefined);
  const gate = preflightTesting(gates, connection, credentials, plan.directory, schema, runtime);
  const deployment = preflightDeployment(plan.deployment, connection, credentials, name);
  const current = Promise.all([model, deployment]).then(([of, served]) =>
    currentVersion(api, of, served, id),
  );
  await runChecks([account, name, model, version, ...gate.all, deployment, current]);
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
  if (found.status !== 404)
    throw unexpectedResponse(`Reading version ${id} of ${fullName(name)}`, found);
  throw new ActionError({
    code: "version-missing",
    message: `${fullName(name)} has no version ${id} (or this token can't see it).`,
    hint: `Give version the id of one of https://replicate.com/${fullName(name)}/versions.`,
  });
}

function noModel(name: ModelName): ActionError {
  return new ActionError({
    code: "model-missing",
    message: `${fullName(name)} does not exist (or this token can't see it), so it has no version to promote.`,
    hint: "Check model and the account of api-token.",
  });
}

async function currentVersion(
  api: ReplicateApi,
  model: Model,
  served: DeploymentPreflight | undefined,
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
  throw unexpectedResponse(
    `Reading version ${id} of ${fullName(model)}, which is used today`,
    found,
  );
}
