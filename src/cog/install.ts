import { randomUUID } from "node:crypto";
import { access, chmod, constants, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import * as core from "@actions/core";
import * as toolCache from "@actions/tool-cache";
import { type Download, download } from "../http/download.ts";
import { unexpectedResponse } from "../http/unexpected-response.ts";
import { ActionError, errorMessage, runChecks } from "../lib/errors.ts";
import { debug, info } from "../lib/log.ts";
import { tempDirectoryProblem } from "../runtime/private-files.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { CogSource } from "./options.ts";
import { digestIn, exactVersion, type ReleaseAsset, releaseAsset } from "./release.ts";
import { resolveVersion } from "./resolve-cog-version.ts";

/** Cog, ready to run. */
export interface InstalledCog {
  readonly version: string;
  /** Directory of the tool cache that holds it, for the PATH. */
  readonly directory: string;
  readonly path: string;
}

const EXECUTABLE = "cog";

/**
 * Finds Cog in the runner's tool cache, or downloads it, checks its SHA-256 and puts it there. Without a
 * digest to check against, nothing is installed.
 */
export async function installCog(source: CogSource, runtime: Runtime): Promise<InstalledCog> {
  const version = exactVersion(source.version) ?? (await resolveVersion(source, runtime));
  const asset = releaseAsset(source.mirror, version, runtime.context.platform);
  const cached = installed(version, toolCache.find(EXECUTABLE, version));
  if (await isExecutable(cached)) return cached;

  const { temporaryDirectory } = runtime.context;
  const file = join(temporaryDirectory, `cog-${randomUUID()}`);
  try {
    await downloadVerified(asset, file, runtime).catch(tempDirectoryProblem(temporaryDirectory));
    await chmod(file, 0o755);
    const directory = await toolCache
      .cacheFile(file, EXECUTABLE, EXECUTABLE, version)
      .catch(notCached);
    return installed(version, directory);
  } finally {
    // The runner empties its temporary directory after the job: a file that stays has no word of its own.
    await rm(file, { force: true }).catch(() => undefined);
  }
}

/** Puts Cog on the PATH of the steps that follow. This step needs none: what goes wrong is a warning. */
export function addToPath({ directory }: InstalledCog): void {
  try {
    core.addPath(directory);
  } catch (error) {
    core.warning(
      `Steps that follow do not have cog on their PATH, since the file that GITHUB_PATH names can't be written to (${errorMessage(error)}).`,
    );
  }
}

/** An entry of the tool cache can be damaged by whatever else writes there; then it is made anew. */
async function isExecutable({ directory, path }: InstalledCog): Promise<boolean> {
  if (directory === "") return false;
  try {
    const [status] = await Promise.all([stat(path), access(path, constants.X_OK)]);
    if (status.isFile() && status.size > 0) return true;
  } catch (error) {
    debug(`${path} can't be run: ${errorMessage(error)}`);
  }
  info(`The tool cache's entry of Cog (${directory}) is damaged, so Cog is installed again.`);
  return false;
}

function installed(version: string, directory: string): InstalledCog {
  return { version, directory, path: join(directory, EXECUTABLE) };
}

async function downloadVerified(
  asset: ReleaseAsset,
  file: string,
  runtime: Runtime,
): Promise<void> {
  const digest = expectedDigest(asset, runtime);
  const downloading = download(asset.url, file, runtime.httpOptions);
  await runChecks([digest, downloading]);
  const [expected, result] = await Promise.all([digest, downloading]);
  if (result.status !== 200) throw notDownloaded(asset, result);
  if (result.digest === expected) return;
  throw (await looksLikeHtml(file, result))
    ? new ActionError({
        code: "cog-download-not-a-binary",
        message: `${asset.url} answers with a web page in place of Cog's executable.`,
        hint: "A proxy or a login page stands between: check cog-mirror and the runner's proxy settings.",
      })
    : new ActionError({
        code: "cog-checksum-mismatch",
        message: `Cog's executable from ${asset.url} is not the one that was released: its SHA-256 is ${result.digest}, and ${expected} was expected.`,
        hint: "Run the job again; if it stays so, the mirror holds another file than Cog's release, and must not be trusted.",
      });
}

/** The digest that this action ships, or else the one that the release's own checksums.txt states. */
async function expectedDigest(asset: ReleaseAsset, { http }: Runtime): Promise<string> {
  if (asset.knownDigest !== undefined) return asset.knownDigest;
  const reply = await http({ method: "GET", url: asset.checksumsUrl, follow: true });
  const digest = reply.status === 200 ? digestIn(reply.text, asset.name) : undefined;
  if (digest !== undefined) return digest;
  if (reply.status === 404) throw notReleased(asset);
  if (reply.status !== 200) throw unexpectedResponse(`Downloading ${asset.checksumsUrl}`, reply);
  throw new ActionError({
    code: "cog-checksum-missing",
    message: `${asset.checksumsUrl} has no digest for ${asset.name}, so Cog ${asset.version} can't be checked and is not installed.`,
    hint: "Choose another cog-version, or check cog-mirror.",
  });
}

function notCached(cause: unknown): never {
  throw new ActionError(
    {
      code: "tool-cache-unwritable",
      message: `Cog can't be put in the runner's tool cache: ${errorMessage(cause)}.`,
      hint: "Check that RUNNER_TOOL_CACHE is a directory that the runner may write to, with space left.",
    },
    { cause },
  );
}

function notDownloaded(asset: ReleaseAsset, { status, fault }: Download): ActionError {
  if (status === 404) return notReleased(asset);
  return new ActionError({
    code: "cog-download-failed",
    message: `Cog can't be downloaded from ${asset.url}: ${fault ?? `HTTP ${status}`}.`,
    hint: "Run the job again later, or set cog-mirror to a mirror that this runner can reach.",
  });
}

function notReleased({ version, name, url }: ReleaseAsset): ActionError {
  return new ActionError({
    code: "cog-release-missing",
    message: `There is no release of Cog ${version} with ${name} and its checksums (404: ${url}). A tag can exist before its release is published.`,
    hint: `Set cog-version to a published release, or to "latest".`,
  });
}

async function looksLikeHtml(file: string, { contentType }: Download): Promise<boolean> {
  if (contentType.startsWith("text/html")) return true;
  const start = (await readFile(file)).subarray(0, 512).toString("latin1");
  return /^\s*<(!doctype|html)/i.test(start);
}
