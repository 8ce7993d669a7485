import { runChecks } from "../../lib/errors.ts";
import { connect, requireApi } from "../../model/connection.ts";
import { checkFiles } from "../../model/input-files.ts";
import { type ApiAccess, fetchApiAccess, requireModel } from "../../model/preflight.ts";
import type { EnsurePlan } from "../../plan/plan.ts";
import type { Runtime } from "../../runtime/runtime.ts";

/**
 * Checks, all at once, what ensuring a model needs: the API, and the files that inputs name.
 * @throws {ActionError} with every problem that was found.
 */
export async function preflightEnsure({ target, directory }: EnsurePlan, runtime: Runtime) {
  const { credentials, creation, metadata } = target;
  const connection = connect(credentials, runtime);
  const name = requireModel(target);
  const fetchAccess = async (): Promise<ApiAccess> =>
    fetchApiAccess(requireApi(connection, "Updating a model (push: false)"), creation, name);
  return runChecks({
    name,
    account: connection.kind === "api" ? connection.account : undefined,
    access: fetchAccess(),
    files: checkFiles(directory, runtime.context.workspace, [["readme-file", metadata.readmeFile]]),
  });
}
