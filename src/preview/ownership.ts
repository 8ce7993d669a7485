import { ActionError } from "../lib/errors.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import type { Model } from "../replicate/parse.ts";

/** What a preview is a preview of. */
export interface PreviewOrigin {
  /** `owner/name` on GitHub. */
  readonly repository: string;
  /** Address of GitHub itself: `https://github.com`. */
  readonly serverUrl: string;
  readonly number: number;
  /** The production model. */
  readonly production: ModelName;
}

/** The fields of a model that mark it as ours: the API has no labels. */
export interface OwnershipMarker {
  readonly description: string;
  readonly githubUrl: string;
}

export function ownershipMarker({
  repository,
  serverUrl,
  number,
  production,
}: PreviewOrigin): OwnershipMarker {
  return {
    description: `Preview of ${fullName(production)} for pull request #${number} of ${repository}, made and deleted by push-to-replicate.`,
    githubUrl: `${serverUrl}/${repository}/pull/${number}`,
  };
}

/** Why a model is not a preview of this origin; undefined when it is one. */
export function notManagedReason(model: Model, origin: PreviewOrigin): string | undefined {
  const mark = ownershipMarker(origin);
  if (model.visibility !== "private") return "it is public";
  if (model.description !== mark.description)
    return "its description is not the one that this action gives a preview";
  if (model.githubUrl !== mark.githubUrl) return `its GitHub URL is not ${mark.githubUrl}`;
  return undefined;
}

/** The error for a model that has a preview's name and does not carry our mark. */
export function notManagedError(
  name: ModelName,
  { number }: PreviewOrigin,
  reason: string,
): ActionError {
  return new ActionError({
    code: "preview-not-managed",
    message: `${fullName(name)} is not the preview of pull request #${number}: ${reason}. It is neither pushed to nor deleted.`,
    hint: "Set preview-model to a name that nothing else uses, or delete that model by hand.",
  });
}
