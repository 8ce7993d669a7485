import { allPassed } from "../lib/errors.ts";
import type { ModelName } from "../lib/model-name.ts";
import type { EnsurePlan } from "../plan/plan.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { checkFiles, metadataFiles } from "./metadata-files.ts";
import type { KnownModel } from "./model.ts";
import { apiNeeded, connect, lookUp, nameOf } from "./target.ts";

export interface EnsureReady {
  readonly name: ModelName;
  readonly known: KnownModel;
}

/**
 * Checks what making sure of a model needs: the API, and the files that the metadata name.
 * @throws {ActionError} with every problem that was found.
 */
export async function preflightEnsure(
  { target, directory }: EnsurePlan,
  runtime: Runtime,
): Promise<EnsureReady> {
  const name = nameOf(target);
  const connection = connect(target.credentials, runtime);
  const known = connection
    ? lookUp(connection, target, name)
    : Promise.reject(apiNeeded(target.credentials, "Making sure of a model (push: false)"));
  const files = checkFiles(directory, runtime.context.workspace, metadataFiles(target.metadata));
  await allPassed([name, connection?.account, known, files]);
  return { name: await name, known: await known };
}
