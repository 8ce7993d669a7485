import { json, type Reply } from "../http/http.ts";

/** An error in the form of the OCI distribution specification. */
export function registryError(
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): Reply {
  return json(status, { errors: [{ code, message, detail: null }] }, headers);
}

export const blobUnknown = (): Reply =>
  registryError(404, "BLOB_UNKNOWN", "blob unknown to registry");

export const manifestUnknown = (): Reply =>
  registryError(404, "MANIFEST_UNKNOWN", "manifest unknown");

export const unauthorized = (challenge: string): Reply =>
  registryError(401, "UNAUTHORIZED", "authentication required", { "www-authenticate": challenge });

/** The words that Replicate's registry has for a push to a model that does not exist. */
export const modelUnknown = (repository: string): Reply =>
  registryError(
    404,
    "NAME_UNKNOWN",
    `The model https://replicate.com/${repository} does not exist`,
  );
