import { basename } from "node:path";
import type { HttpResponse } from "../http/request.ts";
import { unexpectedResponse } from "../http/unexpected-response.ts";
import type { ReplicateApi } from "./client.ts";
import { parseFile, type UploadedFile } from "./parse.ts";

/** A name of more bytes is refused (files.create in Replicate's schema). */
const LONGEST_NAME = 255;
/** Seconds that any file may take, and bytes a second that a large one has to keep up: it may have 100 MB. */
const TIMEOUT = 30;
const SLOWEST = 250_000;

/**
 * Uploads a file, for a prediction's input.
 * @throws {ActionError} when it is refused, as one that is too large is (413).
 */
export async function uploadFile(
  api: ReplicateApi,
  path: string,
  content: Blob,
  signal: AbortSignal,
): Promise<UploadedFile> {
  const form = new FormData();
  const name = basename(path).slice(-LONGEST_NAME);
  form.set("content", content, name);
  form.set("filename", name);
  const reply = await api("POST", "/files", form, {
    signal,
    timeout: TIMEOUT + Math.ceil(content.size / SLOWEST),
  });
  if (reply.status === 200 || reply.status === 201) return parseFile(reply.body);
  throw unexpectedResponse(`Uploading ${path}`, reply);
}

/** @returns the reply: 204 when it is gone. */
export function deleteFile(
  api: ReplicateApi,
  id: string,
  signal: AbortSignal,
): Promise<HttpResponse> {
  return api("DELETE", `/files/${encodeURIComponent(id)}`, undefined, {
    signal,
    ignoreRateLimit: true,
  });
}
