import { type GitHubClient, githubErrorMessage, openGitHub, remedyFor } from "../github/client.ts";
import type { Release } from "../github/parse.ts";
import { changeReleaseNotes, findRelease, listReleasesBefore } from "../github/releases.ts";
import { debug, info, warning } from "../lib/log.ts";
import { redact } from "../lib/masks.ts";
import { fullName } from "../lib/model-name.ts";
import { writeSummary } from "../lib/summary-file.ts";
import { code } from "../markdown/markdown.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { findVersion } from "../replicate/models.ts";
import type { Version } from "../replicate/parse.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { ReleaseTarget } from "./options.ts";
import { putBlock, type ReleaseNote, renderRelease, versionInNotes } from "./render.ts";

/** What to write. `changes` is used when no previous release names a version of the model. */
interface ReleaseNotesInput extends ReleaseNote {
  /** Renders how the version differs from an earlier one, which `label` names in markdown. */
  readonly renderChanges: (before: Version, label: string) => string;
}

/** How versions of earlier releases are read; without an API token, the notes have no changes since. */
export type VersionSource =
  | { readonly kind: "api"; readonly api: ReplicateApi }
  | { readonly kind: "registry-only" };

/**
 * Writes the version into the notes of the tag's release, or into the summary when the tag has no release.
 * Failures are warnings, because the version is published by then.
 */
export async function updateReleaseNotes(
  { tag, githubToken: token }: ReleaseTarget,
  input: ReleaseNotesInput,
  versions: VersionSource,
  { http, context, signal }: Runtime,
): Promise<void> {
  if (token === undefined)
    return warning(
      "release-notes-without-token",
      "github-token is empty, so the release notes are not updated.",
    );
  try {
    const { githubApiUrl: apiUrl, repository } = context;
    const github = await openGitHub(http, { apiUrl, token, repository });
    const release = await findRelease(github, tag);
    const changes =
      release && versions.kind === "api"
        ? await changesSince(github, release, input, { api: versions.api, signal })
        : "";
    const note = { ...input, changes: changes || input.changes };
    const text = redact(renderRelease(note, context.apiUrl));
    const change = (body: string): string => putBlock(body, input.name, input.version.id, text);
    if (release === undefined) {
      info(
        `Tag ${tag} has no release that github-token can see, so its notes are written to the summary. Drafts are visible only with the permission "contents: write".`,
      );
      return await writeSummary(change(""));
    }
    await changeReleaseNotes(github, release, change, signal);
    info(`Updated the release notes of ${release.isDraft ? "the draft " : ""}${tag}.`);
  } catch (error) {
    signal.throwIfAborted();
    const hint = remedyFor(error, "contents: write", "release-notes");
    warning(
      "release-notes-failed",
      `Could not update the release notes of ${tag}: ${githubErrorMessage(error)}.${hint}`,
    );
  }
}

/**
 * Compares with the version in the notes of the newest earlier release that has one.
 * @returns markdown; empty without such a version and, with a warning, on failure.
 */
async function changesSince(
  github: GitHubClient,
  release: Release,
  { name, renderChanges }: ReleaseNotesInput,
  { api, signal }: { readonly api: ReplicateApi; readonly signal: AbortSignal },
): Promise<string> {
  try {
    for (const { body, title } of await listReleasesBefore(github, release)) {
      const id = versionInNotes(body, name);
      if (id === undefined) continue;
      const version = await findVersion(api, name, id);
      if (version !== undefined) return renderChanges(version, `release ${code(title)}`);
      debug(`The version of ${fullName(name)} in release ${title} is deleted.`);
      break;
    }
  } catch (error) {
    signal.throwIfAborted();
    warning(
      "release-notes-without-changes",
      `The release notes of ${release.tag} do not list the changes since the previous release: ${githubErrorMessage(error)}.`,
    );
  }
  return "";
}
