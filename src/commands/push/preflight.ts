import { preflightDeployment } from "../../deployment/preflight.ts";
import { fromCheck, runChecks } from "../../lib/errors.ts";
import { fullName } from "../../lib/model-name.ts";
import { type Connection, connect, requireApi } from "../../model/connection.ts";
import { checkFiles } from "../../model/input-files.ts";
import type { Metadata } from "../../model/options.ts";
import {
  fetchApiAccess,
  latestVersion,
  type ModelAccess,
  requireModel,
  visibilityIn,
} from "../../model/preflight.ts";
import { checkRegistry } from "../../model/registry-access.ts";
import type { PushPlan } from "../../plan/plan.ts";
import type { Visibility } from "../../push/build-context.ts";
import { preflightBuild } from "../../push/preflight.ts";
import { readSource } from "../../reuse/source.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { preflightTesting } from "../../testing/preflight.ts";
import { preflightTestModel } from "../../testing/test-model.ts";

/** What is known before anything is changed. */
export type PushPreflight = Awaited<ReturnType<typeof preflightPush>>;

/**
 * Checks, at once, everything that a push needs and that is known before the build. Changes nothing but the
 * runner's tool cache.
 * @throws {ActionError} with every problem that was found.
 */
export async function preflightPush(plan: PushPlan, runtime: Runtime) {
  const { target } = plan;
  const { directory } = plan.push.project;
  const connection = connect(target.credentials, runtime);
  const name = requireModel(target);
  const access: Promise<ModelAccess> =
    connection.kind === "api"
      ? fetchApiAccess(connection, target.creation, name)
      : Promise.resolve(connection);
  const visibility = fromCheck<ModelAccess, Visibility>(
    access,
    (of) => (of.kind === "api" ? visibilityIn(of.state) : "unknown"),
    "unknown",
  );
  const schema = fromCheck(access, (of) => latestVersion(of)?.schema, undefined);
  return runChecks({
    name,
    account: connection.kind === "api" ? connection.account : undefined,
    metadata: refuseMetadata(connection, target.metadata),
    access,
    registry: name.then((of) => checkRegistry(fullName(of), connection, runtime)),
    build: preflightBuild(plan.push, { model: target.model, visibility }, runtime),
    testing: preflightTesting(plan.testing, connection, { directory, schema }, runtime),
    testModel:
      plan.testing.testModel === undefined
        ? ({ kind: "none" } as const)
        : preflightTestModel(plan.testing.testModel, connection, name, runtime),
    deployment: preflightDeployment(plan.deployment, connection, name, runtime),
    source: readSource(plan.reuse, runtime),
    files: checkFiles(directory, runtime.context.workspace, [
      ["readme-file", target.metadata.readmeFile],
    ]),
  });
}

async function refuseMetadata(connection: Connection, metadata: Metadata): Promise<void> {
  const fields = Object.entries(metadata).filter(([, value]) => value !== undefined);
  // Each field has the name of its input: coverImageUrl is cover-image-url.
  const given = fields.map(([field]) => field.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`));
  if (given.length > 0) requireApi(connection, `Setting ${given.join(", ")}`);
}
