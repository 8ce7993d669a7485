import { info } from "../lib/log.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { requireCreation } from "../model/create-model.ts";
import type { ModelState } from "../model/preflight.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import type { Model } from "../replicate/parse.ts";

/** What marks a test model as ours: the API has no labels. Only what is marked is ever pruned. */
export function testModelMarker(production: ModelName): string {
  return `Test model of ${fullName(production)}, made by push-to-replicate, which deletes its older versions.`;
}

/** Makes sure of the private model that versions are tried on. */
export async function ensureTestModel(
  api: ReplicateApi,
  name: ModelName,
  state: ModelState,
  production: ModelName,
): Promise<Model> {
  if (state.kind === "exists") return state.model;
  const { kind, model } = await requireCreation(api, {
    ...name,
    visibility: "private",
    hardware: state.hardware,
    description: testModelMarker(production),
  });
  if (kind === "created")
    info(`Created the test model ${fullName(name)} (private, on ${state.hardware}).`);
  return model;
}
