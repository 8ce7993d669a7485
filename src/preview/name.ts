import { ActionError } from "../lib/errors.ts";
import { fullName, type ModelName, parseModelName } from "../lib/model-name.ts";
import type { PreviewOptions } from "./options.ts";
import type { OriginRepository } from "./origin-repository.ts";
import type { PreviewOrigin } from "./ownership.ts";

/** Names that one pull request can use, because the name of a deleted model cannot be reused. */
const MAX_NAMES = 9;

const MAX_BRANCH_LENGTH = 40;
const PLACEHOLDER = /\{(\w+)\}/g;

/** A pull request's preview: its primary name, and the origin that it is marked with. */
export interface Preview {
  readonly primaryName: ModelName;
  readonly origin: PreviewOrigin;
}

/** Values of the placeholders of `preview-model`. */
export interface NameParts extends ModelName {
  readonly number: number | undefined;
  readonly branch: string | undefined;
}

/**
 * Resolves the name and the origin of a production model's preview.
 * @throws {ActionError} when the template gives no valid name, or no pull request is known.
 */
export function resolvePreview(
  production: ModelName,
  { template, pullRequest, project }: PreviewOptions,
  repository: OriginRepository,
): Preview {
  const { number: pull, branch } = pullRequest ?? {};
  const primaryName = previewName(template, { ...production, number: pull, branch });
  const number = pull ?? numberIn(primaryName);
  if (number === undefined)
    throw new ActionError({
      code: "preview-without-pull-request",
      message: `preview is true, but this event is not about a pull request, and preview-model "${fullName(primaryName)}" does not end with the number of one.`,
      hint: "Set preview-model to a name that ends with the number: your-name/your-model-pr-12.",
    });
  return { primaryName, origin: { repository, number, production, project } };
}

/**
 * Fills in a template such as `{owner}/{name}-pr-{number}`.
 * @throws {ActionError} when the template gives no valid name.
 */
export function previewName(template: string, parts: NameParts): ModelName {
  const invalid = (reason: string): ActionError =>
    new ActionError({
      code: "preview-name-invalid",
      message: `Input preview-model is "${template}", but ${reason}.`,
      hint: "Set preview-model to a template such as {owner}/{name}-pr-{number}.",
    });
  const values: Readonly<Record<string, string | undefined>> = {
    owner: parts.owner,
    name: parts.name,
    number: parts.number?.toString(),
    branch: parts.branch && slugify(parts.branch),
  };
  const text = template.replaceAll(PLACEHOLDER, (placeholder, key: string) => {
    if (!Object.hasOwn(values, key))
      throw invalid(
        `${placeholder} is not a placeholder: use {owner}, {name}, {number} or {branch}`,
      );
    if (values[key]) return values[key];
    throw invalid(
      key === "branch" && parts.branch !== undefined
        ? `branch "${parts.branch}" has no character that a model's name can have`
        : `${placeholder} has no value, because there is no pull request`,
    );
  });
  const name = parseModelName(text);
  if (name === undefined) throw invalid(`"${text}" is not the name of a model`);
  if (fullName(name) === fullName(parts))
    throw invalid("a preview needs another name than the model itself");
  return name;
}

/** A branch's name as a part of a model's name: lower-case letters, digits and single hyphens. */
export function slugify(branch: string): string {
  return branch
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, MAX_BRANCH_LENGTH)
    .replace(/^-|-$/g, "");
}

/**
 * Lists the names that a pull request's previews can have: the primary name, and then `-r2`, `-r3` for a pull request
 * that was reopened after its preview was deleted (Replicate answers 409 for the name of a deleted model).
 */
export function candidateNames({ owner, name }: ModelName): readonly ModelName[] {
  return Array.from({ length: MAX_NAMES }, (_, i) => ({
    owner,
    name: i === 0 ? name : `${name}-r${i + 1}`,
  }));
}

function numberIn({ name }: ModelName): number | undefined {
  const digits = /(?:^|[._-])(\d+)$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
