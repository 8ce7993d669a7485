import * as core from "@actions/core";
import { command, warning } from "./log.ts";

/** Of the whole process: a secret must not appear in anything that it writes, whoever has read it. */
const masked = new Set<string>();
const shortSecrets = new Set<string>();
const warned = new Set<string>();

/** GitHub drops an output that contains a mask, so a short one would drop most of them. */
const MIN_MASK = 6;
/** A line of a longer secret that is shorter means nothing ("{"), and masking it would hide half a log. */
const MIN_LINE = 4;

/** Words that decide something for readers and for later runs: digests, ids, our markers, hosts, pages. */
const FIXED =
  /<!-- push-to-replicate[^>]*-->|<!-- previews: [\w./ -]+; project: \w+ -->|\b(?:sha256:)?[0-9a-f]{64}\b|\b[0-9a-f]{40}\b|https:\/\/(?:replicate|github)\.com\/[^\s?#()<>"'`]*|https?:\/\/[^\s/@?#()<>"'`]+(?=[/\s?#)]|$)|\br8\.im(?:\/[a-z0-9._-]+){2}/gi;
const fixed = new Set<string>();

/**
 * Registers a secret, line by line as the runner masks them, so that no log shows it. One with fewer than 6
 * characters is not masked in the log, with one warning, and is removed from files only as a whole word.
 * @param name of the secret, for the warning: its id, or its input.
 */
export function mask(secret: string, name: string): void {
  // Without its indentation, a line is found wherever it is printed.
  const lines = secret.split(/\r?\n/).map((line) => line.trim());
  for (const line of lines) {
    if (line === "" || (lines.length > 1 && line.length < MIN_LINE)) continue;
    if (line.length < MIN_MASK) shortSecrets.add(line);
    else {
      masked.add(line);
      command(() => core.setSecret(line));
    }
  }
  const length = secret.trim().length;
  if (length === 0 || length >= MIN_MASK || warned.has(name)) return;
  warned.add(name);
  warning(
    "secret-short",
    `The secret "${name}" has fewer than ${MIN_MASK} characters, so it is not masked in the log. Set it to a longer value.`,
  );
}

/** So long a secret is found inside of other text, too: a shorter one can be a part of a path. */
const MIN_PART = 20;

/** Whether a text is a secret, or contains a long one. */
export function isSecret(text: string): boolean {
  return [...masked].some(
    (secret) => text.trim() === secret || (secret.length >= MIN_PART && text.includes(secret)),
  );
}

/** Keeps a name, such as a model's, from being redacted where a secret is a part of it. */
export function keepFromRedaction(text: string): void {
  if (text !== "") fixed.add(text);
}

/**
 * A text without any secret in it, for files: the runner masks its log, and nothing else. To be called before a text
 * is cut, because the rest of a secret is not found. Ids, digests, addresses of pages, names of models, and our
 * markers stay whole, unless one of them is a secret itself.
 */
export function redact(text: string): string {
  // Almost none of the millions of short texts that an output can have contains a secret.
  const isIn = (secret: string): boolean => text.includes(secret);
  if (!masked.values().some(isIn) && !shortSecrets.values().some(isIn)) return text;
  const names = [...fixed].sort((a, b) => b.length - a.length).map(RegExp.escape);
  const kept = new RegExp(
    [FIXED.source, ...names.map((name) => `(?<![\\w-])${name}(?![\\w-])`)].join("|"),
    "gi",
  );
  let clean = "";
  let end = 0;
  for (const match of text.matchAll(kept)) {
    if (hasWholeSecret(text, match)) continue;
    clean += redactPart(text.slice(end, match.index)) + match[0];
    end = match.index + match[0].length;
  }
  return clean + redactPart(text.slice(end));
}

/** Whether a secret is the whole match, or reaches out of it. */
function hasWholeSecret(text: string, { 0: match, index }: RegExpExecArray): boolean {
  return [...masked].some((secret) => {
    if (secret === match) return true;
    const from = Math.max(0, index - secret.length + 1);
    const around = text.slice(from, index + match.length + secret.length - 1);
    for (let at = around.indexOf(secret); at !== -1; at = around.indexOf(secret, at + 1)) {
      const start = from + at;
      const isInside = start >= index && start + secret.length <= index + match.length;
      if (!isInside) return true;
    }
    return false;
  });
}

function redactPart(text: string): string {
  let clean = text;
  const longestFirst = [...masked].sort((a, b) => b.length - a.length);
  for (const secret of longestFirst) clean = clean.replaceAll(secret, "***");
  for (const secret of shortSecrets)
    clean = clean.replace(
      new RegExp(`(?<![\\p{L}\\p{N}_])${RegExp.escape(secret)}(?![\\p{L}\\p{N}_])`, "gu"),
      "***",
    );
  return clean;
}
