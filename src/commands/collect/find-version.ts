import { readProject } from "../../cog/project.ts";
import { exactVersion } from "../../cog/release.ts";
import { entryInputs } from "../../inputs/matrix-input.ts";
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
import type { CollectedVersion } from "./render.ts";

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

/** Finds the version of one model that was built from the commit. A model that cannot be read has none. */
export async function findVersionOf(
  name: ModelName,
  entry: JsonRecord,
  search: Search,
  runtime: Runtime,
): Promise<CollectedVersion> {
  const { connection, commit, isCheckedOut, isPreview } = search;
  let model = name;
  const missing = (reason: string): CollectedVersion => ({
    model,
    result: { kind: "missing", reason },
  });
  try {
    if (connection.kind === "api") {
      const found = await newestModel(connection, name, isPreview);
      if (found === undefined) return missing("the model does not exist");
      model = found;
    }
    const { session } = await checkRegistry(fullName(model), connection, runtime);
    const ids = await versionIds(connection, model, session);
    for (const id of ids) {
      const built = labeledCommit(await readLabels(session, `sha256:${id}`));
      if (built?.startsWith(commit))
        return { model, result: { kind: "version", id, isOlder: false } };
    }
    const [id] = ids;
    if (id === undefined) return missing("no version");
    const canReuse = isCheckedOut && !isPreview;
    return canReuse && (await isUnchanged(id, entry, session, runtime))
      ? { model, result: { kind: "version", id, isOlder: true } }
      : missing("no version of this commit");
  } catch (error) {
    runtime.signal.throwIfAborted();
    if (!(error instanceof ActionError)) throw error;
    return missing(errorReason(error));
  }
}

/** The model. A preview has the name that a push of the pull request finds: the first one, or else the newest. */
async function newestModel(
  { api }: ApiConnection,
  name: ModelName,
  isPreview: boolean,
): Promise<Model | undefined> {
  const primary = await findModel(api, name);
  if (primary !== undefined || !isPreview) return primary;
  const later = candidateNames(name).slice(1);
  const models = await Promise.all(later.map((one) => findModel(api, one)));
  return models.findLast((model) => model !== undefined);
}

/** IDs of the newest versions, the newest first. Without the API, that is one. */
async function versionIds(
  connection: Connection,
  model: ModelName,
  session: RegistrySession,
): Promise<string[]> {
  if (connection.kind === "registry-only") {
    const [latest] = await resolveTag(session, "latest");
    return latest === undefined ? [] : [latest.replace("sha256:", "")];
  }
  const versions = await findVersions(connection.api, model, { max: MAX_VERSIONS });
  return (versions ?? []).slice(0, MAX_VERSIONS).map(({ id }) => id);
}

/** Whether skip-unchanged would reuse a version, judging by the inputs in the matrix entry. */
async function isUnchanged(
  id: string,
  entry: JsonRecord,
  registry: RegistrySession,
  runtime: Runtime,
): Promise<boolean> {
  const { workspace, registryHost, workflowFile, repository } = runtime.context;
  const inputs = entryInputs(entry);
  const project = await readProject(workspace, inputs.project, registryHost);
  if (project.problems.length > 0) return false;
  const options = {
    skipUnchanged: true,
    reusesCommit: false,
    project,
    build: inputs.build,
    repository,
    workflowFile,
  };
  const source = await readSource(options, runtime);
  const asked = stringAt(entry, "cog-version") ?? "";
  const labels = await readLabels(registry, `sha256:${id}`);
  const cogVersion = exactVersion(asked) ?? builtWith(labels);
  if (cogVersion === undefined) return false;
  const version = { id, schema: undefined, cogVersion };
  const reuse = { cogVersion, registry, source, listVersions: async () => [] };
  return (await findReusableVersion(options, version, reuse)).kind === "reuse";
}
