import { readProject } from "../../cog/project.ts";
import { readInputs } from "../../inputs/action.ts";
import { ActionError, errorReason } from "../../lib/errors.ts";
import { type JsonRecord, stringAt } from "../../lib/json.ts";
import { fullName, type ModelName } from "../../lib/model-name.ts";
import type { ApiConnection, Connection } from "../../model/connection.ts";
import { checkRegistry } from "../../model/registry-access.ts";
import { candidateNames } from "../../preview/name.ts";
import { readLabels, resolveTag } from "../../registry/manifest.ts";
import type { RegistrySession } from "../../registry/session.ts";
import { findModel, findVersions } from "../../replicate/models.ts";
import type { Model } from "../../replicate/parse.ts";
import { builtWith, labeledCommit } from "../../reuse/built-from.ts";
import { findReusableVersion } from "../../reuse/find-reusable-version.ts";
import { readSource } from "../../reuse/source.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { Finding } from "./render.ts";

/** What all models have in common. */
export interface Search {
  /** ID of the commit, or its beginning. */
  readonly commit: string;
  readonly connection: Connection;
  /** Whether the commit is checked out, so that an older version of the same sources can count. */
  readonly isCheckedOut: boolean;
  /** Whether the names are those of previews, which get other names when a pull request is reopened. */
  readonly isPreview: boolean;
}

/** Newest versions whose labels are read. */
const MAX_VERSIONS = 10;
/** Names looked for of a preview. */
const MAX_NAMES = 3;

/**
 * Finds the version of one model that was built from the commit.
 * @param entry of the matrix, with the inputs of the model's job.
 * @returns a version that is missing, also when the model cannot be read.
 */
export async function findVersionOf(
  name: ModelName,
  entry: JsonRecord,
  search: Search,
  runtime: Runtime,
): Promise<Finding> {
  const missing = (model: ModelName, reason: string): Finding => ({
    model,
    result: { kind: "missing", reason },
  });
  try {
    const { connection, commit } = search;
    const model = connection.kind === "api" ? await newestModel(connection, name, search) : name;
    if (model === undefined) return missing(name, "the model does not exist");
    const { session } = await checkRegistry(fullName(model), connection, runtime);
    const listed =
      connection.kind === "api"
        ? await findVersions(connection.api, model, { most: MAX_VERSIONS })
        : (await resolveTag(session, "latest")).slice(0, 1).map((id) => ({ id: id.slice(7) }));
    const ids = (listed ?? []).map(({ id }) => id);
    for (const id of ids.slice(0, MAX_VERSIONS)) {
      const built = labeledCommit(await readLabels(session, `sha256:${id}`));
      if (built?.startsWith(commit))
        return { model, result: { kind: "version", id, isOlder: false } };
    }
    const [id] = ids;
    if (id === undefined) return missing(model, "no version");
    const isReusable =
      search.isCheckedOut && !search.isPreview && (await isUnchanged(id, entry, session, runtime));
    return isReusable
      ? { model, result: { kind: "version", id, isOlder: true } }
      : missing(model, "no version of this commit");
  } catch (error) {
    runtime.signal.throwIfAborted();
    if (!(error instanceof ActionError)) throw error;
    return missing(name, errorReason(error));
  }
}

/** The model; of a preview, the newest of those that exist. */
async function newestModel(
  { api }: ApiConnection,
  name: ModelName,
  { isPreview }: Search,
): Promise<Model | undefined> {
  const names = isPreview ? candidateNames(name).slice(0, MAX_NAMES) : [name];
  const models = await Promise.all(names.map((one) => findModel(api, one)));
  return models.findLast((model) => model !== undefined);
}

/** Whether skip-unchanged would use the newest version, as far as the entry of the matrix tells. */
async function isUnchanged(
  id: string,
  entry: JsonRecord,
  registry: RegistrySession,
  runtime: Runtime,
): Promise<boolean> {
  const { workspace, registryHost, workflowFile, repository } = runtime.context;
  const input = (name: string) => stringAt(entry, name)?.trim() ?? "";
  const { build, project: place } = readInputs({ environment: {}, registryHost }, input);
  const project = await readProject(workspace, place, registryHost);
  const asked = input("cog-version");
  const cogVersion = /^\d+\.\d+\.\d+$/.test(asked)
    ? asked
    : builtWith(await readLabels(registry, `sha256:${id}`));
  if (project.problems.length > 0 || cogVersion === undefined) return false;
  const source = await readSource({ build, project }, runtime);
  const options = {
    skipUnchanged: true,
    reusesCommit: false,
    project,
    build,
    repository,
    workflowFile,
  };
  const version = { id, schema: undefined, cogVersion: undefined };
  const listVersions = async () => [];
  const decision = await findReusableVersion(options, version, {
    cogVersion,
    registry,
    source,
    listVersions,
  });
  return decision.kind === "reuse";
}
