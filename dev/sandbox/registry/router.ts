import { type Call, dispatch, json, type Reply, type Route, text } from "../http/http.ts";
import type { Settings } from "../state/settings.ts";
import type { State } from "../state/state.ts";
import { Access, type Action, verifyToken } from "./access.ts";
import { continueUpload, finishUpload, getBlob, startUpload } from "./blobs.ts";
import { registryError } from "./errors.ts";
import { getManifest, putManifest } from "./manifests.ts";
import { registerVersion } from "./register-version.ts";
import type { Store } from "./store.ts";

const repository = (rest: string): RegExp => new RegExp(`^/v2/(.+)/${rest}$`);
const BLOB = repository("blobs/(sha256:[0-9a-f]{64})");
/** Where blobs are read that a GET is redirected to, with the digest for a signature. */
const STORED = /^\/v2\/-\/storage\/(sha256:[0-9a-f]{64})$/;
const UPLOAD = repository("blobs/uploads/([^/]+)");
const MANIFEST = repository("manifests/([^/]+)");

/**
 * The registry (OCI distribution), its token endpoint and Replicate's own endpoint for CLI tokens. It
 * holds real blobs and manifests, so that Docker can push to it.
 */
export function createRegistry(
  state: State,
  settings: Settings,
  store: Store,
): (call: Call) => Promise<Reply> {
  const access = new Access(state, settings);
  const guarded =
    (action: Action, handler: (call: Call, name: string, rest: string) => Reply) =>
    (call: Call, name = "", rest = ""): Reply =>
      access.refusal(call, name, action) ?? handler(call, name, rest);
  const headBlob = guarded("pull", (_call, _name, digest) => getBlob(store, digest));
  const readBlob = settings.redirectsBlobs
    ? guarded("pull", (call, _name, digest) => redirectBlob(call, digest))
    : headBlob;
  const readManifest = guarded("pull", (_call, name, tag) => getManifest(store, name, tag));
  const writeManifest = guarded("push", (call, name, reference) =>
    putManifest({ store, settings }, call, [name, reference], (manifest) => {
      if (reference.startsWith("sha256:")) return;
      const pushed = { repository: name, tag: reference, manifest };
      registerVersion(pushed, { state, settings, store });
    }),
  );
  const routes: readonly Route[] = [
    ["GET", /^\/v2\/?$/, (call) => access.refusal(call, undefined, "pull") ?? json(200, {})],
    ["GET", /^\/token$/, (call) => access.issueToken(call)],
    ["POST", /^\/cog\/v1\/verify-token$/, (call) => verifyToken(state, call)],
    ["HEAD", BLOB, headBlob],
    ["GET", BLOB, readBlob],
    ["GET", STORED, (_call, digest = "") => getBlob(store, digest)],
    ["HEAD", MANIFEST, readManifest],
    ["GET", MANIFEST, readManifest],
    ["PUT", MANIFEST, writeManifest],
    [
      "POST",
      repository("blobs/uploads/?"),
      guarded("push", (call, name) => startUpload(store, call, name)),
    ],
    ["PATCH", UPLOAD, guarded("push", (...of) => continueUpload(store, ...of))],
    ["PUT", UPLOAD, guarded("push", (...of) => finishUpload(store, ...of))],
    ["DELETE", UPLOAD, guarded("push", (_call, _name, id) => dropUpload(store, id))],
  ];
  return async (call) =>
    (await dispatch(routes, call)) ??
    (call.url.pathname === "/token"
      ? text(405, "Method Not Allowed")
      : registryError(404, "UNSUPPORTED", "the operation is unsupported"));
}

function redirectBlob({ url }: Call, digest: string): Reply {
  // By another name than the registry's own, so that no client sends its credential along.
  const location = `http://localhost:${url.port}/v2/-/storage/${digest}`;
  return { status: 307, headers: { location } };
}

function dropUpload(store: Store, upload: string): Reply {
  store.dropUpload(upload);
  return { status: 204 };
}
