import { type DeploymentPreflight, preflightDeployment } from "../../deployment/preflight.ts";
import { ActionError, fromCheck, runChecks } from "../../lib/errors.ts";
import { fullName, type ModelName } from "../../lib/model-name.ts";
import { connect, requireApi } from "../../model/connection.ts";
import { requireModel } from "../../model/preflight.ts";
import type { PromotePlan } from "../../plan/plan.ts";
import type { ReplicateApi } from "../../replicate/client.ts";
import { findModel, findVersion } from "../../replicate/models.ts";
import type { ListedVersion, Model, Version } from "../../replicate/parse.ts";
import { modelUrl } from "../../replicate/urls.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { preflightTesting } from "../../testing/preflight.ts";

/** What is known before anything is changed. */
export type PromotePreflight = Awaited<ReturnType<typeof preflightPromote>>;

/** The version in use: the deployment's, or without a deployment the model's latest. */
type CurrentVersion =
  | { readonly kind: "none" }
  | {
      readonly kind: "other";
      readonly version: Version;
      /** Whether the deployment serves it, and the promoted version is older. */
      readonly isRollback: boolean;
    };

/**
 * Checks, all at once, what a promotion needs: the version, the gates, the deployment.
 * @throws {ActionError} with every problem that was found.
 */
export async function preflightPromote(plan: PromotePlan, runtime: Runtime) {
  const { target, directory } = plan;
  const connection = requireApi(connect(target.credentials, runtime), "Promoting a version");
  const { api, account } = connection;
  const name = requireModel(target);
  const model = name.then((of) => requireExisting(api, of));
  const version = model.then((of) => requireVersion(api, of, plan.version));
  const deployment = preflightDeployment(plan.deployment, connection, name, runtime);
  const schema = fromCheck(version, (of) => of.schema, undefined);
  const found = await runChecks({
    account,
    name,
    model,
    version,
    testing: preflightTesting(plan.testing, connection, { directory, schema }, runtime),
    deployment,
    current: Promise.all([model, deployment, version]).then(([of, served, promoted]) =>
      findCurrent(api, of, served, promoted),
    ),
  });
  return { api, ...found };
}

async function requireExisting(api: ReplicateApi, name: ModelName): Promise<Model> {
  const model = await findModel(api, name);
  if (model !== undefined) return model;
  throw new ActionError({
    code: "model-missing",
    message: `${fullName(name)} does not exist (or this token cannot see it), so it has no version to promote.`,
    hint: "Check the input model, and the account of api-token.",
  });
}

/** @param wanted 64 hex digits, or `latest`, which is resolved here, once. */
async function requireVersion(
  api: ReplicateApi,
  model: Model,
  wanted: string,
): Promise<ListedVersion> {
  const version = wanted === "latest" ? model.latestVersion : await findVersion(api, model, wanted);
  if (version !== undefined) return version;
  const name = fullName(model);
  throw new ActionError({
    code: "version-missing",
    message:
      wanted === "latest"
        ? `${name} has no version yet.`
        : `${name} has no version "${wanted}" (or this token cannot see it).`,
    hint: `Set version to an ID from ${modelUrl(model)}/versions.`,
  });
}

async function findCurrent(
  api: ReplicateApi,
  model: Model,
  served: DeploymentPreflight,
  promoted: ListedVersion,
): Promise<CurrentVersion> {
  const { latestVersion } = model;
  const deployed =
    served.kind === "deployment" && served.state.kind === "exists"
      ? served.state.deployment.release.version
      : undefined;
  const id = deployed ?? latestVersion?.id;
  if (id === undefined || id === promoted.id) return { kind: "none" };
  // A version that was deleted meanwhile has no schema to compare with.
  const version =
    id === latestVersion?.id
      ? latestVersion
      : ((await findVersion(api, model, id)) ?? { ...UNREADABLE, id });
  const isRollback = deployed !== undefined && isOlder(promoted, version, latestVersion?.id);
  return { kind: "other", version, isRollback };
}

const UNREADABLE = { schema: undefined, cogVersion: undefined, createdAt: undefined };

function isOlder(one: ListedVersion, other: ListedVersion, newest: string | undefined): boolean {
  if (one.id === newest || other.id === newest) return other.id === newest;
  const [before, after] = [one.createdAt, other.createdAt];
  return before !== undefined && after !== undefined && before < after;
}
