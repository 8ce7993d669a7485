import * as core from "@actions/core";

const masked = new Set<string>();

/** Registers a secret, line by line as the runner masks them, so that no log shows it. */
export function mask(secret: string): void {
  for (const line of secret.split(/\r?\n/)) {
    if (line.trim() === "") continue;
    masked.add(line);
    core.setSecret(line);
  }
}

/** A text without any secret in it, for files: the runner masks its log, and nothing else. */
export function redact(text: string): string {
  let clean = text;
  for (const secret of masked) clean = clean.replaceAll(secret, "***");
  return clean;
}
