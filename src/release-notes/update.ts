import * as core from "@actions/core";
import { type CompatibilityResult, checkCompatibility } from "../compatibility/check.ts";
import type { GitHubClient } from "../github/client.ts";
import type { ReleaseNotes } from "../github/parse.ts";
import { githubErrorMessage, lacksPermission } from "../github/status.ts";
import { unexpectedResponse } from "../http/unexpected-response.ts";
import { debug, info } from "../lib/log.ts";
import { redact } from "../lib/masks.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { writeSummary } from "../lib/summary-file.ts";
import { code } from "../markdown/markdown.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { getVersion } from "../replicate/models.ts";
import type { Version } from "../replicate/parse.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { ReleaseTarget } from "./options.ts";
import { putBlock, type ReleaseNote, renderRelease, versionInNotes } from "./render.ts";

/** What a release is told. */
export interface ReleaseNotesInput {
  readonly name: ModelName;
  readonly version: Version;
  /** Page of the version. */
  readonly page: string;
  /** `r8.im/acme/hotdog@sha256:…` */
  readonly image: string;
  /** Further rows of the table, cells being markdown: `["Tests", "3 of 3 passed"]`. */
  readonly rows: readonly (readonly [name: string, cell: string])[];
  /** How the version differs from the one before. */
  readonly compatibility: CompatibilityResult;
}

/** Where the version of an earlier release is read: without an API token nowhere. */
export type VersionSource =
  | { readonly kind: "api"; readonly api: ReplicateApi }
  | { readonly kind: "registry-only" };

/**
 * Writes the version into the release of the tag; where the tag has none, into the summary. What goes wrong
 * is a warning: the version is where it should be by then.
 */
export async function updateReleaseNotes(
  { tag, githubToken }: ReleaseTarget,
  told: ReleaseNotesInput,
  versions: VersionSource,
  runtime: Runtime,
): Promise<void> {
  const { context, http } = runtime;
  if (githubToken === undefined) {
    core.warning("github-token is empty, so the release on GitHub is not told of the version.");
    return;
  }
  const [{ openGitHub }, notes] = await Promise.all([
    import("../github/client.ts"),
    import("../github/release-notes.ts"),
  ]);
  const github = openGitHub(http, { apiUrl: context.githubApiUrl, token: githubToken });
  const { repository } = context;
  try {
    const release = await notes.releaseOfTag(github, repository, tag);
    const changes = release && (await changesSince({ github, release, versions }, told, runtime));
    const text = redact(renderRelease(noteOf(told, changes, context.apiUrl)));
    const change = (body: string): string => putBlock(body, told.name, told.version.id, text);
    if (release === undefined) {
      info(`The tag ${tag} has no release, so the summary is told what it would be.`);
      return await writeSummary(change(""));
    }
    await notes.changeNotes(github, repository, release, change, runtime.signal);
    info(`The release ${tag} tells of the version.`);
  } catch (error) {
    runtime.signal.throwIfAborted();
    const remedy = lacksPermission(error)
      ? ' Give the job the permission "contents: write", or set release-notes to false.'
      : "";
    core.warning(`The release ${tag} could not be told: ${githubErrorMessage(error)}.${remedy}`);
  }
}

function noteOf(
  { name, version, page, image, rows, compatibility }: ReleaseNotesInput,
  changes: ReleaseNote["changes"],
  apiUrl: string,
): ReleaseNote {
  const before =
    compatibility.kind === "not-compared"
      ? undefined
      : { compatibility: compatibility.compatibility, since: "the version before" };
  return { name, version, page, image, rows, changes: changes ?? before, apiUrl };
}

/** A release, and where the versions of earlier ones are read. */
interface History {
  readonly github: GitHubClient;
  readonly release: ReleaseNotes;
  readonly versions: VersionSource;
}

/** The changes since the previous release. Those that can't be found out are left out of the notes, with a warning. */
async function changesSince(
  history: History,
  told: ReleaseNotesInput,
  runtime: Runtime,
): Promise<ReleaseNote["changes"]> {
  try {
    return await findChanges(history, told, runtime);
  } catch (error) {
    runtime.signal.throwIfAborted();
    core.warning(
      `The release ${history.release.tag} is not told what has changed since the one before: ${githubErrorMessage(error)}.`,
    );
    return undefined;
  }
}

/** How the version differs from the one that the previous release tells of; undefined when none does. */
async function findChanges(
  { github, release, versions }: History,
  { name, version }: ReleaseNotesInput,
  { context }: Runtime,
): Promise<ReleaseNote["changes"]> {
  if (versions.kind === "registry-only") return undefined;
  const { releasesBefore } = await import("../github/release-notes.ts");
  const earlier = await releasesBefore(github, context.repository, release);
  for (const { body, title } of earlier) {
    const id = versionInNotes(body, name);
    if (id === undefined) continue;
    const found = await getVersion(versions.api, name, id);
    if ("status" in found) {
      if (found.status !== 404) throw unexpectedResponse(`Reading version ${id}`, found);
      debug(`the version of ${fullName(name)} in ${title} is gone`);
      return undefined;
    }
    const compatibility = checkCompatibility({ before: found.schema, after: version.schema });
    return { compatibility, since: `release ${code(title)}` };
  }
  return undefined;
}
