import { randomUUID } from "node:crypto";
import { readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { download } from "../http/download.ts";
import { formatBytes } from "../lib/units.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Failure } from "./checks.ts";
import { type PictureComparison, TOLERANCE } from "./images/compare.ts";
import { isUrl, shortText } from "./output.ts";
import type { OutputFile } from "./question.ts";
import { PICTURE_SECONDS, type TestingWorker } from "./tasks/tasks.ts";

/** What is behind an address. */
interface Content {
  readonly url: string;
  /** Why it could not be had; the rest is empty then. */
  readonly fault: string | undefined;
  readonly contentType: string;
  /** SHA-256, in hex. */
  readonly digest: string;
  readonly size: number;
  /** What may be a picture, by its size and type. */
  readonly bytes: Uint8Array | undefined;
}

/** Pictures beyond this size are compared as files. Bytes. */
const LARGEST_PICTURE = 64 * 1024 * 1024;
const SHOWN = 300;

/** Files that outputs and test cases name by address, each downloaded once. */
export class RemoteFiles {
  readonly #runtime: Runtime;
  readonly #token: string;
  readonly #worker: TestingWorker;
  readonly #known = new Map<string, Promise<Content>>();

  /** @param token of the API, for output files that want it. */
  constructor(runtime: Runtime, token: string, worker: TestingWorker) {
    this.#runtime = runtime;
    this.#token = token;
    this.#worker = worker;
  }

  /** What a judge is told of a file: language models see pictures, and no sizes or formats. */
  async describe(url: string): Promise<OutputFile> {
    const { fault, contentType, size, bytes } = await this.#read(url);
    const type = contentType.split(";")[0] || "unknown type";
    const pixels = bytes === undefined ? "" : await this.#pixels(bytes);
    const description = fault ?? `${type}${pixels}, ${formatBytes(size)}`;
    return { url, description, isImage: type.startsWith("image/") || pixels !== "" };
  }

  /** Whether an output is a file with the same content as another: pictures by their pixels. */
  async matchFailure(expectedUrl: string, output: unknown): Promise<Failure | undefined> {
    const expected = `the content of ${expectedUrl}`;
    const url = Array.isArray(output) && output.length === 1 ? output[0] : output;
    if (!isUrl(url)) return { expected, got: shortText(output, SHOWN) };
    const [one, other] = await Promise.all([this.#read(expectedUrl), this.#read(url)]);
    const difference = await this.#compare(one, other);
    if (difference === undefined) return undefined;
    return { expected, got: `${shortText(url, SHOWN)}: ${difference}` };
  }

  /** `, 8×8 pixels` for a picture, nothing for another file. */
  async #pixels(bytes: Uint8Array): Promise<string> {
    const outcome = await this.#worker.run("checkPicture", bytes, PICTURE_SECONDS);
    if (outcome.kind !== "done" || outcome.output.kind === "no-picture") return "";
    return `, ${outcome.output.width}×${outcome.output.height} pixels`;
  }

  /** How one content is not the other; undefined when it is. */
  async #compare(expected: Content, got: Content): Promise<string | undefined> {
    const fault = expected.fault ?? got.fault;
    if (fault !== undefined) return fault;
    if (expected.digest === got.digest) return undefined;
    const other = `another content (${formatBytes(got.size)}, ${formatBytes(expected.size)} expected)`;
    if (expected.bytes === undefined || got.bytes === undefined) return other;
    const pictures = { expected: expected.bytes, got: got.bytes };
    const outcome = await this.#worker.run("comparePictures", pictures, PICTURE_SECONDS);
    if (outcome.kind === "timeout")
      return `another file, whose pictures could not be compared within ${outcome.seconds} s`;
    if (outcome.kind === "failed")
      return `another file, whose pictures could not be compared: ${outcome.reason}`;
    return outcome.output.kind === "no-pictures" ? other : pictureDifference(outcome.output);
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
      const { status, contentType, digest = "", fault } = answer;
      const none = { url, contentType, digest, size: 0, bytes: undefined };
      if (status !== 200) return { ...none, fault: `${url} gives ${fault ?? `HTTP ${status}`}` };
      const { size } = await stat(path);
      const isPicture = size <= LARGEST_PICTURE && !/^(video|audio|text)\//.test(contentType);
      const bytes = isPicture ? await readFile(path) : undefined;
      return { url, fault: undefined, contentType, digest, size, bytes };
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

/** How two pictures differ; undefined when they do not, for a person who looks at them. */
function pictureDifference(
  comparison: Exclude<PictureComparison, { kind: "no-pictures" }>,
): string | undefined {
  switch (comparison.kind) {
    case "sizes": {
      const { expected, got } = comparison;
      return `${got.width}×${got.height} pixels, ${expected.width}×${expected.height} expected`;
    }
    case "frame-counts":
      return `${comparison.got} frames, ${comparison.expected} expected`;
    case "pixels":
      return comparison.distance <= TOLERANCE
        ? undefined
        : `its pixels differ by ${comparison.distance.toFixed(1)} of 255 on average (${TOLERANCE} is allowed)`;
  }
}
