import { type DeploymentPreflight, preflightDeployment } from "../../deployment/preflight.ts";
import { runChecks } from "../../lib/errors.ts";
import type { JsonRecord } from "../../lib/json.ts";
import { fullName, type ModelName } from "../../lib/model-name.ts";
import { checkRegistry, type RegistryAccess } from "../../model/credentials.ts";
import { checkFiles, metadataFiles } from "../../model/metadata-files.ts";
import type { Credentials, Metadata } from "../../model/options.ts";
import type { ModelAccess } from "../../model/preflight.ts";
import { apiTokenRequired, connect, fetchModelState, requireModel } from "../../model/target.ts";
import type { PushPlan } from "../../plan/plan.ts";
import { type BuildPreflight, checkBuild } from "../../push/preflight.ts";
import { decidingFiles, readSource, type Source } from "../../reuse/source.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { preflightTesting, type TestingPreflight } from "../../testing/preflight.ts";
import { preflightTestModel, type TestModelPreflight } from "../../testing/test-model.ts";

export interface PushPreflight extends BuildPreflight {
  readonly name: ModelName;
  /** Undefined when only a CLI auth token was given: then the API can't be asked. */
  readonly known: ModelAccess | undefined;
  readonly registry: RegistryAccess;
  readonly gates: TestingPreflight | undefined;
  readonly testModel: TestModelPreflight | undefined;
  readonly deployment: DeploymentPreflight | undefined;
  /** What is checked out; undefined where git does not know it. */
  readonly source: Source | { readonly unknown: string };
}

/**
 * Checks, all at once, whatever a push needs and can be known before the build. Changes nothing but the
 * runner's tool cache.
 * @throws {ActionError} with every problem that was found.
 */
export async function preflightPush(plan: PushPlan, runtime: Runtime): Promise<PushPreflight> {
  const { target, project, gates } = plan;
  const { credentials } = target;
  const { http, context } = runtime;
  const name = requireModel(target);
  const connection = connect(credentials, runtime);
  const known = connection && fetchModelState(connection, target, name);
  const registry = name.then((model) =>
    checkRegistry(http, context.registryHost, fullName(model), credentials, connection?.account),
  );
  const build = checkBuild(plan, runtime);
  const { environment } = context;
  const place = { directory: project.directory, environment, signal: runtime.signal };
  const source = readSource(place, decidingFiles(plan));
  const schema = schemaOf(known);
  const gate = preflightTesting(gates, connection, credentials, project.directory, schema, runtime);
  const testModel = connection && preflightTestModel(gates, connection, credentials, name, runtime);
  const deployment = preflightDeployment(plan.deployment, connection, credentials, name);
  await runChecks([
    name,
    connection?.account ?? refuseMetadata(credentials, target.metadata),
    known,
    registry,
    ...build.all,
    ...gate.all,
    testModel,
    deployment,
    source,
    checkFiles(project.directory, context.workspace, metadataFiles(target.metadata)),
  ]);
  return {
    name: await name,
    known: await known,
    registry: await registry,
    cog: await build.cog,
    docker: await build.docker,
    space: await build.space,
    cache: await build.cache,
    gates: await gate.ready,
    testModel: await testModel,
    deployment: await deployment,
    source: await source,
  };
}

/** The schema that the model has today; undefined too when the model can't be had, which is told elsewhere. */
function schemaOf(known: Promise<ModelAccess> | undefined): Promise<JsonRecord | undefined> {
  const schema = known?.then(({ state }) =>
    state.kind === "exists" ? state.model.latestVersion?.schema : undefined,
  );
  return schema?.catch(() => undefined) ?? Promise.resolve(undefined);
}

async function refuseMetadata(credentials: Credentials, metadata: Metadata): Promise<void> {
  const inputs = [
    ["description", metadata.description],
    ["github-url", metadata.githubUrl],
    ["license-url", metadata.licenseUrl],
    ["paper-url", metadata.paperUrl],
    ["cover-image-url", metadata.coverImageUrl],
    ["readme-file", metadata.readmeFile],
  ] as const;
  const given = inputs.flatMap(([input, value]) => (value === undefined ? [] : [input]));
  if (given.length > 0) throw apiTokenRequired(credentials, `Setting ${given.join(", ")}`);
}
