import { ActionError } from "../lib/errors.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import type { Model } from "../replicate/parse.ts";

/** What a preview is a preview of. */
export interface PreviewOrigin {
  /** `owner/name` on GitHub. */
  readonly repository: string;
  /** URL of GitHub itself: `https://github.com`. */
  readonly serverUrl: string;
  /** Of the pull request. */
  readonly number: number;
  /** The production model. */
  readonly production: ModelName;
}

/** The fields that mark a model as managed by this action, because the API has no labels. */
export interface OwnershipMarker {
  readonly description: string;
  readonly githubUrl: string;
}

/** The marker of an origin's preview. Models in use have it: another text would orphan them. */
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

/** @returns why a model is not the preview of this origin; undefined when it is. */
export function notManagedReason(model: Model, origin: PreviewOrigin): string | undefined {
  const marker = ownershipMarker(origin);
  if (model.visibility !== "private") return "it is public";
  if (model.description !== marker.description)
    return "its description is not the one that this action sets for previews";
  if (model.githubUrl !== marker.githubUrl) return `its GitHub URL is not ${marker.githubUrl}`;
  return undefined;
}

/** The error for a model with a preview's name and without its marker. */
export function notManagedError(
  name: ModelName,
  { number }: PreviewOrigin,
  reason: string,
): ActionError {
  return new ActionError({
    code: "preview-not-managed",
    message: `${fullName(name)} is not the preview of pull request #${number}: ${reason}. This action does not change or delete it.`,
    hint: "Set preview-model to a name that nothing else uses, or delete that model yourself.",
  });
}
