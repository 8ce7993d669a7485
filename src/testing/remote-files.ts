import { randomUUID } from "node:crypto";
import { readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { download } from "../http/download.ts";
import { formatBytes } from "../lib/units.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Failure } from "./checks.ts";
import { decodePicture, meanDistance, type Picture, TOLERANCE } from "./images.ts";
import type { OutputFile } from "./judge-prompt.ts";
import { isUrl, shortText } from "./output.ts";

/** A file that was downloaded. */
interface Content {
  readonly kind: "content";
  readonly contentType: string;
  /** SHA-256, in hex. */
  readonly digest: string;
  readonly size: number;
  /** Undefined for a file that is not an image. */
  readonly picture: Picture | undefined;
}

/** A file that could not be downloaded. */
interface Unavailable {
  readonly kind: "unavailable";
  readonly error: string;
}

type RemoteFile = Content | Unavailable;

/** Larger images are compared as files. Bytes. */
const MAX_IMAGE = 64 * 1024 * 1024;
const MAX_SHOWN = 300;

/** Files that outputs and test cases name by URL, each downloaded once. */
export class RemoteFiles {
  readonly #runtime: Runtime;
  readonly #token: string;
  readonly #known = new Map<string, Promise<RemoteFile>>();

  /** @param token API token, for output files that require it. */
  constructor(runtime: Runtime, token: string) {
    this.#runtime = runtime;
    this.#token = token;
  }

  /** Describes a file to a judge: language models see images, but neither sizes nor formats. */
  async describe(url: string): Promise<OutputFile> {
    const file = await this.#read(url);
    if (file.kind === "unavailable") return { url, description: file.error, isImage: false };
    const { contentType, size, picture } = file;
    const type = contentType.split(";")[0] || "unknown type";
    const pixels = picture === undefined ? "" : `, ${picture.width}×${picture.height} pixels`;
    const description = `${type}${pixels}, ${formatBytes(size)}`;
    return { url, description, isImage: type.startsWith("image/") || picture !== undefined };
  }

  /**
   * Checks that an output is a file with the same content as another; images are compared by their pixels.
   * @returns undefined if it is.
   */
  async matchFailure(expectedUrl: string, output: unknown): Promise<Failure | undefined> {
    const expected = `the content of ${expectedUrl}`;
    const url = Array.isArray(output) && output.length === 1 ? output[0] : output;
    if (!isUrl(url)) return { expected, got: shortText(output, MAX_SHOWN) };
    const difference = compare(...(await Promise.all([this.#read(expectedUrl), this.#read(url)])));
    if (difference === undefined) return undefined;
    return { expected, got: `${shortText(url, MAX_SHOWN)}: ${difference}` };
  }

  #read(url: string): Promise<RemoteFile> {
    const known = this.#known.get(url) ?? this.#download(url);
    this.#known.set(url, known);
    return known;
  }

  async #download(url: string): Promise<RemoteFile> {
    const path = join(this.#runtime.context.temporaryDirectory, `output-${randomUUID()}`);
    try {
      let response = await download(url, path, this.#runtime.httpOptions);
      if ((response.status === 401 || response.status === 403) && this.#mayReceiveToken(url))
        response = await download(url, path, this.#runtime.httpOptions, {
          authorization: `Bearer ${this.#token}`,
        });
      const { status, contentType, digest = "", networkError } = response;
      if (status !== 200)
        return {
          kind: "unavailable",
          error: `could not download ${url} (${networkError ?? `HTTP ${status}`})`,
        };
      const { size } = await stat(path);
      const isPicture = size <= MAX_IMAGE && !/^(video|audio|text)\//.test(contentType);
      const picture = isPicture ? await decodePicture(await readFile(path)) : undefined;
      return { kind: "content", contentType, digest, size, picture };
    } finally {
      await rm(path, { force: true });
    }
  }

  /** Output files are on replicate.delivery, and may require the token (Replicate's schema). */
  #mayReceiveToken(url: string): boolean {
    const { origin, hostname, protocol } = new URL(url);
    const isDelivery = /^(.+\.)?replicate\.delivery$/.test(hostname) && protocol === "https:";
    return isDelivery || origin === new URL(this.#runtime.context.apiUrl).origin;
  }
}

/** How a file differs from the expected one; undefined if it does not. */
function compare(expected: RemoteFile, got: RemoteFile): string | undefined {
  if (expected.kind === "unavailable") return expected.error;
  if (got.kind === "unavailable") return got.error;
  if (expected.digest === got.digest) return undefined;
  const [one, other] = [expected.picture, got.picture];
  if (one === undefined || other === undefined)
    return `its content differs (${formatBytes(got.size)} instead of ${formatBytes(expected.size)})`;
  if (one.width !== other.width || one.height !== other.height)
    return `${other.width}×${other.height} pixels instead of ${one.width}×${one.height}`;
  const distance = meanDistance(one, other);
  if (distance <= TOLERANCE) return undefined;
  return `its pixels differ by ${distance.toFixed(1)} of 255 on average (at most ${TOLERANCE} is allowed)`;
}
