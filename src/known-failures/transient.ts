import type { Failure } from "./failure.ts";

const REMEDY = "Run the job again later. If it often takes another attempt, raise push-attempts.";
const CHUNKS =
  "Set COG_PUSH_OCI: 1 in the step's env, with cog-version 0.17 or newer: layers then go up in chunks. Or raise push-attempts, and make the image's layers smaller.";

/**
 * What ends a push and is over a little later. Each was reported to go away by pushing again; whatever is not
 * here is not pushed again.
 */
export const TRANSIENT: readonly Failure[] = (
  [
    {
      code: "closed-connection",
      pattern: /use of closed network connection/,
      message:
        "The connection to the registry was closed while a layer went up, as happens with very large ones.",
      hint: CHUNKS,
      source: "replicate/cog issue 929; docker/buildx issue 367; regclient/regclient issue 69",
    },
    {
      code: "broken-pipe",
      pattern: /write: broken pipe/,
      message: "The registry closed the connection while a layer went up.",
      hint: CHUNKS,
      source: "docker/build-push-action issue 677",
    },
    {
      code: "connection-reset",
      pattern: /connection reset by peer/,
      message: "The connection to the registry was reset.",
      hint: CHUNKS,
      source: "moby/buildkit issue 2713; distribution/distribution issue 785",
    },
    {
      code: "unknown-blob",
      pattern: /\bunknown blob\b|\bblob unknown\b|\bBLOB_UNKNOWN\b/,
      message: "The registry lost a layer that had just been pushed.",
      hint: REMEDY,
      source: "replicate/cog issue 3164; moby/moby issue 36823",
    },
    {
      code: "upload-lost",
      pattern: /blob upload (?:unknown|invalid)|BLOB_UPLOAD_(?:UNKNOWN|INVALID)/,
      message: "The registry lost the upload of a layer.",
      hint: REMEDY,
      source: "distribution/distribution issue 1930; google/go-containerregistry issue 431",
    },
    {
      code: "rate-limited",
      pattern:
        /429 Too Many Requests|toomanyrequests|parsing HTTP 429 response|Too Many Requests \(HAP429\)/i,
      message: "The registry had too many requests.",
      hint: "Run the job again later, and push fewer models at once (strategy.max-parallel).",
      source: "docker/hub-feedback issues 413, 1907",
    },
    {
      code: "gateway",
      pattern:
        /50(?:2 Bad Gateway|3 Service Unavailable|4 Gateway Time-?out)|408 Request Time-?out|parsing HTTP (?:408|50[234]) response|unexpected (?:HTTP status:|status code|status from \w{1,8} request to \S{1,1000}:) (?:499|522)\b/i,
      message: "The registry was not to be had for a while.",
      hint: REMEDY,
      source:
        "replicate/cog issue 1975, pkg/registry/registry_client.go (isRetryableError); goreleaser/goreleaser pull request 4265",
    },
    {
      code: "registry-error",
      pattern: /500 Internal Server Error|parsing HTTP 500 response/,
      message: "The registry failed within.",
      hint: REMEDY,
      source: "replicate/cog issues 1278, 2599; docker/hub-feedback issue 1761",
    },
    {
      code: "tls-timeout",
      pattern: /TLS handshake timeout/,
      message: "The registry did not answer in time.",
      hint: REMEDY,
      source: "docker/build-push-action issue 1065",
    },
    {
      code: "timeout",
      pattern:
        /i\/o timeout|Client\.Timeout exceeded while awaiting headers|timeout awaiting response headers|context deadline exceeded/,
      message: "The registry did not answer in time.",
      hint: REMEDY,
      source:
        "docker/hub-feedback issue 466; moby/moby issue 20936; werf/werf pull request 2085; distribution/distribution-library-image issue 201; kubernetes-sigs/kueue pull request 12600",
    },
    {
      code: "goaway",
      pattern:
        /http2: (?:server sent GOAWAY|Transport received Server's graceful shutdown GOAWAY)|stream ID \d{1,10}; INTERNAL_ERROR/,
      message: "The registry ended the connection.",
      hint: REMEDY,
      source:
        "werf/werf pull request 2684; replicate/cog pkg/registry/registry_client.go, http1OnlyTransport",
    },
    {
      code: "unexpected-eof",
      pattern: /unexpected EOF|^EOF$|": EOF$/,
      message: "The connection to the registry ended in the middle of a layer.",
      hint: CHUNKS,
      source: "moby/moby issues 28596, 8793; goharbor/harbor issue 20405",
    },
    {
      code: "connection-refused",
      pattern: /connection refused|server misbehaving|Temporary failure in name resolution/,
      message: "The registry, which had answered before the build, is not to be reached.",
      hint: "Run the job again later. If it is always so, look at the Docker daemon's own network, DNS and proxy: the push is the daemon's.",
      source:
        "ocurrent/ocluster pull request 246; distribution/distribution issue 1855; replicate/cog pkg/registry/registry_client.go",
    },
  ] as const
).map((row) => ({ ...row, isTransient: true }));
