import { join } from "node:path";
import * as core from "@actions/core";
import { parseConfig } from "../../cog/config-yaml.ts";
import { configuredModel } from "../../cog/configured-model.ts";
import { githubErrorMessage } from "../../github/client.ts";
import type { PullRequestClient } from "../../github/pull-request.ts";
import { ActionError } from "../../lib/errors.ts";
import { isRecord, type JsonRecord } from "../../lib/json.ts";
import { fullName, type ModelName, parseModelName } from "../../lib/model-name.ts";
import { readOptional } from "../../lib/paths.ts";
import { candidateNames, type Preview, previewName } from "../../preview/name.ts";
import type { PreviewOptions } from "../../preview/options.ts";
import { isOfOtherProject, notManagedReason, projectId } from "../../preview/ownership.ts";
import { type Removal, removePreview } from "../../preview/remove.ts";
import { COMMENT_START, commentMarker, parseRecord, renderRemoval } from "../../preview/render.ts";
import type { ReplicateApi } from "../../replicate/client.ts";
import { findModel } from "../../replicate/models.ts";
import type { Context } from "../../runtime/context.ts";
import type { Runtime } from "../../runtime/runtime.ts";

/** A pull request that is closed, and the preview that its last commit names. */
interface ClosedPreview {
  readonly preview: Preview;
  readonly pullRequest: PullRequestClient;
  readonly options: PreviewOptions;
}

/** A model that an earlier run may have created for the pull request, as the preview of a production model. */
interface FormerName {
  readonly production: ModelName;
  readonly name: ModelName;
}

/**
 * Deletes the previews that this project had in the pull request under other names. Their marker decides: it names the
 * pull request, and no other project, whose own job deletes its preview. What cannot be looked for is a warning.
 */
export async function removeFormer(
  closed: ClosedPreview,
  api: ReplicateApi,
  { context, signal }: Runtime,
): Promise<readonly Removal[]> {
  const { number } = closed.preview.origin;
  try {
    const names = await findFormerNames(closed, context);
    const byProduction = Map.groupBy(names, ({ production }) => fullName(production));
    const removals = [...byProduction.values()].map((former) =>
      removeOf(former, closed, api, signal),
    );
    return (await Promise.all(removals)).flat();
  } catch (error) {
    signal.throwIfAborted();
    core.warning(
      `Could not look for previews that pull request #${number} had under other names: ${githubErrorMessage(error)}. If there are any, the sweep action or you can delete them.`,
    );
    return [];
  }
}

/** Deletes the previews of one production model, and updates their comment. */
async function removeOf(
  names: readonly FormerName[],
  { preview, pullRequest, options }: ClosedPreview,
  api: ReplicateApi,
  signal: AbortSignal,
): Promise<Removal[]> {
  const [{ production } = preview.origin] = names;
  const origin = { ...preview.origin, production };
  const found = await Promise.all(names.map(({ name }) => findModel(api, name)));
  const models = found.filter((model) => model !== undefined);
  const checks = models
    .filter((model) => !isOfOtherProject(model, origin))
    .map(async (model) => ({ model, reason: await notManagedReason(model, origin) }));
  const checked = await Promise.all(checks);
  for (const { model, reason } of checked)
    if (options.comment && reason !== undefined)
      core.warning(`${fullName(model)} was a preview, and is not deleted: ${reason}.`);
  const own = checked.filter(({ reason }) => reason === undefined).map(({ model }) => model);
  const removals = await Promise.all(own.map((model) => removePreview(api, model, signal)));
  const isCurrent = fullName(production) === fullName(preview.origin.production);
  if (options.comment && !isCurrent && own.length === models.length)
    await pullRequest.comment({
      marker: commentMarker(production),
      render: () => renderRemoval(production, removals),
    });
  return removals;
}

/**
 * Lists the names that the previews of this project can have had before `image`, `model`, or `preview-model` was changed
 * in the pull request: by our own comments, or without comments by the files at its commits. A model that the workflow
 * still names is left to the job that does so.
 * @throws {Error} of Octokit when GitHub refuses.
 */
async function findFormerNames(
  closed: ClosedPreview,
  context: Context,
): Promise<readonly FormerName[]> {
  const { preview, options } = closed;
  const names = await (options.comment ? commentedNames : configuredNames)(closed, context);
  const current = new Set(candidateNames(preview.primaryName).map(fullName));
  const distinct = new Map(names.map((former) => [fullName(former.name), former]));
  return [...distinct.values()].filter(({ name }) => !current.has(fullName(name)));
}

async function commentedNames(
  { preview, pullRequest }: ClosedPreview,
  { workspace, workflowFile = "" }: Context,
): Promise<FormerName[]> {
  const comments = await pullRequest.ownComments(COMMENT_START);
  const { origin } = preview;
  const current = fullName(origin.production);
  const workflow = comments.length > 1 ? await readOptional(join(workspace, workflowFile)) : "";
  return comments
    .map(parseRecord)
    .filter((record) => record !== undefined)
    .filter(({ project, production }) => {
      const model = fullName(production);
      return (
        project === projectId(origin.project) && (model === current || !workflow.includes(model))
      );
    })
    .flatMap(({ production, names }) => names.map((name) => ({ production, name })));
}

async function configuredNames(
  { preview, pullRequest, options }: ClosedPreview,
  { workflowFile, registryHost }: Context,
): Promise<FormerName[]> {
  const { number, production: current, project } = preview.origin;
  const { headSha, branch } = options.pullRequest ?? {};
  if (!headSha) return [];
  const paths = [project, ...(workflowFile === undefined ? [] : [workflowFile])];
  const [configs = [], workflows = []] = await pullRequest.fileVersions(headSha, paths);
  const [newest, ...older] = workflows.map(parsed);
  const others = new Set(valuesAt("model", newest));
  const former = [
    ...configs.map((text) => {
      const model = configuredModel(parsed(text), registryHost);
      return model.kind === "named" ? model.name : undefined;
    }),
    ...older.flatMap((workflow) => valuesAt("model", workflow)).map(parseModelName),
  ]
    .filter((name) => name !== undefined)
    .filter((name) => !others.has(fullName(name)));
  const templates = [options.template, ...older.flatMap((of) => valuesAt("preview-model", of))];
  return [current, ...former].flatMap((production) =>
    templates.flatMap((template) =>
      namesOf(template, { ...production, number, branch }).map((name) => ({ production, name })),
    ),
  );
}

function namesOf(template: string, parts: Parameters<typeof previewName>[1]): readonly ModelName[] {
  try {
    return candidateNames(previewName(template, parts));
  } catch (error) {
    if (error instanceof ActionError) return [];
    throw error;
  }
}

/** A YAML file as a mapping; an empty one when it is invalid. */
function parsed(text: string): JsonRecord {
  try {
    return parseConfig(text);
  } catch {
    return {};
  }
}

/** The strings of all keys with this name, in jobs and in matrices. */
function valuesAt(key: string, value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(key, item));
  if (!isRecord(value)) return [];
  const own = [value[key]].flat().filter((item) => typeof item === "string");
  return [...own, ...Object.values(value).flatMap((item) => valuesAt(key, item))];
}
