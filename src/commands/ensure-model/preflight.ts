import { runChecks } from "../../lib/errors.ts";
import type { ModelName } from "../../lib/model-name.ts";
import { connect, requireApi } from "../../model/connection.ts";
import { checkFiles } from "../../model/input-files.ts";
import type { ApiAccess } from "../../model/preflight.ts";
import { fetchApiAccess, requireModel } from "../../model/preflight.ts";
import type { EnsurePlan } from "../../plan/plans.ts";
import type { Runtime } from "../../runtime/runtime.ts";

/** What is known before anything is changed. */
export interface EnsurePreflight {
  readonly name: ModelName;
  readonly access: ApiAccess;
}

/**
 * Checks, all at once, what ensuring a model needs: the API, and the files that inputs name.
 * @throws {ActionError} with every problem that was found.
 */
export async function preflightEnsure(
  { target, directory }: EnsurePlan,
  runtime: Runtime,
): Promise<EnsurePreflight> {
  const { credentials, creation, metadata } = target;
  const connection = connect(credentials, runtime);
  const model = requireModel(target);
  const fetchAccess = async (): Promise<ApiAccess> =>
    fetchApiAccess(requireApi(connection, "Updating a model (push: false)"), creation, model);
  const { name, access } = await runChecks({
    name: model,
    account: connection.kind === "api" ? connection.account : undefined,
    access: fetchAccess(),
    files: checkFiles(directory, runtime.context.workspace, [["readme-file", metadata.readmeFile]]),
  });
  return { name, access };
}
