import { basename } from "node:path";
import type { HttpResponse } from "../http/request.ts";
import { unexpectedResponse } from "../http/unexpected-response.ts";
import type { ReplicateApi } from "./client.ts";
import { parseFile, type UploadedFile } from "./parse.ts";

/** Seconds for any file, and bytes a second for a large one: a file may have 100 MB. */
const TIMEOUT_SECONDS = 30;
const MIN_BYTES_PER_SECOND = 250_000;

/**
 * Uploads a file for a prediction's input.
 * @throws {ActionError} when Replicate refuses it, for example because it is too large (413).
 */
export async function uploadFile(
  api: ReplicateApi,
  path: string,
  content: Blob,
  signal: AbortSignal,
): Promise<UploadedFile> {
  const form = new FormData();
  // Replicate refuses names above 255 bytes (files.create of its schema), which no file of Linux has.
  const name = basename(path);
  form.set("content", content, name);
  form.set("filename", name);
  const response = await api("POST", "/files", form, {
    signal,
    timeout: TIMEOUT_SECONDS + Math.ceil(content.size / MIN_BYTES_PER_SECOND),
  });
  if (response.status === 200 || response.status === 201) return parseFile(response.body);
  throw unexpectedResponse(
    `Uploading ${path}`,
    response,
    response.status === 413
      ? "Set the input in test-cases to a smaller file, or to the URL of this one."
      : undefined,
  );
}

/** @returns the response: 204 when the file is deleted. */
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
