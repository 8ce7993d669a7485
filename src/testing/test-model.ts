import { ActionError, runChecks } from "../lib/errors.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { type Connection, requireApi } from "../model/connection.ts";
import { checkRegistry, type RegistryAccess } from "../model/credentials.ts";
import { checkCreation, type ModelState, refusedReading } from "../model/preflight.ts";
import { getModel } from "../replicate/models.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { TestingOptions } from "./options.ts";

/** The model that a version is tested on before it goes to production, if there is one. */
export type TestModelPreflight = { readonly kind: "none" } | TestModel;

/** A private model that versions are tested on. */
export interface TestModel {
  readonly kind: "test-model";
  readonly name: ModelName;
  readonly state: ModelState;
  /** For its repository. */
  readonly registry: RegistryAccess;
}

/**
 * Looks the test model up, or checks that it can be created, and shows the token to its repository.
 * @throws {ActionError} for one that must not be used: production itself, or a public model.
 */
export async function preflightTestModel(
  { testModel }: TestingOptions,
  connection: Connection,
  production: Promise<ModelName>,
  runtime: Runtime,
): Promise<TestModelPreflight> {
  if (testModel === undefined) return { kind: "none" };
  const api = requireApi(connection, "Testing a version on a test model (test-model)");
  const { name, hardware } = testModel;
  const full = fullName(name);
  if (full === fullName(await production))
    throw new ActionError({
      code: "test-model-is-model",
      message: `Input test-model is ${full}, which is the model itself.`,
      hint: `Give it a name of its own, such as ${full}-test.`,
    });
  const state = (async (): Promise<ModelState> => {
    const found = await getModel(api.api, name);
    if (!("status" in found)) {
      if (found.visibility === "public") throw publicTestModel(full);
      return { kind: "exists", model: found };
    }
    if (found.status !== 404) throw refusedReading(name, found, api.credentials);
    const creation = { allowed: true, hardware, visibility: "private" } as const;
    const wanted = { subject: "test model", input: "test-hardware", isFinal: true };
    return checkCreation(api, name, creation, wanted);
  })();
  const found = await runChecks({ state, registry: checkRegistry(full, api, runtime) });
  return { kind: "test-model", name, ...found };
}

function publicTestModel(name: string): ActionError {
  return new ActionError({
    code: "test-model-public",
    message: `Input test-model is ${name}, which is public: everyone would meet versions that are still to be tested.`,
    hint: "Make it private in its settings on Replicate, or give another name: a test model is made private when it is missing.",
  });
}
