import { fromCheck, runChecks } from "../../lib/errors.ts";
import { fullName } from "../../lib/model-name.ts";
import { connect, requireApi } from "../../model/connection.ts";
import { requireModel, visibilityIn } from "../../model/preflight.ts";
import { checkRegistry } from "../../model/registry-access.ts";
import type { PreviewPlan } from "../../plan/plan.ts";
import { findDeletionTrigger } from "../../preview/deletion-trigger.ts";
import { resolvePreview } from "../../preview/name.ts";
import { originRepository } from "../../preview/origin-repository.ts";
import { findPreview } from "../../preview/preflight.ts";
import { preflightBuild } from "../../push/preflight.ts";
import { findModel } from "../../replicate/models.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { preflightTesting } from "../../testing/preflight.ts";

/** What is known before anything is changed. */
export type PreviewPreflight = Awaited<ReturnType<typeof preflightPreview>>;

/**
 * Checks everything that a preview needs, at once. Changes nothing but the runner's tool cache.
 * @throws {ActionError} with every problem that was found.
 */
export async function preflightPreview(plan: PreviewPlan, runtime: Runtime) {
  const models = preflightModels(plan, runtime);
  const visibility = fromCheck(models, ({ found }) => visibilityIn(found.state), "unknown");
  const { workspace, workflowFile } = runtime.context;
  const { models: known, ...checked } = await runChecks({
    models,
    deletion: findDeletionTrigger(workspace, workflowFile),
    build: preflightBuild(plan.push, { model: plan.target.model, visibility }, runtime),
  });
  return { ...known, ...checked };
}

/** Checks access to the API and the registry. */
async function preflightModels(
  { target, push, preview: options, testing }: PreviewPlan,
  runtime: Runtime,
) {
  const connection = requireApi(connect(target.credentials, runtime), "A preview");
  const name = requireModel(target);
  const repository = originRepository(runtime, options.githubToken);
  // For the comparison only: a preview needs no production model.
  const production = name.then((model) => findModel(connection.api, model));
  const preview = name.then((model) => resolvePreview(model, options, repository));
  const schema = fromCheck(production, (of) => of?.latestVersion?.schema, undefined);
  const { directory } = push.project;
  const found = await runChecks({
    name,
    account: connection.account,
    /** Undefined: it does not exist yet. */
    production,
    preview,
    /** The preview as it is, or how it is to be created. */
    found: preview.then((of) => findPreview(connection, of, target.creation)),
    /** For the repository of the preview's primary name. */
    registry: preview.then(({ primaryName }) =>
      checkRegistry(fullName(primaryName), connection, runtime),
    ),
    testing: preflightTesting(testing, connection, { directory, schema }, runtime),
  });
  return { connection, ...found };
}
