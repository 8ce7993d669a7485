import { formatterOf, type MessageOf } from "../../lib/messages.ts";
import { fullName, type ModelName } from "../../lib/model-name.ts";
import { formatCount } from "../../lib/units.ts";
import { code, table } from "../../markdown/markdown.ts";

/** What a sweep found of one pull request, and what became of it. */
export interface SweptPreview {
  readonly number: number;
  readonly name: ModelName;
  readonly outcome: MessageOf<typeof OUTCOMES>;
}

/** What can become of a preview. */
const OUTCOMES = {
  deleted: "deleted",
  "would-be-deleted": "would be deleted",
  refused: "refused: {reasons}",
  "not-managed": "not changed: {reason}",
  reopened: "left alone: the pull request was reopened",
  skipped: "skipped: {reason}.",
} as const;

/** An outcome in words. */
export const describeOutcome = formatterOf(OUTCOMES);

/** The summary of a sweep of all models. */
export function renderSweep(
  productions: readonly ModelName[],
  swept: readonly SweptPreview[],
  lookedAt: number,
  isDryRun: boolean,
): string {
  const rows = swept.map(({ number, name, outcome }) => [
    `#${number} ${code(fullName(name))}`,
    code(describeOutcome(outcome)),
  ]);
  const [only, ...others] = productions;
  const models =
    only !== undefined && others.length === 0
      ? code(fullName(only))
      : formatCount(productions.length, "model");
  return [
    `## Previews of ${models}${isDryRun ? ": dry run" : ""}`,
    `Checked ${formatCount(lookedAt, "closed pull request")}.`,
    swept.length === 0 ? "None left a preview behind." : table(["Pull request", "Outcome"], rows),
  ].join("\n\n");
}
