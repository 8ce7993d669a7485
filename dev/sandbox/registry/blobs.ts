import type { Call, Reply } from "../http/http.ts";
import { blobUnknown, registryError } from "./errors.ts";
import type { Store } from "./store.ts";

/** HEAD and GET of a blob. */
export function getBlob(store: Store, digest: string): Reply {
  const body = store.blobs.get(digest);
  if (body === undefined) return blobUnknown();
  const headers = {
    "content-type": "application/octet-stream",
    "docker-content-digest": digest,
  };
  return { status: 200, headers, body };
}

/** POST of an upload: mounts a blob that is there, takes one in one piece, or opens an upload. */
export function startUpload(store: Store, call: Call, repository: string): Reply {
  const mount = call.url.searchParams.get("mount");
  if (mount !== null && store.blobs.has(mount)) return created(repository, mount);
  const upload = store.startUpload();
  return call.url.searchParams.has("digest")
    ? finishUpload(store, call, repository, upload)
    : accepted(repository, upload, 0);
}

/** PATCH of an upload: one more chunk. */
export function continueUpload(store: Store, call: Call, repository: string, id: string): Reply {
  const size = store.append(id, call.body);
  return size === undefined ? uploadUnknown() : accepted(repository, id, size);
}

/** PUT of an upload: the last chunk, if any, and the digest that it all has to have. */
export function finishUpload(store: Store, call: Call, repository: string, id: string): Reply {
  const digest = call.url.searchParams.get("digest") ?? "";
  if (store.append(id, call.body) === undefined) return uploadUnknown();
  return store.finishUpload(id, digest)
    ? created(repository, digest)
    : registryError(400, "DIGEST_INVALID", "provided digest did not match uploaded content");
}

function created(repository: string, digest: string): Reply {
  const location = `/v2/${repository}/blobs/${digest}`;
  return { status: 201, headers: { location, "docker-content-digest": digest } };
}

function accepted(repository: string, upload: string, size: number): Reply {
  const headers = {
    location: `/v2/${repository}/blobs/uploads/${upload}`,
    range: `0-${Math.max(0, size - 1)}`,
    "docker-upload-uuid": upload,
  };
  return { status: 202, headers };
}

const uploadUnknown = (): Reply =>
  registryError(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry");
