import { createHash } from "node:crypto";
import { type FileHandle, open, rm } from "node:fs/promises";
import { sleep } from "../lib/sleep.ts";
import { type HttpOptions, type HttpResponse, networkError, USER_AGENT } from "./request.ts";
import { retryDelay } from "./retry.ts";

export interface Download {
  readonly status: number;
  /** SHA-256 of the file, in hex; present when `status` is 200. */
  readonly digest: string | undefined;
  readonly contentType: string;
  /** How it failed when no answer came. */
  readonly fault: string | undefined;
}

/** A connection that gives no byte for so long is taken for dead. */
const STALL_SECONDS = 30;

/**
 * Downloads a file, following redirects (without the Authorization header when the origin changes, as
 * fetch has it), and digests it on the way. Repeats by the rules of retry.ts. Nothing is left at `path`
 * unless the status is 200.
 * @throws {Error} of the file system, when the file can't be written; the signal's reason.
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
    options.log(`GET ${url} -> ${result.fault ?? result.status}`);
    const seconds = retryDelay("GET", asReply(result), attempt, Math.random(), new Date());
    if (seconds === undefined) return result;
    await sleep(seconds, options.signal);
  }
}

type Attempt = Download & { readonly headers: Headers };

async function attemptDownload(
  url: string,
  path: string,
  { fetch, signal }: HttpOptions,
  wanted: Readonly<Record<string, string>>,
): Promise<Attempt> {
  const stall = new AbortController();
  const watch = setTimeout(() => stall.abort(new Error("no bytes in time")), STALL_SECONDS * 1000);
  let file: FileHandle | undefined;
  try {
    const response = await fetch(url, {
      method: "GET",
      headers: { "user-agent": USER_AGENT, ...wanted },
      body: null,
      redirect: "follow",
      signal: AbortSignal.any([signal, stall.signal]),
    });
    const { status, headers } = response;
    const contentType = headers.get("content-type") ?? "";
    if (status !== 200 || response.body === null) {
      await response.body?.cancel();
      return { status, digest: undefined, contentType, fault: undefined, headers };
    }
    const hash = createHash("sha256");
    file = await open(path, "w", 0o755).catch(unwritable);
    for await (const chunk of response.body) {
      watch.refresh();
      hash.update(chunk);
      await file.writeFile(chunk).catch(unwritable);
    }
    return { status, digest: hash.digest("hex"), contentType, fault: undefined, headers };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Unwritable) throw error.cause;
    const fault = networkError(error);
    return { status: 0, digest: undefined, contentType: "", fault, headers: new Headers() };
  } finally {
    clearTimeout(watch);
    await file?.close();
  }
}

/** A fault of the disk, which no further attempt mends. */
class Unwritable extends Error {}

function unwritable(cause: unknown): never {
  throw new Unwritable("the file can't be written", { cause });
}

function asReply({ status, fault, headers }: Attempt): HttpResponse {
  return { status, headers, text: "", body: undefined, ...(fault !== undefined && { fault }) };
}
