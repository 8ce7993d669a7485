import { randomUUID } from "node:crypto";
import { readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { download } from "../http/download.ts";
import { formatBytes } from "../lib/units.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Failure } from "./checks.ts";
import type { PictureComparison } from "./images/compare.ts";
import { TOLERANCE } from "./images/picture.ts";
import type { OutputFile } from "./judge-prompt.ts";
import { isUrl, shortText } from "./output.ts";
import { PICTURE_SECONDS, type TestingWorker } from "./tasks/tasks.ts";

/** A file that was downloaded. */
interface Content {
  readonly kind: "content";
  readonly contentType: string;
  /** SHA-256, in hex. */
  readonly digest: string;
  readonly size: number;
  /** What may be an image, by its size and type; undefined for another file. */
  readonly bytes: Uint8Array | undefined;
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
/** A media type (RFC 6838, section 4.2), which a header is not bound to be. */
const MEDIA_TYPE = /^\s*([a-z0-9][\w!#$&^.+-]{0,126}\/[a-z0-9][\w!#$&^.+-]{0,126})\s*(?:;|$)/i;

/** Files that outputs and test cases name by URL, each downloaded once. */
export class RemoteFiles {
  readonly #runtime: Runtime;
  readonly #token: string;
  readonly #worker: TestingWorker;
  readonly #known = new Map<string, Promise<RemoteFile>>();

  /** @param token API token, for output files that require it. */
  constructor(runtime: Runtime, token: string, worker: TestingWorker) {
    this.#runtime = runtime;
    this.#token = token;
    this.#worker = worker;
  }

  /** Describes a file to a judge: language models see images, but neither sizes nor formats. */
  async describe(url: string): Promise<OutputFile> {
    const file = await this.#read(url);
    if (file.kind === "unavailable") return { url, description: file.error, isImage: false };
    const { contentType, size, bytes } = file;
    const type = MEDIA_TYPE.exec(contentType)?.[1] ?? "unknown type";
    const pixels = bytes === undefined ? "" : await this.#pixels(bytes);
    const description = `${type}${pixels}, ${formatBytes(size)}`;
    return { url, description, isImage: type.startsWith("image/") || pixels !== "" };
  }

  /** The content of what may be an image; undefined if it is not, or can't be downloaded. */
  async bytes(url: string): Promise<Uint8Array | undefined> {
    const file = await this.#read(url);
    return file.kind === "content" ? file.bytes : undefined;
  }

  /**
   * Checks that an output is a file with the same content as another; images are compared by their pixels.
   * @returns undefined if it is.
   */
  async matchFailure(expectedUrl: string, output: unknown): Promise<Failure | undefined> {
    const expected = `the content of ${expectedUrl}`;
    const url = Array.isArray(output) && output.length === 1 ? output[0] : output;
    if (!isUrl(url)) return { expected, got: shortText(output, MAX_SHOWN) };
    const [one, other] = await Promise.all([this.#read(expectedUrl), this.#read(url)]);
    const difference = await this.#compare(one, other);
    if (difference === undefined) return undefined;
    return { expected, got: `${shortText(url, MAX_SHOWN)}: ${difference}` };
  }

  /** `, 8×8 pixels` for an image, nothing for another file. */
  async #pixels(bytes: Uint8Array): Promise<string> {
    const outcome = await this.#worker.run("checkPicture", bytes, PICTURE_SECONDS);
    if (outcome.kind !== "done" || outcome.output.kind === "no-picture") return "";
    return `, ${outcome.output.width}×${outcome.output.height} pixels`;
  }

  /** How a file differs from the expected one; undefined if it does not. */
  async #compare(expected: RemoteFile, got: RemoteFile): Promise<string | undefined> {
    if (expected.kind === "unavailable") return expected.error;
    if (got.kind === "unavailable") return got.error;
    if (expected.digest === got.digest) return undefined;
    const other = `its content differs (${formatBytes(got.size)} instead of ${formatBytes(expected.size)})`;
    if (expected.bytes === undefined || got.bytes === undefined) return other;
    const pictures = { expected: expected.bytes, got: got.bytes };
    const outcome = await this.#worker.run("comparePictures", pictures, PICTURE_SECONDS);
    if (outcome.kind === "timeout")
      return `its content differs, and the images could not be compared within ${outcome.seconds} s`;
    if (outcome.kind === "failed")
      return `its content differs, and the images could not be compared: ${outcome.reason}`;
    return outcome.output.kind === "no-pictures" ? other : pictureDifference(outcome.output);
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
      const bytes = isPicture ? await readFile(path) : undefined;
      return { kind: "content", contentType, digest, size, bytes };
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

/** How two images differ; undefined if a person who looks at them sees no difference. */
function pictureDifference(
  comparison: Exclude<PictureComparison, { kind: "no-pictures" }>,
): string | undefined {
  switch (comparison.kind) {
    case "sizes": {
      const { expected, got } = comparison;
      return `${got.width}×${got.height} pixels instead of ${expected.width}×${expected.height}`;
    }
    case "frame-counts":
      return `${comparison.got} frames instead of ${comparison.expected}`;
    case "pixels":
      return comparison.distance <= TOLERANCE
        ? undefined
        : `its pixels differ by ${comparison.distance.toFixed(1)} of 255 on average (at most ${TOLERANCE} is allowed)`;
  }
}
