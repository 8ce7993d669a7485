import { redact } from "./masks.ts";

/** The beginning of a text, without secrets, with an ellipsis, if it is longer than `max` characters. */
export function truncate(text: string, max: number): string {
  // A cut between the halves of a surrogate pair would leave half a character.
  const clean = redact(text);
  return clean.length <= max ? clean : `${clean.slice(0, max).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/** The end of a text, in whole lines: at most `max` characters. A cut line is left out: half a secret would not be masked. */
export function truncateStart(text: string, max: number): string {
  if (text.length <= max) return text;
  const end = redact(text).slice(-max);
  return end.slice(end.indexOf("\n") + 1);
}

/** The lines of a text that are not blank. */
export function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** Joins a list, with the number of entries that it leaves out: "a, b, 3 more". */
export function joinLimited(entries: readonly string[], separator: string, max: number): string {
  const shown = entries.slice(0, max).join(separator);
  const rest = entries.length - max;
  return rest > 0 ? `${shown}${separator}${rest} more` : shown;
}
