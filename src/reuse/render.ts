import { code, shortCommit, shortId } from "../markdown/markdown.ts";
import type { NewerVersion } from "./reasons.ts";

/** The warning of a summary about versions of newer commits; empty when none was found. */
export function renderNewerVersions(versions: readonly NewerVersion[]): string[] {
  return versions.map(
    ({ version, newer, commit }) =>
      `> [!WARNING]\n> Version ${code(shortId(version))} was built from commit ${code(shortCommit(newer))}, which is newer than this one, ${code(shortCommit(commit))}.`,
  );
}
