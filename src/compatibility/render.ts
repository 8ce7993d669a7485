import { truncate } from "../lib/text.ts";
import { code, plain, table } from "../markdown/markdown.ts";
import type { Compatibility, CompatibilityResult, SchemaChange } from "./compare.ts";
import { describeFindings } from "./finding.ts";

/** What keeps a comment below GitHub's limit of 65,536 characters, whatever a model's inputs are. */
const MAX_CHANGES = 100;
const MAX_CELL = 100;

/** How a version differs for callers of the model, as a table. `before` says what it is compared with. */
export function renderCompatibility(
  { verdict, changes }: Compatibility,
  before = "the version in use",
): string {
  if (verdict === "unknown")
    return `Compatibility is unknown: this version or ${before} has no schema.`;
  if (changes.length === 0) return `Inputs and output are the same as those of ${before}.`;
  const rows = changes.slice(0, MAX_CHANGES).map(row);
  const more = changes.length - rows.length;
  const shown = table(["Input or output", "Verdict"], rows);
  return [
    verdict === "breaking"
      ? `> [!WARNING]\n> **Breaking** changes compared with ${before}:`
      : `Compatible with ${before}:`,
    shown,
    ...(more > 0 ? [`And ${more} more.`] : []),
  ].join("\n\n");
}

function row({ part, name, before, after, verdict, findings }: SchemaChange): string[] {
  const short = (text: string) => truncate(text, MAX_CELL);
  const whole = part.endsWith("Input") ? "inputs" : "output";
  // A finding may name a choice, which is the author's own text.
  const text = plain(short(describeFindings(findings)));
  const title = `${name === "" ? whole : code(short(name))}${part === "Input" ? "" : ` (${part})`}`;
  const change = [...new Set([before, after])].flatMap((text) =>
    text === undefined ? [] : code(short(text)),
  );
  return [
    change.length === 0 ? title : `${title}: ${change.join(" → ")}`,
    verdict === "breaking" ? `**breaking**: ${text}` : text,
  ];
}

/** The section of a summary or comment; empty when nothing was compared. */
export function renderCompatibilityResult(result: CompatibilityResult): string[] {
  if (result.kind === "not-compared") return [];
  return [`#### Compatibility\n\n${renderCompatibility(result.compatibility)}`];
}
