import { info } from "../lib/log.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import type { Stopwatch } from "../lib/stopwatch.ts";
import { pruneVersions } from "../model/prune-versions.ts";
import type { PushPlan } from "../plan/plan.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { listVersions } from "../replicate/models.ts";
import type { Model, Version } from "../replicate/parse.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { ensureTestModel, testModelMarker } from "../testing/ensure-test-model.ts";
import type { TestModelPreflight } from "../testing/test-model.ts";
import { type Published, publishVersion } from "./publish-version.ts";
import type { CogTools } from "./run-cog.ts";

/** What was pushed to the test model. */
export interface TestModelPush extends Published {
  readonly model: Model;
}

/**
 * Pushes the project to the test model, which is made when it is missing, and prunes the versions there
 * that newer ones have replaced.
 */
export async function publishToTestModel(
  plan: PushPlan,
  machine: Pick<CogTools, "cog" | "space" | "cache">,
  { name, state, registry }: TestModelPreflight,
  { api, production }: { readonly api: ReplicateApi; readonly production: ModelName },
  watch: Stopwatch,
  runtime: Runtime,
): Promise<TestModelPush> {
  const model = await ensureTestModel(api, name, state, production);
  let listed: readonly Version[] = [];
  const published = await publishVersion(
    plan,
    { ...machine, registry },
    {
      name: model,
      api,
      previous: model.latestVersion?.id,
      isMeasured: true,
      lookUp: async (ids) => {
        const versions = await listVersions(api, model);
        if ("status" in versions) return versions;
        listed = versions;
        return versions.find(({ id }) => ids.includes(id));
      },
    },
    { watch, phase: "test " },
    runtime,
  );
  await prune(api, model, listed, published.version.id, production);
  return { ...published, model };
}

async function prune(
  api: ReplicateApi,
  model: Model,
  versions: readonly Version[],
  own: string,
  production: ModelName,
): Promise<void> {
  const [newest, ...older] = versions.map(({ id }) => id);
  const replaced = older.filter((id) => id !== newest && id !== own);
  if (replaced.length === 0) return;
  if (model.description === testModelMarker(production))
    await pruneVersions(api, model, replaced, "The next run tries again.");
  else
    info(
      `${fullName(model)} was not made by this action, so its ${replaced.length} older versions stay.`,
    );
}
