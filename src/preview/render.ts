import type { JsonRecord } from "../lib/json.ts";
import { fullName, type ModelName, parseModelName } from "../lib/model-name.ts";
import { code, link, plain, table } from "../markdown/markdown.ts";
import { renderSnippets } from "../markdown/snippets.ts";
import type { EnsuredModel } from "../model/ensure-model.ts";
import { versionUrl } from "../model/urls.ts";
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
}

/** What every marker of a comment begins with, whatever the production model. */
export const COMMENT_START = "<!-- push-to-replicate: preview of ";

/** Identifies our comment about one production model. */
export function commentMarker(production: ModelName): string {
  return `${COMMENT_START}${fullName(production)} -->`;
}

/** The production model whose preview a comment is about; undefined when that preview is deleted. */
export function commentedModel(comment: string): ModelName | undefined {
  const name = parseModelName(comment.slice(COMMENT_START.length).split(" -->\n")[0] ?? "");
  return isAboutPreview(comment) ? name : undefined;
}

/** In every comment about a preview that exists, and in none of a closed pull request. */
const EXISTS = "The preview is private. It is deleted when this pull request is closed.";

/** Whether a comment is about a preview that exists. */
export function isAboutPreview(comment: string | undefined): boolean {
  return comment?.includes(EXISTS) ?? false;
}

/** Renders the comment and the summary for a preview that was pushed. */
export function renderPreview(outcome: PreviewOutcome): string {
  const { origin, ensured, version, commit, branch } = outcome;
  const { model } = ensured;
  const commitPage = `${origin.serverUrl}/${origin.repository}/commit/${commit}`;
  return [
    `### Preview of ${code(fullName(origin.production))} on Replicate`,
    table(
      ["", ""],
      [
        ["Preview", link(fullName(model), model.url)],
        ["Version", link(version.id, versionUrl(model.url, version.id))],
        [
          "Built from",
          commit && `${link(commit.slice(0, 7), commitPage)}${branch ? ` on ${code(branch)}` : ""}`,
        ],
        ["Cog", code(outcome.cogVersion)],
        ["Build cache", plain(outcome.buildCache)],
      ],
    ),
    ...outcome.sections,
    renderSnippets("Run this preview", {
      model,
      version: version.id,
      input: version.exampleInput,
      apiUrl: outcome.apiUrl,
    }),
    EXISTS,
  ].join("\n\n");
}

/** Renders the comment and the summary for a closed pull request. */
export function renderRemoval(production: ModelName, removals: readonly Removal[]): string {
  const lines = removals.map(({ name, deleted, versions, refusals }) =>
    deleted
      ? `- Deleted ${code(fullName(name))} and its ${count(versions)}.`
      : `- Could not delete ${code(fullName(name))}:\n${refusals.map((reason) => `  - ${code(reason)}`).join("\n")}`,
  );
  const isComplete = removals.every(({ deleted }) => deleted);
  return [
    `### Preview of ${code(fullName(production))} on Replicate`,
    removals.length === 0 ? "There was no preview to delete." : lines.join("\n"),
    isComplete
      ? ""
      : "Replicate deletes a version only if nobody else has run it, no deployment uses it, and no fine-tune is based on it ([rules](https://replicate.com/docs/topics/models/delete-a-model)). Remove what uses it and run this job again, or delete the model yourself.",
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function count(versions: number): string {
  return versions === 1 ? "1 version" : `${versions} versions`;
}
