import { createHash } from "node:crypto";
import { ActionError } from "../lib/errors.ts";
import { formatterOf, type MessageOf } from "../lib/messages.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import type { Model } from "../replicate/parse.ts";
import type { OriginRepository } from "./origin-repository.ts";

/** What a preview is a preview of. */
export interface PreviewOrigin {
  readonly repository: OriginRepository;
  /** Of the pull request. */
  readonly number: number;
  /** The production model. */
  readonly production: ModelName;
  /** The configuration file of the Cog project: `models/hotdog/cog.yaml`. */
  readonly project: string;
}

/**
 * The fields that mark a model as an origin's preview, because the API has no labels. The repository's ID stays when the
 * repository is renamed. Models in use have this marker, or an older one that ends before the parenthesis: another text
 * would orphan them.
 */
export function ownershipMarker({
  repository: { name, id, serverUrl },
  number,
  production,
  project,
}: PreviewOrigin) {
  const repository = id === "" ? "" : `repository ${id}, `;
  return {
    description: `Preview of ${fullName(production)} for pull request #${number} of ${name}, made and deleted by push-to-replicate (${repository}project ${projectId(project)}).`,
    github_url: `${serverUrl}/${name}/pull/${number}`,
  };
}

/** A short ID of a project, which does not depend on how long its path is. */
export function projectId(project: string): string {
  return createHash("sha256").update(project).digest("hex").slice(0, 8);
}

const DESCRIPTION =
  /^Preview of (\S+) for pull request #(\d+) of ([\w.-]+\/[\w.-]+), made and deleted by push-to-replicate(?: \((?:repository (\d+), )?project ([0-9a-f]{8})\))?\.$/;

/** Why a model is not the preview of an origin: as a part of a sentence. */
const REASONS = {
  "not-private": "it is public",
  "description-differs": "its description is not the one that this action sets for previews",
  "github-url-differs": "its GitHub URL is not {url}",
  "repository-differs":
    'it is a preview of the repository "{other}", which GitHub does not show as a former name of "{repository}"',
} as const;

/** Whether a model is the preview of an origin, or why not. */
type Ownership = { readonly code: "managed" } | ForeignReason;
export type ForeignReason = MessageOf<typeof REASONS>;

/** A reason in words. */
export const describeReason = formatterOf(REASONS);

/** Checks by its marker whether a model is the preview of an origin. */
export async function checkOwnership(
  { visibility, description = "", githubUrl }: Model,
  { repository, number, production }: Omit<PreviewOrigin, "project">,
): Promise<Ownership> {
  if (visibility !== "private") return { code: "not-private" };
  const [, model, pull, name, id] = DESCRIPTION.exec(description) ?? [];
  if (name === undefined || model !== fullName(production) || pull !== String(number))
    return { code: "description-differs" };
  const url = `${repository.serverUrl}/${name}/pull/${number}`;
  if (githubUrl !== url) return { code: "github-url-differs", url };
  const isOurs =
    id !== undefined && repository.id !== ""
      ? id === repository.id
      : name === repository.name || (await repository.hasFormerName(name));
  return isOurs
    ? { code: "managed" }
    : { code: "repository-differs", other: name, repository: repository.name };
}

/** Those of some models that are previews of an origin, in the same order. */
export async function filterManaged(
  models: readonly (Model | undefined)[],
  origin: PreviewOrigin,
): Promise<Model[]> {
  const existing = models.filter((model) => model !== undefined);
  const ownerships = await Promise.all(existing.map((model) => checkOwnership(model, origin)));
  return existing.filter((_, i) => ownerships[i]?.code === "managed");
}

/** The ID of the project in a model's marker; undefined for a marker without one. */
export function markedProject({ description = "" }: Model): string | undefined {
  return DESCRIPTION.exec(description)?.[5];
}

/** @throws {ActionError} for a model with a preview's name and without its marker. */
export async function requireManaged(model: Model, origin: PreviewOrigin): Promise<void> {
  const ownership = await checkOwnership(model, origin);
  if (ownership.code === "managed") return;
  throw new ActionError({
    code: "preview-not-managed",
    message: `${fullName(model)} is not the preview of pull request #${origin.number}: ${describeReason(ownership)}. This action does not change or delete it.`,
    hint: "Set preview-model to a name that nothing else uses, or delete that model yourself.",
  });
}
