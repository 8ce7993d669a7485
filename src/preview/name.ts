import { type ModelName, parseModelName } from "../lib/model-name.ts";

/** Names that one pull request can use up: a deleted one can't be had again. */
export const GENERATIONS = 9;

const LONGEST_BRANCH = 40;
const PLACEHOLDER = /\{(\w+)\}/g;

/** What the placeholders of `preview-model` stand for. */
export interface NameParts extends ModelName {
  readonly number: number | undefined;
  readonly branch: string | undefined;
}

/**
 * Fills in a template such as `{owner}/{name}-pr-{number}`.
 * @returns the name, or what is wrong with the template.
 */
export function previewName(template: string, parts: NameParts): ModelName | string {
  const values: Readonly<Record<string, string | undefined>> = {
    owner: parts.owner,
    name: parts.name,
    number: parts.number?.toString(),
    branch: parts.branch && safeBranch(parts.branch),
  };
  const unknown = [...template.matchAll(PLACEHOLDER)].find(
    ([, key = ""]) => !Object.hasOwn(values, key),
  );
  if (unknown)
    return `${unknown[0]} is not a placeholder: {owner}, {name}, {number} and {branch} are`;
  const missing = [...template.matchAll(PLACEHOLDER)].find(([, key = ""]) => !values[key]);
  if (missing?.[1] === "branch" && parts.branch !== undefined)
    return `nothing of the branch "${parts.branch}" can stand in a model's name for {branch}`;
  if (missing) return `${missing[0]} stands for nothing here: there is no pull request`;
  const text = template.replaceAll(PLACEHOLDER, (_all, key: string) => values[key] ?? "");
  const name = parseModelName(text);
  if (name === undefined) return `"${text}" is not the name of a model`;
  if (name.owner === parts.owner && name.name === parts.name)
    return "a preview must have another name than the model itself";
  return name;
}

/** A branch name as part of a model's name. */
export function safeBranch(branch: string): string {
  return branch
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, LONGEST_BRANCH)
    .replace(/^-|-$/g, "");
}

/**
 * The names that previews of one pull request can have: the first, then `-r2`, `-r3` for a pull request
 * that was opened again after its preview was deleted (Replicate answers 409 for a deleted name).
 */
export function candidateNames({ owner, name }: ModelName): readonly ModelName[] {
  return Array.from({ length: GENERATIONS }, (_, i) => ({
    owner,
    name: i === 0 ? name : `${name}-r${i + 1}`,
  }));
}
