import { join } from "node:path";
import { parseConfig } from "../cog/config-yaml.ts";
import { configuredModel } from "../cog/configured-model.ts";
import { readOwnComments } from "../github/comment.ts";
import { readFileVersions } from "../github/file-history.ts";
import type { PullRequestTarget } from "../github/pull-request.ts";
import { ActionError } from "../lib/errors.ts";
import { isRecord, type JsonRecord } from "../lib/json.ts";
import { fullName, type ModelName, parseModelName } from "../lib/model-name.ts";
import { readOptional } from "../lib/paths.ts";
import type { Context } from "../runtime/context.ts";
import { candidateNames, type NameParts, type Preview, previewName } from "./name.ts";
import type { PreviewOptions } from "./options.ts";
import type { IsOtherProject } from "./other-projects.ts";
import { COMMENT_START, parseRecord } from "./render.ts";

/** A pull request that is closed, and the preview that its last commit names. */
export interface ClosedPreview {
  readonly preview: Preview;
  readonly pullRequest: PullRequestTarget;
  readonly options: PreviewOptions;
  readonly isOther: IsOtherProject;
}

/** A model that an earlier run may have created for the pull request, as the preview of a production model. */
export interface FormerName {
  readonly production: ModelName;
  readonly name: ModelName;
}

/**
 * Lists the names that the previews of this project can have had before `image`, `model`, or `preview-model` was changed
 * in the pull request: by our own comments, or without comments by the files at its commits. A model that the workflow
 * still names is left to the job that does so.
 * @throws {Error} of Octokit when GitHub refuses.
 */
export async function findFormerNames(
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
  { preview, pullRequest, isOther }: ClosedPreview,
  { workspace, workflowFile = "" }: Context,
): Promise<FormerName[]> {
  const comments = await readOwnComments(pullRequest, COMMENT_START);
  const current = fullName(preview.origin.production);
  const workflow = comments.length > 1 ? await readOptional(join(workspace, workflowFile)) : "";
  const records = comments.map(parseRecord).filter((record) => record !== undefined);
  const former = records.map(async ({ project, production, names }) => {
    const model = fullName(production);
    // As a whole: acme/hotdog is not named by acme/hotdog-v2.
    const named = new RegExp(`(?<![\\w-])${RegExp.escape(model)}(?![\\w.-])`);
    const isOwn = (model === current || !named.test(workflow)) && !(await isOther(project));
    return isOwn ? names.map((name) => ({ production, name })) : [];
  });
  return (await Promise.all(former)).flat();
}

async function configuredNames(
  { preview, pullRequest, options }: ClosedPreview,
  { workflowFile, registryHost }: Context,
): Promise<FormerName[]> {
  const { number, production: current, project } = preview.origin;
  const { headSha, branch } = options.pullRequest ?? {};
  if (!headSha) return [];
  const paths = [project, ...(workflowFile === undefined ? [] : [workflowFile])];
  const [configs = [], workflows = []] = await readFileVersions(pullRequest, headSha, paths);
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

function namesOf(template: string, parts: NameParts): readonly ModelName[] {
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
