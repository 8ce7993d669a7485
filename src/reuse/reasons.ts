import { formatterOf, type MessageOf } from "../lib/messages.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";

/** Why there has to be a build, or why the age of a version is unknown: as a part of a sentence. */
const REASONS = {
  "no-version": "the model has no version, or its latest version is unknown without api-token",
  "no-cache": "no-cache is set",
  "nothing-committed": "git cannot read the project: nothing is committed",
  "source-unreadable": "git cannot read the project: {detail}",
  "not-committed": "{file} is part of the image and differs from commit {commit}",
  "labels-missing": "the registry has no labels of the latest version",
  "cog-unknown": "the latest version was built with an unknown version of Cog",
  "cog-differs": "the latest version was built with Cog {built}",
  "commit-missing": "the latest version has no label with its commit",
  "commit-invalid": 'the latest version was built from "{revision}", which is not a commit',
  "config-missing": "the latest version has no label with its cog.yaml",
  "config-differs": "{field} in cog.yaml differs from the latest version",
  "inputs-differ": "the latest version was built in another directory or with other inputs",
  "commit-differs": "the latest version was built from another commit",
  "file-changed": "{file} has changed since {since}, the commit of the latest version",
  "history-missing": "git cannot list the changes since {since}: {detail}",
  "commit-unknown": "this commit is unknown",
  "version-unlabeled": "version {version} has no label with its commit",
  "check-failed": "{detail}",
} as const;

/** Why sources are built again, or the age of a version is unknown. `detail` has the words of git, or of an error. */
export type ReuseReason = MessageOf<typeof REASONS>;

/** A reason in words. */
export const describeReason = formatterOf(REASONS);

/** A version that was built from a newer commit. */
export interface NewerVersion {
  readonly version: string;
  /** The commit that it was built from. */
  readonly newer: string;
  /** The commit that is checked out. */
  readonly commit: string;
}

/** The sentence about a version that this step replaces although it was built from a newer commit. */
export function describeNewer({ version, newer, commit }: NewerVersion, name: ModelName): string {
  return `Version "${version}" of ${fullName(name)} was built from commit "${newer}", which is newer than this one, "${commit}".`;
}
