import { failures } from "./failure.ts";

const RETRY =
  "Run the job again later. If the push often needs several attempts, set push-attempts to a higher number.";

/** Transient errors of a push. For each, users report that pushing again helped; all other errors are not retried. */
export const TRANSIENT = failures({
  "unknown-blob": {
    pattern:
      /\bunknown blob\b|\bblob unknown\b|\bBLOB_UNKNOWN\b|blob upload (?:unknown|invalid)|BLOB_UPLOAD_(?:UNKNOWN|INVALID)/,
    message: "The registry lost a layer that was just pushed, or its upload.",
    hint: RETRY,
    source:
      "replicate/cog issue 3164; moby/moby issue 36823; distribution/distribution issue 1930; google/go-containerregistry issue 431",
  },
  "rate-limited": {
    pattern:
      /429 Too Many Requests|toomanyrequests|parsing HTTP 429 response|Too Many Requests \(HAP429\)/i,
    message: "The registry received too many requests.",
    hint: "Run the job again later, and push fewer models at the same time (strategy.max-parallel).",
    source: "docker/hub-feedback issues 413, 1907",
  },
  "registry-error": {
    pattern:
      /50(?:0 Internal Server Error|2 Bad Gateway|3 Service Unavailable|4 Gateway Time-?out)|408 Request Time-?out|(?:\bHTTP|HTTP status:|unexpected status code|unexpected status from \w{1,8} request to \S{1,1000}:) (?:408|499|5\d\d)\b/i,
    message: "The registry failed with an internal error, or was temporarily unavailable.",
    hint: RETRY,
    source:
      "replicate/cog issues 1278, 2599, 1975, pkg/registry/registry_client.go (isRetryableError); docker/hub-feedback issue 1761; goreleaser/goreleaser pull request 4265; Cloudflare documentation, 5xx errors",
  },
  "registry-timeout": {
    pattern:
      /TLS handshake timeout|i\/o timeout|Client\.Timeout exceeded while awaiting headers|timeout awaiting response headers|context deadline exceeded|: connection timed out\b/,
    message: "A connection or request to the registry timed out.",
    hint: RETRY,
    source:
      "docker/build-push-action issue 1065; docker/hub-feedback issue 466; moby/moby issue 20936; werf/werf pull request 2085; docker/buildx issue 454; distribution/distribution-library-image issue 201; kubernetes-sigs/kueue pull request 12600",
  },
  "connection-lost": {
    pattern:
      /use of closed network connection|write: broken pipe|connection reset by peer|unexpected EOF|(?:^|: )EOF$|http2: (?:client connection lost|server sent GOAWAY|Transport received Server's graceful shutdown GOAWAY)|stream ID \d{1,10}; INTERNAL_ERROR/,
    message:
      "The connection to the registry was closed during the upload of a layer, which can happen with very large layers.",
    hint: "Set COG_PUSH_OCI: 1 in the step's env, with cog-version 0.17 or newer, to upload layers in chunks. You can also set push-attempts to a higher number, or make the image's layers smaller.",
    source:
      "replicate/cog issue 929, pkg/registry/registry_client.go, http1OnlyTransport; docker/buildx issue 367; regclient/regclient issue 69; docker/build-push-action issue 677; moby/buildkit issue 2713; distribution/distribution issue 785; werf/werf pull request 2684; moby/moby issues 28596, 8793; goharbor/harbor issue 20405; seen with Cog 0.22 on Docker 28.5, an upload cut off",
  },
  "connection-refused": {
    pattern: /connection refused|server misbehaving|Temporary failure in name resolution/,
    message: "The registry could not be reached, although it responded before the build.",
    hint: "Run the job again later. If it keeps failing, check the Docker daemon's network, DNS, and proxy settings (runs-on): the daemon pushes the image.",
    source:
      "ocurrent/ocluster pull request 246; distribution/distribution issue 1855; replicate/cog pkg/registry/registry_client.go",
  },
});
