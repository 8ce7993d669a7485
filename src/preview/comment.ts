import type { JsonRecord } from "../lib/json.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { block, code, details, link, table } from "../markdown/markdown.ts";
import { snippets } from "../markdown/snippets.ts";
import type { EnsuredModel } from "../model/ensure-model.ts";
import { versionUrl } from "../model/urls.ts";
import type { PreviewOrigin } from "./ownership.ts";
import type { Removal } from "./remove.ts";

/** What is known of a preview that was pushed. */
export interface PreviewOutcome {
  readonly origin: PreviewOrigin;
  readonly ensured: EnsuredModel;
  readonly version: { readonly id: string; readonly schema: JsonRecord | undefined };
  /** What its gates found, as sections of markdown. */
  readonly sections: readonly string[];
  readonly commit: string | undefined;
  readonly branch: string | undefined;
  readonly cogVersion: string;
  readonly apiUrl: string;
}

/** What tells our comment on one production model from every other comment. */
export function commentMarker(production: ModelName): string {
  return `<!-- push-to-replicate: preview of ${fullName(production)} -->`;
}

/** Says that a preview is there; stands in no comment of a closed pull request. */
const ALIVE = "The preview is private. It is deleted when this pull request is closed.";

/** Whether a comment tells of a preview that is there. */
export function isAboutPreview(comment: string | undefined): boolean {
  return comment?.includes(ALIVE) ?? false;
}

/** The comment, and the summary, of a preview that was pushed. */
export function renderPreview(outcome: PreviewOutcome): string {
  const { origin, ensured, version, commit, branch } = outcome;
  const { model } = ensured;
  const run = snippets(model, version.id, version.schema, outcome.apiUrl);
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
      ],
    ),
    ...outcome.sections,
    details(
      "Run this preview",
      [block("sh", run.curl), block("python", run.python), block("js", run.javascript)].join(
        "\n\n",
      ),
    ),
    ALIVE,
  ].join("\n\n");
}

/** The comment, and the summary, of a pull request that was closed. */
export function renderRemoval(production: ModelName, removals: readonly Removal[]): string {
  const lines = removals.map((removal) =>
    removal.deleted
      ? `- ${code(fullName(removal.name))} and its ${count(removal.versions)} were deleted.`
      : `- ${code(fullName(removal.name))} could not be deleted. Replicate says:\n${removal.refusals.map((word) => `  - ${code(word)}`).join("\n")}`,
  );
  const isStuck = removals.some(({ deleted }) => !deleted);
  return [
    `### Preview of ${code(fullName(production))} on Replicate`,
    removals.length === 0 ? "There was no preview to delete." : lines.join("\n"),
    isStuck
      ? "Replicate deletes a version only when nobody else has run it, no deployment uses it and no fine-tune stands on it ([its rules](https://replicate.com/docs/topics/models/delete-a-model)). Remove what holds it, then run this job again, or delete the model by hand."
      : "",
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function count(versions: number): string {
  return versions === 1 ? "1 version" : `${versions} versions`;
}
