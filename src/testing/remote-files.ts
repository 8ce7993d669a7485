import { randomUUID } from "node:crypto";
import { mkdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { fetchFor } from "../http/client.ts";
import { type Download, download } from "../http/download.ts";
import { isLoopback } from "../http/endpoint.ts";
import { ByteBudget } from "../lib/byte-budget.ts";
import { errorMessage } from "../lib/errors.ts";
import { formatBytes } from "../lib/units.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Failure } from "./expectations.ts";
import { TOLERANCE } from "./images/picture.ts";
import type { OutputFile } from "./judge-prompt.ts";
import { isUrl, shortText } from "./output.ts";
import { PICTURE_SECONDS, type TestingWorker } from "./tasks/worker.ts";

/** A file by its URL. */
type RemoteFile =
  | {
      readonly kind: "content";
      readonly contentType: string;
      /** SHA-256, in hex. */
      readonly digest: string;
      readonly size: number;
      /** Path of what may be an image, by its size and type; undefined for another file. */
      readonly image: string | undefined;
    }
  /** It could not be downloaded. */
  | { readonly kind: "unavailable"; readonly error: string };

/** Larger images are compared as files. Bytes. */
const MAX_IMAGE = 64 * 1024 * 1024;
const MAX_SHOWN = 300;
/** A media type (RFC 6838, section 4.2), which a header is not bound to be. */
const MEDIA_TYPE = /^\s*([a-z0-9][\w!#$&^.+-]{0,126}\/[a-z0-9][\w!#$&^.+-]{0,126})\s*(?:;|$)/i;

/** Bytes of one file, and of all files of a test together. */
const MAX_BYTES = { file: 200_000_000, total: 1_000_000_000 };

/** Who has named a file: a test case, which may name a private address, or an output. */
type Origin = "test-case" | "output";

/**
 * Files that outputs and test cases name by URL, each downloaded once, before a deadline in milliseconds since the epoch.
 * `close` deletes them.
 */
export class RemoteFiles {
  readonly #runtime: Runtime;
  readonly #token: string;
  readonly #worker: TestingWorker;
  readonly #known = new Map<string, Promise<RemoteFile>>();
  readonly #budget = new ByteBudget(MAX_BYTES.total);
  readonly #directory: string;
  readonly #end = new AbortController();

  /** @param token API token, for output files that require it. */
  constructor(runtime: Runtime, token: string, worker: TestingWorker) {
    this.#runtime = runtime;
    this.#token = token;
    this.#worker = worker;
    this.#directory = join(runtime.context.temporaryDirectory, `outputs-${randomUUID()}`);
  }

  /** Ends downloads and removes the files. A test case that continues after another one has failed gets none. */
  async close(): Promise<void> {
    this.#end.abort(new Error("the tests have ended"));
    await Promise.allSettled(this.#known.values());
    await rm(this.#directory, { recursive: true, force: true });
  }

  /** Describes a file to a judge: language models see images, but neither sizes nor formats. */
  async describe(url: string, deadline: number): Promise<OutputFile> {
    const file = await this.#read(url, "output", deadline);
    if (file.kind === "unavailable") return { url, description: file.error, isImage: false };
    const { contentType, size, image } = file;
    const type = MEDIA_TYPE.exec(contentType)?.[1] ?? "unknown type";
    const pixels = image === undefined ? "" : await this.#pixels(image);
    const description = `${type}${pixels}, ${formatBytes(size)}`;
    return { url, description, isImage: type.startsWith("image/") || pixels !== "" };
  }

  /** Reads what may be an image for a report; undefined if it is larger, something else, or unavailable. */
  async bytes(url: string, maxBytes: number, deadline: number): Promise<Uint8Array | undefined> {
    const isExpected = this.#known.has(this.#key(url, "test-case"));
    const file = await this.#read(url, isExpected ? "test-case" : "output", deadline);
    const isShown = file.kind === "content" && file.size <= maxBytes;
    return isShown && file.image !== undefined ? readFile(file.image) : undefined;
  }

  /** The failure of an output that is not a file with the same content as another; images are compared by their pixels. */
  async contentFailures(
    expectedUrl: string,
    output: unknown,
    deadline: number,
  ): Promise<Failure[]> {
    const expected = `the content of ${expectedUrl}`;
    const url = Array.isArray(output) && output.length === 1 ? output[0] : output;
    if (!isUrl(url)) return [{ expected, got: shortText(output, MAX_SHOWN) }];
    const [one, other] = await Promise.all([
      this.#read(expectedUrl, "test-case", deadline),
      this.#read(url, "output", deadline),
    ]);
    const differences = await this.#compare(one, other);
    return differences.map((how) => ({ expected, got: `${shortText(url, MAX_SHOWN)}: ${how}` }));
  }

  /** `, 8×8 pixels` for an image, nothing for another file. */
  async #pixels(path: string): Promise<string> {
    const outcome = await this.#worker.run("checkPicture", path, PICTURE_SECONDS);
    if (outcome.kind !== "done" || outcome.output.kind === "no-picture") return "";
    return `, ${outcome.output.width}×${outcome.output.height} pixels`;
  }

  /** How a file differs from the expected one; empty if it does not. */
  async #compare(expected: RemoteFile, got: RemoteFile): Promise<string[]> {
    if (expected.kind === "unavailable") return [expected.error];
    if (got.kind === "unavailable") return [got.error];
    if (expected.digest === got.digest) return [];
    const other = `its content differs (${formatBytes(got.size)} instead of ${formatBytes(expected.size)})`;
    if (expected.image === undefined || got.image === undefined) return [other];
    const pictures = { expected: expected.image, got: got.image };
    const outcome = await this.#worker.run("comparePictures", pictures, PICTURE_SECONDS);
    if (outcome.kind === "failed")
      return [`its content differs, and the images could not be compared: ${outcome.reason}`];
    const comparison = outcome.output;
    if (comparison.kind === "different") return [comparison.how];
    if (comparison.kind === "no-pictures") return [other];
    if (comparison.distance <= TOLERANCE) return [];
    const distance = comparison.distance.toFixed(1);
    return [`its pixels differ by ${distance} of 255 on average (at most ${TOLERANCE} is allowed)`];
  }

  #read(url: string, origin: Origin, deadline: number): Promise<RemoteFile> {
    const key = this.#key(url, origin);
    const known = this.#known.get(key) ?? this.#download(url, origin, deadline);
    this.#known.set(key, known);
    return known;
  }

  /** Keeps an output from reading what only a test case may reach. */
  #key(url: string, origin: Origin): string {
    return [url, ...this.#trustedHosts(url, origin)].join("\n");
  }

  async #download(url: string, origin: Origin, deadline: number): Promise<RemoteFile> {
    const { httpOptions, context } = this.#runtime;
    const signal = AbortSignal.any([httpOptions.signal, this.#end.signal]);
    const trusted = this.#trustedHosts(url, origin);
    const path = join(this.#directory, randomUUID());
    try {
      signal.throwIfAborted();
      await mkdir(this.#directory, { recursive: true, mode: 0o700 });
      const fetch =
        trusted === "any"
          ? httpOptions.fetch
          : fetchFor(context.environment, { trustedHosts: new Set(trusted) });
      const request = (headers = {}): Promise<Download> => {
        const limits = { maxBytes: MAX_BYTES.file, total: this.#budget };
        const seconds = (deadline - Date.now()) / 1000;
        const wanted = { url, path, headers, seconds, ...limits };
        return download(wanted, { ...httpOptions, fetch, signal });
      };
      let response = await request();
      if ([401, 403].includes(response.status) && this.#mayReceiveToken(url))
        response = await request({ authorization: `Bearer ${this.#token}` });
      const { status, contentType, digest = "", networkError } = response;
      if (status !== 200) throw new Error(networkError ?? `HTTP ${status}`);
      const { size } = await stat(path);
      const isImage = size <= MAX_IMAGE && !/^(video|audio|text)\//.test(contentType);
      return { kind: "content", contentType, digest, size, image: isImage ? path : undefined };
    } catch (error) {
      signal.throwIfAborted();
      const subject = `could not download ${shortText(url, MAX_SHOWN)}`;
      return { kind: "unavailable", error: `${subject} (${errorMessage(error)})` };
    }
  }

  /**
   * The hosts that need no public address: this runs within the runner's network, and models name URLs.
   * @returns any host where the API itself is on this machine.
   */
  #trustedHosts(url: string, origin: Origin): readonly string[] | "any" {
    const api = new URL(this.#runtime.context.apiUrl).hostname;
    if (isLoopback(api)) return "any";
    return origin === "test-case" ? [api, new URL(url).hostname] : [api];
  }

  /** Output files are on replicate.delivery, and may require the token (Replicate's schema). */
  #mayReceiveToken(url: string): boolean {
    const { origin, hostname, protocol } = new URL(url);
    const isDelivery = /^(.+\.)?replicate\.delivery$/.test(hostname) && protocol === "https:";
    return isDelivery || origin === new URL(this.#runtime.context.apiUrl).origin;
  }
}
