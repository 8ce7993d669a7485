import { ActionError, runChecks } from "../lib/errors.ts";
import { info, notice } from "../lib/log.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { type Connection, requireApi } from "../model/connection.ts";
import { requireCreation } from "../model/create-model.ts";
import { checkCreation, type ModelState } from "../model/preflight.ts";
import { checkRegistry, type RegistryAccess } from "../model/registry-access.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { findModel } from "../replicate/models.ts";
import type { Model } from "../replicate/parse.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { TestingOptions } from "./options.ts";

/** The model that a version is tested on before it goes to production. */
export interface TestModel {
  readonly kind: "test-model";
  readonly name: ModelName;
  readonly state: ModelState;
  /** For its repository. */
  readonly registry: RegistryAccess;
}

/**
 * Finds the test model, or checks that it can be created, and checks the access to its repository.
 * @throws {ActionError} if it is production itself or a public model, or cannot be created.
 */
export async function preflightTestModel(
  { name, hardware, isDefaultHardware }: NonNullable<TestingOptions["testModel"]>,
  connection: Connection,
  production: Promise<ModelName>,
  runtime: Runtime,
): Promise<TestModel> {
  const api = requireApi(connection, "Testing a version on a test model (test-model)");
  const full = fullName(name);
  if (full === fullName(await production))
    throw new ActionError({
      code: "test-model-is-model",
      message: `Input test-model is "${full}", which is the model itself.`,
      hint: `Set test-model to another name, such as ${full}-test.`,
    });
  const state = (async (): Promise<ModelState> => {
    const model = await findModel(api.api, name);
    if (model !== undefined) {
      if (model.visibility === "private") return { kind: "exists", model };
      throw new ActionError({
        code: "test-model-public",
        message: `Input test-model is "${full}", which is a public model: everyone could run versions before they are tested.`,
        hint: "Make the model private in its settings on Replicate, or set test-model to another name. A missing test model is created private.",
      });
    }
    if (isDefaultHardware)
      notice(
        "test-hardware-default",
        `The test model ${full} will be created on ${hardware}, as cog-safe-push does. To choose the hardware, set test-hardware.`,
      );
    const creation = { allowed: true, hardware, visibility: "private" } as const;
    const wanted = { subject: "test model", input: "test-hardware" } as const;
    return checkCreation(api, name, creation, wanted);
  })();
  const found = await runChecks({ state, registry: checkRegistry(full, api, runtime) });
  return { kind: "test-model", name, ...found };
}

/** The description of test models that the action created: the API has no labels. Only those are pruned. */
export function testModelMarker(production: ModelName): string {
  return `Test model of ${fullName(production)}, made by push-to-replicate, which deletes its older versions.`;
}

/** Creates the test model if it is missing. It tests versions of `production`. */
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
