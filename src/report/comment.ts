import type { JsonRecord } from "../json.ts";
import { fullName, type ModelName } from "../model-name.ts";
import type { PreviewOrigin } from "../preview/mark.ts";
import { compareInputs, type InputChange } from "../schema/inputs.ts";
import type { ConfirmedVersion } from "../steps/confirm-version.ts";
import type { EnsuredModel } from "../steps/ensure-model.ts";
import type { Removal } from "../steps/remove-preview.ts";
import { block, code, details, link, table } from "./markdown.ts";
import { versionPage } from "./pages.ts";
import { snippets } from "./snippets.ts";

/** What is known of a preview that was pushed. */
export interface PreviewOutcome {
  readonly origin: PreviewOrigin;
  readonly ensured: EnsuredModel;
  readonly version: ConfirmedVersion;
  /** Schema of the version that users call today; undefined when there is none to compare with. */
  readonly productionSchema: JsonRecord | undefined;
  readonly commit: string | undefined;
  readonly branch: string | undefined;
  readonly cogVersion: string;
  readonly apiUrl: string;
}

/** What tells our comment on one production model from every other comment. */
export function commentMarker(production: ModelName): string {
  return `<!-- push-to-replicate: preview of ${fullName(production)} -->`;
}

/** What keeps a comment below GitHub's limit of 65,536 characters, whatever a model's inputs are. */
const MOST_INPUTS = 100;
const LONGEST_CELL = 100;

/** Says that a preview is there; stands in no comment of a closed pull request. */
const ALIVE = "The preview is private. It is deleted when this pull request is closed.";

/** Whether a comment tells of a preview that is there. */
export function tellsOfPreview(comment: string | undefined): boolean {
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
        ["Version", link(version.id, versionPage(model, version.id, ensured))],
        [
          "Built from",
          commit && `${link(commit.slice(0, 7), commitPage)}${branch ? ` on ${code(branch)}` : ""}`,
        ],
        ["Cog", code(outcome.cogVersion)],
      ],
    ),
    renderInputs(compareInputs(outcome.productionSchema, version.schema)),
    details(
      "Run this preview",
      [block("sh", run.curl), block("python", run.python), block("js", run.javascript)].join(
        "\n\n",
      ),
    ),
    ALIVE,
  ].join("\n\n");
}

function renderInputs(changes: readonly InputChange[] | undefined): string {
  if (changes === undefined) return "The inputs could not be compared with production's.";
  if (changes.length === 0) return "The inputs are the same as production's.";
  const cell = (text: string | undefined): string =>
    text === undefined
      ? "–"
      : code(text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL)}…` : text);
  const rows = changes
    .slice(0, MOST_INPUTS)
    .map(({ name, kind, before, after }) => [cell(name), kind, cell(before), cell(after)]);
  const more = changes.length - rows.length;
  const shown = table(["Input", "Change", "In production", "In this preview"], rows);
  return more > 0 ? `${shown}\n\nAnd ${more} more.` : shown;
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
