import { createHash } from "node:crypto";
import { type FileHandle, open, rm } from "node:fs/promises";
import { sleep } from "../lib/sleep.ts";
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

/**
 * Downloads a file and computes its digest. Follows redirects, without the Authorization header when the origin changes
 * (as fetch does), and retries by the rules of retry.ts. Leaves nothing at `path` unless the status is 200.
 * @throws {Error} of the file system if the file cannot be written; the signal's reason.
 */
export async function download(
  url: string,
  path: string,
  options: HttpOptions,
  headers: Readonly<Record<string, string>> = {},
): Promise<Download> {
  for (let attempt = 1; ; attempt++) {
    const result = await attemptDownload(url, path, options, headers);
    if (result.status === 200) return result;
    await rm(path, { force: true });
    options.log(`GET ${url} -> ${result.networkError ?? result.status}`);
    const seconds = retryDelay("GET", { ...result, body: undefined }, attempt);
    if (seconds === undefined) return result;
    await sleep(seconds, options.signal);
  }
}

async function attemptDownload(
  url: string,
  path: string,
  { fetch, signal }: HttpOptions,
  extraHeaders: Readonly<Record<string, string>>,
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
      signal: AbortSignal.any([signal, stall.signal]),
    });
    const { status, headers } = response;
    const contentType = headers.get("content-type") ?? "";
    if (status !== 200 || response.body === null) {
      await response.body?.cancel();
      return { status, digest: undefined, contentType, headers };
    }
    const hash = createHash("sha256");
    file = await openFile(path);
    for await (const chunk of response.body) {
      timer.refresh();
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
