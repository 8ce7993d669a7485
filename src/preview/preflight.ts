import { runChecks } from "../lib/errors.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { checkRegistry, type RegistryAccess } from "../model/credentials.ts";
import type { Creation, Credentials } from "../model/options.ts";
import { checkCreation, type ModelState, refusedReading } from "../model/preflight.ts";
import { apiTokenRequired, connect, requireModel } from "../model/target.ts";
import type { PreviewPlan } from "../plan/plan.ts";
import { type BuildPreflight, checkBuild } from "../push/preflight.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { getModel } from "../replicate/models.ts";
import type { Account, Model } from "../replicate/parse.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { preflightTesting, type TestingPreflight } from "../testing/preflight.ts";
import { candidateNames, type Preview, resolvePreview } from "./name.ts";
import { notManagedError, notManagedReason, type PreviewOrigin } from "./ownership.ts";

export interface PreviewPreflight extends BuildPreflight {
  readonly api: ReplicateApi;
  readonly account: Account;
  readonly preview: Preview;
  /** The preview as it is: the newest generation, or the first when there is none. */
  readonly name: ModelName;
  readonly state: ModelState;
  /** The model that is previewed; undefined when it does not exist yet. */
  readonly production: Model | undefined;
  /** For the first generation's repository. */
  readonly registry: RegistryAccess;
  readonly gates: TestingPreflight | undefined;
}

/**
 * Checks, all at once, whatever a preview needs. Changes nothing but the runner's tool cache.
 * @throws {ActionError} with every problem that was found.
 */
export async function preflightPreview(
  plan: PreviewPlan,
  runtime: Runtime,
): Promise<PreviewPreflight> {
  const { target } = plan;
  const { http, context } = runtime;
  const { credentials } = target;
  const connection = connect(credentials, runtime);
  const build = checkBuild(plan, runtime);
  if (connection === undefined) {
    await runChecks([Promise.reject(apiTokenRequired(credentials, "A preview")), ...build.all]);
    throw new Error("unreachable: the API is needed");
  }
  const { api, account } = connection;
  const name = requireModel(target);
  // For comparison only: a preview needs none.
  const production = name.then((model) => modelIfThere(api, model, credentials));
  const preview = name.then((model) => resolvePreview(model, plan.preview, context));
  const found = preview.then((wanted) =>
    findPreview(api, wanted, target.creation, credentials, account),
  );
  const registry = preview.then(({ first }) =>
    checkRegistry(http, context.registryHost, fullName(first), credentials, account),
  );
  const schema = production.then((model) => model?.latestVersion?.schema).catch(() => undefined);
  const { directory } = plan.project;
  const gate = preflightTesting(plan.gates, connection, credentials, directory, schema, runtime);
  await runChecks([name, account, production, preview, found, registry, ...build.all, ...gate.all]);
  return {
    api,
    account: await account,
    preview: await preview,
    ...(await found),
    production: await production,
    registry: await registry,
    cog: await build.cog,
    docker: await build.docker,
    space: await build.space,
    cache: await build.cache,
    gates: await gate.ready,
  };
}

/** @throws {ActionError} when the API neither shows it nor says that it is missing. */
async function modelIfThere(
  api: ReplicateApi,
  name: ModelName,
  credentials: Credentials,
): Promise<Model | undefined> {
  const found = await getModel(api, name);
  if (!("status" in found)) return found;
  if (found.status === 404) return undefined;
  throw refusedReading(name, found, credentials);
}

/**
 * Finds the preview by its names, with no state of our own: the first name, or when that is missing the
 * newest of the later ones.
 */
async function findPreview(
  api: ReplicateApi,
  { first, origin }: Preview,
  creation: Creation,
  credentials: Credentials,
  account: Promise<Account>,
): Promise<{ name: ModelName; state: ModelState }> {
  const find = (name: ModelName) => modelIfThere(api, name, credentials);
  const found = await find(first);
  if (found !== undefined) return exists(found, origin);
  const later = await Promise.all(candidateNames(first).slice(1).map(find));
  const newest = later
    .filter((model) => model !== undefined)
    .findLast((model) => notManagedReason(model, origin) === undefined);
  if (newest !== undefined) return exists(newest, origin);
  const asked: Creation = { ...creation, allowed: true, visibility: "private" };
  return { name: first, state: await checkCreation(api, first, asked, account) };
}

function exists(model: Model, origin: PreviewOrigin): { name: ModelName; state: ModelState } {
  const reason = notManagedReason(model, origin);
  if (reason !== undefined) throw notManagedError(model, origin, reason);
  return { name: model, state: { kind: "exists", model } };
}
