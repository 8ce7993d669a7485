import { randomUUID } from "node:crypto";
import { readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { download } from "../http/download.ts";
import { formatBytes } from "../lib/units.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Failure } from "./checks.ts";
import { decodePicture, meanDistance, type Picture, TOLERANCE } from "./images.ts";
import { isUrl, shortText } from "./output.ts";
import type { OutputFile } from "./question.ts";

/** What is behind an address. */
interface Content {
  readonly url: string;
  /** Why it could not be had; the rest is empty then. */
  readonly fault: string | undefined;
  readonly contentType: string;
  /** SHA-256, in hex. */
  readonly digest: string;
  readonly size: number;
  readonly picture: Picture | undefined;
}

/** Pictures beyond this size are compared as files. Bytes. */
const LARGEST_PICTURE = 64 * 1024 * 1024;
const SHOWN = 300;

/** Files that outputs and test cases name by address, each downloaded once. */
export class RemoteFiles {
  readonly #runtime: Runtime;
  readonly #token: string;
  readonly #known = new Map<string, Promise<Content>>();

  /** @param token of the API, for output files that want it. */
  constructor(runtime: Runtime, token: string) {
    this.#runtime = runtime;
    this.#token = token;
  }

  /** What a judge is told of a file: language models see pictures, and no sizes or formats. */
  async describe(url: string): Promise<OutputFile> {
    const { fault, contentType, size, picture } = await this.#read(url);
    const type = contentType.split(";")[0] || "unknown type";
    const pixels = picture === undefined ? "" : `, ${picture.width}×${picture.height} pixels`;
    const description = fault ?? `${type}${pixels}, ${formatBytes(size)}`;
    return { url, description, isImage: type.startsWith("image/") || picture !== undefined };
  }

  /** Whether an output is a file with the same content as another: pictures by their pixels. */
  async matchFailure(expectedUrl: string, output: unknown): Promise<Failure | undefined> {
    const expected = `the content of ${expectedUrl}`;
    const url = Array.isArray(output) && output.length === 1 ? output[0] : output;
    if (!isUrl(url)) return { expected, got: shortText(output, SHOWN) };
    const difference = compare(...(await Promise.all([this.#read(expectedUrl), this.#read(url)])));
    if (difference === undefined) return undefined;
    return { expected, got: `${shortText(url, SHOWN)}: ${difference}` };
  }

  #read(url: string): Promise<Content> {
    const known = this.#known.get(url) ?? this.#download(url);
    this.#known.set(url, known);
    return known;
  }

  async #download(url: string): Promise<Content> {
    const path = join(this.#runtime.context.temporaryDirectory, `output-${randomUUID()}`);
    try {
      let answer = await download(url, path, this.#runtime.httpOptions);
      if ((answer.status === 401 || answer.status === 403) && this.#mayHaveToken(url))
        answer = await download(url, path, this.#runtime.httpOptions, {
          authorization: `Bearer ${this.#token}`,
        });
      const { status, contentType, digest = "", networkError } = answer;
      const none = { url, contentType, digest, size: 0, picture: undefined };
      if (status !== 200)
        return { ...none, fault: `${url} gives ${networkError ?? `HTTP ${status}`}` };
      const { size } = await stat(path);
      const isPicture = size <= LARGEST_PICTURE && !/^(video|audio|text)\//.test(contentType);
      const picture = isPicture ? await decodePicture(await readFile(path)) : undefined;
      return { url, fault: undefined, contentType, digest, size, picture };
    } finally {
      await rm(path, { force: true });
    }
  }

  /** Replicate's schema: output files are on replicate.delivery, and may want the token. */
  #mayHaveToken(url: string): boolean {
    const { origin, hostname, protocol } = new URL(url);
    const isDelivery = /^(.+\.)?replicate\.delivery$/.test(hostname) && protocol === "https:";
    return isDelivery || origin === new URL(this.#runtime.context.apiUrl).origin;
  }
}

/** How one content is not the other; undefined when it is. */
function compare(expected: Content, got: Content): string | undefined {
  const fault = expected.fault ?? got.fault;
  if (fault !== undefined) return fault;
  if (expected.digest === got.digest) return undefined;
  const [one, other] = [expected.picture, got.picture];
  if (one === undefined || other === undefined)
    return `another content (${formatBytes(got.size)}, ${formatBytes(expected.size)} expected)`;
  if (one.width !== other.width || one.height !== other.height)
    return `${other.width}×${other.height} pixels, ${one.width}×${one.height} expected`;
  const distance = meanDistance(one, other);
  if (distance <= TOLERANCE) return undefined;
  return `its pixels differ by ${distance.toFixed(1)} of 255 on average (${TOLERANCE} is allowed)`;
}
