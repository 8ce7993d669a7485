import { fullName, type ModelName } from "../lib/model-name.ts";
import { shortCommit } from "../markdown/markdown.ts";
import type { NewerVersion } from "./commit-age.ts";

/** Why git does not know what is in a project's directory. */
export type UnreadableSource =
  | { readonly code: "nothing-committed" }
  /** With git's own words. */
  | { readonly code: "git-failed"; readonly detail: string };

/** Why the commit that the latest version was built from is unknown, or would not make the same image now. */
export type OutdatedImage =
  | { readonly code: "labels-missing" | "commit-missing" | "config-missing" | "inputs-differ" }
  | { readonly code: "cog-differs"; readonly built: string | undefined }
  | { readonly code: "commit-invalid"; readonly revision: string }
  | { readonly code: "config-differs"; readonly field: string };

/** Why there has to be a build. Commits are those of the latest version. */
export type RebuildReason =
  | UnreadableSource
  | OutdatedImage
  | { readonly code: "no-version" | "no-cache" | "other-commit" }
  | { readonly code: "not-committed"; readonly file: string; readonly commit: string }
  | { readonly code: "file-changed"; readonly file: string; readonly since: string }
  | { readonly code: "history-missing"; readonly since: string; readonly detail: string };

/** Why it is unknown whether a version was built from a newer commit. */
export type UnknownAge =
  | { readonly code: "commit-unknown" }
  | { readonly code: "label-missing"; readonly version: string }
  | { readonly code: "check-failed"; readonly detail: string };

/** A reason as a part of a sentence: "building, because …". */
export function describeReason(reason: RebuildReason | UnknownAge): string {
  switch (reason.code) {
    case "nothing-committed":
      return "git cannot read the project: nothing is committed";
    case "git-failed":
      return `git cannot read the project: ${reason.detail}`;
    case "no-version":
      return "the model has no version, or its latest version is unknown without api-token";
    case "no-cache":
      return "no-cache is set";
    case "not-committed":
      return `${reason.file} is part of the image and differs from commit ${shortCommit(reason.commit)}`;
    case "file-changed":
      return `${reason.file} has changed since ${shortCommit(reason.since)}, the commit of the latest version`;
    case "history-missing":
      return `git cannot list the changes since ${shortCommit(reason.since)}: ${reason.detail}`;
    case "other-commit":
      return "the latest version was built from another commit";
    case "labels-missing":
      return "the registry has no labels of the latest version";
    case "cog-differs":
      return `the latest version was built with ${reason.built === undefined ? "an unknown version of Cog" : `Cog ${reason.built}`}`;
    case "commit-missing":
      return "the latest version has no label with its commit";
    case "commit-invalid":
      return `the latest version was built from ${JSON.stringify(reason.revision)}, which is not a commit`;
    case "config-missing":
      return "the latest version has no label with its cog.yaml";
    case "config-differs":
      return `${reason.field} in cog.yaml differs from the latest version`;
    case "inputs-differ":
      return "the latest version was built in another directory or with other inputs";
    case "commit-unknown":
      return "this commit is unknown";
    case "label-missing":
      return `version ${reason.version} has no label with its commit`;
    case "check-failed":
      return reason.detail;
  }
}

/** The sentence about a version that this step replaces although it was built from a newer commit. */
export function describeNewer({ version, newer, commit }: NewerVersion, name: ModelName): string {
  return `Version "${version}" of ${fullName(name)} was built from commit "${newer}", which is newer than this one, "${commit}".`;
}
