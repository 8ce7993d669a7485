import { runChecks, takenFrom } from "../../lib/errors.ts";
import { fullName } from "../../lib/model-name.ts";
import {
  type ApiConnection,
  type Connection,
  connect,
  requireApi,
} from "../../model/connection.ts";
import { requireModel, visibilityIn } from "../../model/preflight.ts";
import { checkRegistry, type RegistryAccess } from "../../model/registry-access.ts";
import type { PreviewPlan } from "../../plan/plans.ts";
import { type Cleanup, findCleanup } from "../../preview/cleanup.ts";
import { type Preview, resolvePreview } from "../../preview/name.ts";
import { originRepository } from "../../preview/origin-repository.ts";
import { type FoundPreview, findPreview } from "../../preview/preflight.ts";
import type { Visibility } from "../../push/build-context.ts";
import { type BuildPreflight, preflightBuild } from "../../push/preflight.ts";
import { findModel } from "../../replicate/models.ts";
import type { Account, Model } from "../../replicate/parse.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { preflightTesting, type TestingPreflight } from "../../testing/preflight.ts";

/** What is known before anything is changed. */
export interface PreviewPreflight extends ModelsPreflight {
  readonly build: BuildPreflight;
  readonly cleanup: Cleanup;
}

/** What the API and the registry say. */
interface ModelsPreflight {
  readonly connection: ApiConnection;
  readonly account: Account;
  readonly preview: Preview;
  /** The preview as it is, or how it is to be created. */
  readonly found: FoundPreview;
  /** The model that is previewed; undefined: it does not exist yet. */
  readonly production: Model | undefined;
  /** For the repository of the preview's primary name. */
  readonly registry: RegistryAccess;
  readonly testing: TestingPreflight;
}

/**
 * Checks, all at once, whatever a preview needs. Changes nothing but the runner's tool cache.
 * @throws {ActionError} with every problem that was found.
 */
export async function preflightPreview(
  plan: PreviewPlan,
  runtime: Runtime,
): Promise<PreviewPreflight> {
  const preflight = preflightModels(plan, connect(plan.target.credentials, runtime), runtime);
  const visibility = takenFrom<ModelsPreflight, Visibility>(
    preflight,
    ({ found }) => visibilityIn(found.state),
    "unknown",
  );
  const { workspace, workflowFile } = runtime.context;
  const { models, ...checked } = await runChecks({
    models: preflight,
    cleanup: findCleanup(workspace, workflowFile),
    build: preflightBuild(plan.push, { model: plan.target.model, visibility }, runtime),
  });
  return { ...models, ...checked };
}

async function preflightModels(
  { target, push, preview: options, testing }: PreviewPlan,
  given: Connection,
  runtime: Runtime,
): Promise<ModelsPreflight> {
  const connection = requireApi(given, "A preview");
  const name = requireModel(target);
  const repository = originRepository(runtime, options.githubToken);
  // For the comparison only: a preview needs no production model.
  const production = name.then((model) => findModel(connection.api, model));
  const preview = name.then((model) => resolvePreview(model, options, repository));
  const project = {
    directory: push.project.directory,
    schema: takenFrom(production, (of) => of?.latestVersion?.schema, undefined),
  };
  const { name: _, ...found } = await runChecks({
    name,
    account: connection.account,
    production,
    preview,
    found: preview.then((of) => findPreview(connection, of, target.creation)),
    registry: preview.then(({ primaryName }) =>
      checkRegistry(fullName(primaryName), connection, runtime),
    ),
    testing: preflightTesting(testing, connection, project, runtime),
  });
  return { connection, ...found };
}
