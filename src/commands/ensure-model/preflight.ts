import { runChecks } from "../../lib/errors.ts";
import type { ModelName } from "../../lib/model-name.ts";
import { checkFiles, metadataFiles } from "../../model/metadata-files.ts";
import type { ModelAccess } from "../../model/preflight.ts";
import { apiTokenRequired, connect, fetchModelState, requireModel } from "../../model/target.ts";
import type { EnsurePlan } from "../../plan/plan.ts";
import type { Runtime } from "../../runtime/runtime.ts";

export interface EnsurePreflight {
  readonly name: ModelName;
  readonly known: ModelAccess;
}

/**
 * Checks what making sure of a model needs: the API, and the files that the metadata name.
 * @throws {ActionError} with every problem that was found.
 */
export async function preflightEnsure(
  { target, directory }: EnsurePlan,
  runtime: Runtime,
): Promise<EnsurePreflight> {
  const name = requireModel(target);
  const connection = connect(target.credentials, runtime);
  const known = connection
    ? fetchModelState(connection, target, name)
    : Promise.reject(apiTokenRequired(target.credentials, "Making sure of a model (push: false)"));
  const files = checkFiles(directory, runtime.context.workspace, metadataFiles(target.metadata));
  await runChecks([name, connection?.account, known, files]);
  return { name: await name, known: await known };
}
