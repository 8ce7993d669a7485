import { createHash } from "node:crypto";
import { type FileHandle, open, rm } from "node:fs/promises";
import { sleep } from "../lib/sleep.ts";
import type { ByteBudget } from "./byte-budget.ts";
import { type HttpOptions, networkErrorOf, USER_AGENT } from "./request.ts";
import { retryDelay } from "./retry.ts";

/** A downloaded file; a response without one; or, with status 0, a network error. */
export interface Download {
  readonly status: number;
  /** SHA-256 of the file in hex, if the status is 200. */
  readonly digest: string | undefined;
  readonly contentType: string;
  readonly networkError?: string;
}

/** A connection without a byte in this time is considered dead. */
const STALL_SECONDS = 30;

/** What to download, and how long and large it may be. */
export interface DownloadRequest {
  readonly url: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Seconds for all redirects, attempts, and waits together. */
  readonly seconds: number;
  readonly budget: ByteBudget;
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
  { url, path, headers: extraHeaders, budget }: DownloadRequest,
  { fetch, signal }: HttpOptions,
  limit: AbortSignal,
): Promise<Download & { readonly headers: Headers }> {
  const stall = new AbortController();
  const timer = setTimeout(() => stall.abort(new Error("stalled")), STALL_SECONDS * 1000);
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
    if (status !== 200 || response.body === null) {
      await response.body?.cancel();
      return { status, digest: undefined, contentType, headers };
    }
    budget.check(Number(headers.get("content-length")));
    const hash = createHash("sha256");
    file = await openFile(path);
    for await (const chunk of response.body) {
      timer.refresh();
      budget.take(chunk.byteLength);
      hash.update(chunk);
      await writeChunk(file, chunk);
    }
    return { status, digest: hash.digest("hex"), contentType, headers };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof WriteError) throw error.cause;
    const networkError = networkErrorOf(error);
    return { status: 0, digest: undefined, contentType: "", networkError, headers: new Headers() };
  } finally {
    clearTimeout(timer);
    await file?.close();
  }
}

/** An error of the file system, which no retry fixes. */
class WriteError extends Error {}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, "w", 0o755);
  } catch (cause) {
    throw new WriteError("the file cannot be opened", { cause });
  }
}

async function writeChunk(file: FileHandle, chunk: Uint8Array): Promise<void> {
  try {
    await file.writeFile(chunk);
  } catch (cause) {
    throw new WriteError("the file cannot be written", { cause });
  }
}
