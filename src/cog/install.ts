import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { access, chmod, constants, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import * as core from "@actions/core";
import * as toolCache from "@actions/tool-cache";
import { type Download, download } from "../http/download.ts";
import { isCertificateError } from "../http/retry.ts";
import { unexpectedResponse, untrustedCertificate } from "../http/unexpected-response.ts";
import { ActionError, errorMessage, refuseProblems, runChecks, wrapErrors } from "../lib/errors.ts";
import { debug, info, warning } from "../lib/log.ts";
import type { Platform } from "../runtime/context.ts";
import { tempDirectoryError } from "../runtime/private-files.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { CogSource } from "./options.ts";
import { digestIn, exactVersion, type ReleaseAsset, releaseAsset } from "./release.ts";
import { resolveVersion } from "./resolve-cog-version.ts";

export interface InstalledCog {
  readonly version: string;
  /** Of the executable, in the tool cache. */
  readonly path: string;
}

const EXECUTABLE = "cog";
/** Limits of its download: releases have about 100 MB. */
const LIMITS = { seconds: 1800, maxBytes: 1_000_000_000 };

/**
 * Finds Cog in the runner's tool cache, or downloads it, verifies its SHA-256, and adds it there. Without a known
 * digest, nothing is installed.
 * @throws {ActionError} if there is no such release, or it cannot be downloaded, verified, or stored.
 */
export async function installCog(source: CogSource, runtime: Runtime): Promise<InstalledCog> {
  await refuseProblems(source.problems);
  const version = exactVersion(source.version) ?? (await resolveVersion(source, runtime));
  const { temporaryDirectory, platform } = runtime.context;
  const asset = releaseAsset(source.mirror, version, platform);
  const directory = toolCache.find(EXECUTABLE, version, platform.arch);
  const cached = join(directory, EXECUTABLE);
  if (directory !== "" && (await isExecutable(cached))) return { version, path: cached };

  const file = join(temporaryDirectory, `cog-${randomUUID()}`);
  try {
    await downloadVerified(asset, file, runtime);
    await chmod(file, 0o755);
    return { version, path: join(await cache(file, version, platform), EXECUTABLE) };
  } catch (cause) {
    throw tempDirectoryError(temporaryDirectory, cause);
  } finally {
    // The runner empties its temporary directory after the job, so a file that is left does no harm.
    await rm(file, { force: true }).catch(() => undefined);
  }
}

/** Adds Cog to the PATH of the following steps. Warns if that fails: this step does not need it. */
export function addToPath({ path }: InstalledCog): void {
  try {
    core.addPath(dirname(path));
  } catch (error) {
    warning(
      "path-unwritable",
      `Could not add cog to the PATH of the following steps: the file in GITHUB_PATH is not writable (${errorMessage(error)}).`,
    );
  }
}

/** Other programs can damage an entry of the tool cache. It is replaced then. */
async function isExecutable(path: string): Promise<boolean> {
  try {
    const [status] = await Promise.all([stat(path), access(path, constants.X_OK)]);
    if (status.isFile() && status.size > 0) return true;
  } catch (error) {
    debug(`${path} is not executable: ${errorMessage(error)}`);
  }
  info(`Cog in the tool cache (${dirname(path)}) is damaged. Installing it again.`);
  return false;
}

async function downloadVerified(
  asset: ReleaseAsset,
  file: string,
  runtime: Runtime,
): Promise<void> {
  const [expected, result] = await runChecks([
    expectedDigest(asset, runtime),
    download({ url: asset.url, path: file, ...LIMITS }, runtime.httpOptions),
  ]);
  const { status, networkError } = result;
  if (status === 404) throw notReleased(asset);
  if (isCertificateError(networkError))
    throw untrustedCertificate(`Downloading ${asset.url}`, result);
  if (status !== 200)
    throw new ActionError({
      code: "cog-download-failed",
      message: `Could not download Cog from ${asset.url}: ${networkError ?? `HTTP ${status}`}.`,
      hint: "Run the job again later, or set cog-mirror to a mirror that the runner can reach.",
    });
  if (result.digest === expected) return;
  throw (await looksLikeHtml(file, result))
    ? new ActionError({
        code: "cog-download-not-a-binary",
        message: `${asset.url} returned a web page instead of Cog's executable.`,
        hint: "Check cog-mirror and the runner's proxy settings (HTTPS_PROXY): a proxy or a login page may intercept the download.",
      })
    : new ActionError({
        code: "cog-checksum-mismatch",
        message: `The checksum of ${asset.url} does not match Cog's release: its SHA-256 is ${result.digest}, but ${expected} was expected.`,
        hint: "Run the job again. If it fails again, cog-mirror serves a modified file: do not use it.",
      });
}

/** The digest in known-digests.ts, or else in the release's own checksums.txt. */
async function expectedDigest(asset: ReleaseAsset, { http }: Runtime): Promise<string> {
  if (asset.knownDigest !== undefined) return asset.knownDigest;
  const response = await http({ method: "GET", url: asset.checksumsUrl, follow: true });
  const digest = response.status === 200 ? digestIn(response.text, asset.name) : undefined;
  if (digest !== undefined) return digest;
  if (response.status === 404) throw notReleased(asset);
  if (response.status !== 200)
    throw unexpectedResponse(`Downloading ${asset.checksumsUrl}`, response);
  throw new ActionError({
    code: "cog-checksum-missing",
    message: `Cog ${asset.version} cannot be verified: ${asset.checksumsUrl} has no digest for ${asset.name}.`,
    hint: "Set cog-version to another version, or check cog-mirror.",
  });
}

function cache(file: string, version: string, { arch }: Platform): Promise<string> {
  return wrapErrors(
    () => toolCache.cacheFile(file, EXECUTABLE, EXECUTABLE, version, arch),
    (reason) => ({
      code: "tool-cache-unwritable",
      message: `Could not add Cog to the runner's tool cache: ${reason}.`,
      hint: "Check that the directory in RUNNER_TOOL_CACHE exists, is writable, and has free disk space.",
    }),
  );
}

function notReleased({ version, name, url }: ReleaseAsset): ActionError {
  return new ActionError({
    code: "cog-release-missing",
    message: `Cog ${version} has no release with ${name} and its checksums (404: ${url}). A tag can exist before its release is published.`,
    hint: `Set cog-version to a published release, or to "latest".`,
  });
}

async function looksLikeHtml(file: string, { contentType }: Download): Promise<boolean> {
  if (contentType.startsWith("text/html")) return true;
  const start = await text(createReadStream(file, { end: 511 }));
  return /^\s*<(!doctype|html)/i.test(start);
}
