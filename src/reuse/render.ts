import { code, shortId } from "../markdown/markdown.ts";
import type { NewerVersion } from "./stale-commit.ts";

/** The warning of a summary about versions of newer commits; empty when none was found. */
export function renderNewerVersions(versions: readonly NewerVersion[]): string[] {
  return versions.map(
    ({ version, newer, commit }) =>
      `> [!WARNING]\n> Version ${code(shortId(version))} was built from commit ${code(newer.slice(0, 7))}, which is newer than this one, ${code(commit.slice(0, 7))}.`,
  );
}
