import { type DeploymentPreflight, preflightDeployment } from "../../deployment/preflight.ts";
import { runChecks, takenFrom } from "../../lib/errors.ts";
import { fullName, type ModelName } from "../../lib/model-name.ts";
import { type Connection, connect, requireApi } from "../../model/connection.ts";
import { checkFiles, metadataFiles } from "../../model/input-files.ts";
import type { Metadata } from "../../model/options.ts";
import {
  fetchModelAccess,
  latestVersion,
  type ModelAccess,
  requireModel,
  visibilityIn,
} from "../../model/preflight.ts";
import { checkRegistry, type RegistryAccess } from "../../model/registry-access.ts";
import type { PushPlan } from "../../plan/plans.ts";
import type { Visibility } from "../../push/build-context.ts";
import { type BuildPreflight, preflightBuild } from "../../push/preflight.ts";
import { decidingFiles, readSource, type SourceState } from "../../reuse/source.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { preflightTesting, type TestingPreflight } from "../../testing/preflight.ts";
import { preflightTestModel, type TestModelPreflight } from "../../testing/test-model.ts";

/** What is known before anything is changed. */
export interface PushPreflight {
  readonly name: ModelName;
  readonly access: ModelAccess;
  readonly registry: RegistryAccess;
  readonly build: BuildPreflight;
  readonly testing: TestingPreflight;
  readonly testModel: TestModelPreflight;
  readonly deployment: DeploymentPreflight;
  /** The sources that are checked out. */
  readonly source: SourceState;
}

/**
 * Checks, all at once, whatever a push needs and can be known before the build. Changes nothing but the
 * runner's tool cache.
 * @throws {ActionError} with every problem that was found.
 */
export async function preflightPush(plan: PushPlan, runtime: Runtime): Promise<PushPreflight> {
  const { target } = plan;
  const { context, signal } = runtime;
  const { directory } = plan.push.project;
  const { environment } = context;
  const connection = connect(target.credentials, runtime);
  const model = requireModel(target);
  const access = fetchModelAccess(connection, target.creation, model);
  const visibility = takenFrom<ModelAccess, Visibility>(
    access,
    (of) => (of.kind === "api" ? visibilityIn(of.state) : "unknown"),
    "unknown",
  );
  const project = {
    directory,
    schema: takenFrom(access, (of) => latestVersion(of)?.schema, undefined),
  };
  const { name, ...found } = await runChecks({
    name: model,
    account: connection.kind === "api" ? connection.account : undefined,
    metadata: refuseMetadata(connection, target.metadata),
    access,
    registry: model.then((of) => checkRegistry(fullName(of), connection, runtime)),
    build: preflightBuild(plan.push, { model: target.model, visibility }, runtime),
    testing: preflightTesting(plan.testing, connection, project, runtime),
    testModel:
      plan.testing.testModel === undefined
        ? ({ kind: "none" } as const)
        : preflightTestModel(plan.testing.testModel, connection, model, runtime),
    deployment: preflightDeployment(plan.deployment, connection, model, runtime),
    source: readSource({ directory, environment, signal }, decidingFiles(plan.reuse)),
    files: checkFiles(directory, context.workspace, metadataFiles(target.metadata)),
  });
  return { name, ...found };
}

async function refuseMetadata(connection: Connection, metadata: Metadata): Promise<void> {
  const inputs = [
    ["description", metadata.description],
    ["github-url", metadata.githubUrl],
    ["license-url", metadata.licenseUrl],
    ["paper-url", metadata.paperUrl],
    ["weights-url", metadata.weightsUrl],
    ["cover-image-url", metadata.coverImageUrl],
    ["readme-file", metadata.readmeFile],
  ] as const;
  const given = inputs.flatMap(([input, value]) => (value === undefined ? [] : [input]));
  if (given.length > 0) requireApi(connection, `Setting ${given.join(", ")}`);
}
