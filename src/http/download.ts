import { createHash } from "node:crypto";
import { type FileHandle, open, rm } from "node:fs/promises";
import { ByteBudget } from "../lib/byte-budget.ts";
import { sleep } from "../lib/sleep.ts";
import { type HttpOptions, networkErrorOf, type ResponseHeaders, USER_AGENT } from "./request.ts";
import { retryDelay } from "./retry.ts";

/** A downloaded file; a response without one; or, with status 0, a network error. */
export interface Download {
  readonly status: number;
  /** SHA-256 of the file in hex, if the status is 200. */
  readonly digest?: string;
  readonly contentType: string;
  readonly networkError?: string;
}

/** A connection without a byte in this time is considered dead. */
const STALL_SECONDS = 30;

/** What to download, and how long and large it may be. */
interface DownloadRequest {
  readonly url: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Seconds for all redirects, attempts, and waits together. */
  readonly seconds: number;
  readonly maxBytes: number;
  /** What this and other downloads may receive together, failed attempts included. */
  readonly total?: ByteBudget;
}

/**
 * Downloads a file and computes its digest. Follows redirects, without the Authorization header when the origin changes
 * (as fetch does), and retries by the rules of retry.ts. Leaves nothing at `path` unless the status is 200.
 * @throws {Error} of the file system if the file cannot be written; the signal's reason.
 */
export async function download(request: DownloadRequest, options: HttpOptions): Promise<Download> {
  const { url, path } = request;
  const end = Date.now() + request.seconds * 1000;
  for (let attempt = 1; ; attempt++) {
    const limit = AbortSignal.timeout(Math.max(0, Math.ceil(end - Date.now())));
    const result = await attemptDownload(request, options, limit);
    if (result.status === 200) return result;
    await rm(path, { force: true });
    options.log(`GET ${url} -> ${result.networkError ?? result.status}`);
    const seconds = retryDelay("GET", { ...result, body: undefined }, attempt);
    if (seconds === undefined || Date.now() + seconds * 1000 >= end) return result;
    await sleep(seconds, options.signal);
  }
}

async function attemptDownload(
  { url, path, headers: extraHeaders, maxBytes, total }: DownloadRequest,
  { fetch, signal }: HttpOptions,
  limit: AbortSignal,
): Promise<Download & { readonly headers: ResponseHeaders }> {
  const stall = new AbortController();
  const timer = setTimeout(() => stall.abort(new Error("stalled")), STALL_SECONDS * 1000);
  const budget = new ByteBudget(maxBytes, total);
  let file: FileHandle | undefined;
  try {
    const response = await fetch(url, {
      method: "GET",
      headers: { "user-agent": USER_AGENT, ...extraHeaders },
      body: null,
      redirect: "follow",
      signal: AbortSignal.any([signal, limit, stall.signal]),
    });
    const { status, headers } = response;
    const contentType = headers.get("content-type") ?? "";
    if (status !== 200) return { status, headers, contentType };
    budget.check(Number(headers.get("content-length")));
    const hash = createHash("sha256");
    file = await onDisk(open(path, "w", 0o755));
    for await (const chunk of response.body) {
      timer.refresh();
      budget.take(chunk.byteLength);
      hash.update(chunk);
      await onDisk(file.writeFile(chunk));
    }
    return { status, headers, contentType, digest: hash.digest("hex") };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof DiskError) throw error.cause;
    const networkError = networkErrorOf(error);
    return { status: 0, headers: new Map(), contentType: "", networkError };
  } finally {
    clearTimeout(timer);
    // Closes the connection of a body that was not read to its end.
    stall.abort();
    await file?.close();
  }
}

/** An error of the file system, which no retry fixes. */
class DiskError extends Error {}

async function onDisk<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw new DiskError("the file cannot be written", { cause });
  }
}
