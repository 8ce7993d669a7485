import type { JsonRecord } from "../lib/json.ts";
import { fullName, type ModelName, parseModelName } from "../lib/model-name.ts";
import { formatCount } from "../lib/units.ts";
import { code, facts, link, plain, shortCommit } from "../markdown/markdown.ts";
import { renderRun } from "../markdown/snippets.ts";
import type { EnsuredModel } from "../model/ensure-model.ts";
import { versionUrl } from "../replicate/urls.ts";
import type { DeletionTrigger } from "./deletion-trigger.ts";
import type { PreviewOrigin } from "./ownership.ts";
import type { Removal } from "./remove.ts";

/** A preview that was pushed. */
export interface PreviewOutcome {
  readonly origin: PreviewOrigin;
  readonly ensured: EnsuredModel;
  readonly version: { readonly id: string; readonly exampleInput: JsonRecord };
  /** What its gates found, as sections of markdown. */
  readonly sections: readonly string[];
  readonly commit: string | undefined;
  readonly branch: string | undefined;
  readonly cogVersion: string;
  /** What the build reused; empty without the build cache. */
  readonly buildCache: string;
  readonly apiUrl: string;
  readonly deletion: DeletionTrigger;
}

/** The beginning of every comment marker, for any production model. */
export const COMMENT_START = "<!-- push-to-replicate: preview of ";

/** Identifies our comment about one production model. */
export function commentMarker(production: ModelName): string {
  return `${COMMENT_START}${fullName(production)} -->`;
}

/** The previews that a comment records: those that were pushed, and not deleted yet. */
interface PreviewRecord {
  readonly production: ModelName;
  readonly names: readonly ModelName[];
  /** ID of the project. */
  readonly project: string;
}

const RECORD =
  /^<!-- push-to-replicate: preview of (\S+) -->\n<!-- previews: (.+); project: (\w+) -->/;

/** The record of a comment; undefined when it has none. */
export function parseRecord(comment: string): PreviewRecord | undefined {
  const [, model = "", list = "", project = ""] = RECORD.exec(comment) ?? [];
  const production = parseModelName(model);
  const names = list.split(" ").map(parseModelName);
  return production && { production, names: names.filter((name) => name !== undefined), project };
}

/**
 * Renders a comment's record, the first line of its text. It names all previews that there were, because the name
 * changes with the inputs, and nothing else lists private models.
 */
export function renderRecord({ names, project }: Omit<PreviewRecord, "production">): string {
  const distinct = new Set(names.map(fullName));
  return `<!-- previews: ${[...distinct].join(" ")}; project: ${project} -->`;
}

/** In every older comment about an existing preview, and in no comment of a closed pull request. */
const EXISTS = "The preview is private. It is deleted when this pull request is closed.";

/** Whether a comment is about a preview that exists. */
export function isAboutPreview(comment: string): boolean {
  return parseRecord(comment) !== undefined || comment.includes(EXISTS);
}

/** What happens to the preview when the pull request is closed. */
const ENDINGS: Readonly<Record<DeletionTrigger, string>> = {
  closed: EXISTS,
  sweep: "The preview is private. A sweep deletes it after this pull request is closed.",
  none: "The preview is private. It is **not** deleted when this pull request is closed, because no workflow of this repository does so.",
};

/** Renders the comment and the summary for a preview that was pushed. */
export function renderPreview(outcome: PreviewOutcome): string {
  const { origin, ensured, version, commit, branch } = outcome;
  const { model } = ensured;
  const commitPage = `${origin.repository.serverUrl}/${origin.repository.name}/commit/${commit}`;
  return [
    `### Preview of ${code(fullName(origin.production))} on Replicate`,
    renderRun({
      model,
      version: version.id,
      page: versionUrl(model.url, version.id),
      input: version.exampleInput,
      apiUrl: outcome.apiUrl,
    }),
    ...facts([
      ["Preview", link(fullName(model), model.url)],
      [
        "Built from",
        commit && `${link(shortCommit(commit), commitPage)}${branch ? ` on ${code(branch)}` : ""}`,
      ],
      ["Cog", code(outcome.cogVersion)],
      ["Build cache", plain(outcome.buildCache)],
    ]),
    ...outcome.sections,
    ENDINGS[outcome.deletion],
  ].join("\n\n");
}

/** Renders the comment and the summary for a closed pull request. */
export function renderRemoval(production: ModelName, removals: readonly Removal[]): string {
  const lines = removals.map(({ name, deleted, versions, refusals }) =>
    deleted
      ? `- Deleted ${code(fullName(name))} and its ${formatCount(versions, "version")}.`
      : `- Could not delete ${code(fullName(name))}:\n${refusals.map((reason) => `  - ${code(reason)}`).join("\n")}`,
  );
  const isComplete = removals.every(({ deleted }) => deleted);
  return [
    `### Preview of ${code(fullName(production))} on Replicate`,
    removals.length === 0 ? "There was no preview to delete." : lines.join("\n"),
    ...(isComplete
      ? []
      : [
          "Replicate deletes a version only if nobody else has run it, no deployment uses it, and no fine-tune is based on it ([rules](https://replicate.com/docs/topics/models/delete-a-model)). Remove what uses it and run this job again, or delete the model yourself.",
        ]),
  ].join("\n\n");
}
