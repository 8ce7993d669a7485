import { info } from "../lib/log.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { pruneVersions } from "../model/delete-versions.ts";
import type { CogRunner } from "../push/cog-runner.ts";
import { publishReplacement } from "../push/publish-version.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { ensureTestModel, type TestModel, testModelMarker } from "../testing/test-model.ts";

/** The test model, and the model whose versions are tested on it. */
interface TestTarget {
  readonly testModel: TestModel;
  readonly api: ReplicateApi;
  readonly production: ModelName;
}

/** Another run may still test a younger version. No job of a GitHub-hosted runner takes longer than 6 hours. */
const PRUNE_AFTER = 24 * 60 * 60 * 1000;

/**
 * Pushes the project to the test model, which is created when it is missing, and prunes the versions there
 * that are older than 24 hours.
 * @throws {ActionError} when the model can't be created, or the push fails.
 */
export async function publishToTestModel(
  runner: CogRunner,
  { testModel, api, production }: TestTarget,
  runtime: Runtime,
) {
  const { name, state, registry } = testModel;
  const model = await ensureTestModel(api, name, state, production);
  const published = await publishReplacement(
    runner,
    { api, model, registry, isMeasured: true, phase: "test " },
    runtime,
  );
  // A version of unknown age may be one that another run tests.
  const replaced = published.replaced
    .filter(({ createdAt = Number.POSITIVE_INFINITY }) => createdAt < Date.now() - PRUNE_AFTER)
    .map(({ id }) => id);
  if (replaced.length > 0 && model.description === testModelMarker(production))
    await pruneVersions(api, model, replaced, "The next run tries again.");
  else if (replaced.length > 0)
    info(
      `${fullName(model)} was not created by this action, so its older versions (${replaced.length}) are not deleted.`,
    );
  return { ...published, model };
}
