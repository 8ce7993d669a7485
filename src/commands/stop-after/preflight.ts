import { fromCheck, runChecks } from "../../lib/errors.ts";
import { fullName, type ModelName } from "../../lib/model-name.ts";
import { type Connection, connect, requireApi } from "../../model/connection.ts";
import { requireModel } from "../../model/preflight.ts";
import { checkRegistry, type RegistryAccess } from "../../model/registry-access.ts";
import type { BuildPlan, TestPlan } from "../../plan/plan.ts";
import type { Visibility } from "../../push/build-context.ts";
import type { CogCommand } from "../../push/cog-runner.ts";
import { preflightBuild } from "../../push/preflight.ts";
import { findModel } from "../../replicate/models.ts";
import type { Model } from "../../replicate/parse.ts";
import { readSource, withRevision } from "../../reuse/source.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { preflightTesting } from "../../testing/preflight.ts";
import { preflightTestModel } from "../../testing/test-model.ts";

/** The model, of which nothing is known without `api-token`. A build needs no token. */
type Production =
  | { readonly kind: "unknown"; readonly registry: Pick<CogCommand, "credential"> }
  | {
      readonly kind: "api";
      readonly registry: RegistryAccess;
      /** Undefined: it does not exist yet. */
      readonly model: Model | undefined;
    };

/**
 * Checks, all at once, what a build needs. A token that is given has to be valid.
 * @throws {ActionError} with every problem that was found.
 */
export async function preflightStopAfterBuild({ target, push }: BuildPlan, runtime: Runtime) {
  const connection = connect(target.credentials, runtime);
  const name = requireModel(target);
  const production = name.then((of) => findProduction(connection, of, runtime));
  const visibility = fromCheck<Production, Visibility>(
    production,
    (found) => (found.kind === "api" ? found.model?.visibility : undefined) ?? "unknown",
    "unknown",
  );
  return runChecks({
    name,
    account: connection.kind === "api" ? connection.account : undefined,
    production,
    build: preflightBuild(push, { model: target.model, visibility }, runtime),
  });
}

async function findProduction(
  connection: Connection,
  name: ModelName,
  runtime: Runtime,
): Promise<Production> {
  const { apiToken, cliAuthToken } = connection.credentials;
  if (apiToken === undefined && cliAuthToken === undefined)
    return { kind: "unknown", registry: { credential: "none" } };
  const registry = checkRegistry(fullName(name), connection, runtime);
  if (connection.kind === "registry-only") return { kind: "unknown", registry: await registry };
  const model = findModel(connection.api, name);
  return { kind: "api", ...(await runChecks({ registry, model })) };
}

/**
 * Checks, all at once, what a test on the test model needs.
 * @returns also the push, with the commit that is checked out.
 * @throws {ActionError} with every problem that was found.
 */
export async function preflightStopAfterTest(
  { target, push, testing, testModel }: TestPlan,
  runtime: Runtime,
) {
  const { directory } = push.project;
  const connection = requireApi(connect(target.credentials, runtime), "stop-after: test");
  const name = requireModel(target);
  const production = name.then((of) => findModel(connection.api, of));
  const schema = fromCheck(production, (of) => of?.latestVersion?.schema, undefined);
  const image = { model: target.model, visibility: Promise.resolve("private" as const) };
  const found = await runChecks({
    name,
    account: connection.account,
    production,
    build: preflightBuild(push, image, runtime),
    testing: preflightTesting(testing, connection, { directory, schema }, runtime),
    testModel: preflightTestModel(testModel, connection, name, runtime),
    /** For the production model's repository, whose newest image is only read. */
    registry: name.then((of) => checkRegistry(fullName(of), connection, runtime)),
    source: readSource(push, runtime),
  });
  return { ...found, connection, push: withRevision(push, found.source) };
}
