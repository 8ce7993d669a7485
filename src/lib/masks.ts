import * as core from "@actions/core";
import { command } from "./log.ts";

const masked = new Set<string>();

/** Characters. Masking a shorter line of a secret ("{") would hide much of the log and protect nothing. */
const MIN_LINE = 4;

/** Masks a secret in the log, line by line as the runner does. */
export function mask(secret: string): void {
  const lines = secret.split(/\r?\n/);
  for (const line of lines) {
    if (line.trim() === "" || (lines.length > 1 && line.trim().length < MIN_LINE)) continue;
    masked.add(line);
    command(() => core.setSecret(line));
  }
}

/** Removes all masked secrets from a text for a file: the runner masks the log only. */
export function redact(text: string): string {
  let clean = text;
  const longestFirst = [...masked].sort((a, b) => b.length - a.length);
  for (const secret of longestFirst) clean = clean.replaceAll(secret, "***");
  return clean;
}
