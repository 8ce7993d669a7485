import * as core from "@actions/core";
import { command } from "./log.ts";

const masked = new Set<string>();

/** A line of a longer secret that is shorter tells nothing ("{"), and masking it would hide half a log. */
const SHORTEST_LINE = 4;

/** Registers a secret, line by line as the runner masks them, so that no log shows it. */
export function mask(secret: string): void {
  const lines = secret.split(/\r?\n/);
  for (const line of lines) {
    if (line.trim() === "" || (lines.length > 1 && line.trim().length < SHORTEST_LINE)) continue;
    masked.add(line);
    command(() => core.setSecret(line));
  }
}

/** A text without any secret in it, for files: the runner masks its log, and nothing else. */
export function redact(text: string): string {
  let clean = text;
  const longestFirst = [...masked].sort((a, b) => b.length - a.length);
  for (const secret of longestFirst) clean = clean.replaceAll(secret, "***");
  return clean;
}
