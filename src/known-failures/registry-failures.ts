import { type Failure, failures } from "./failure.ts";

/** Permanent errors of the registry, as Docker, containerd, and Cog's own client report them. */
export const REGISTRY = failures({
  "too-large": {
    pattern:
      /413 (?:Request Entity|Payload|Content) Too Large|(?:\bHTTP|HTTP status:|unexpected status code) 413\b/i,
    message: "A layer exceeds the size limit of the registry, or of a proxy in front of it.",
    hint: "Set COG_PUSH_OCI: 1 in the step's env, with cog-version 0.17 or newer, to upload layers in chunks, or set separate-weights to true.",
    source: "replicate/cog docs/environment.md, COG_PUSH_OCI",
  },
  denied: {
    pattern:
      /403 Forbidden|access to the resource is denied|push access denied|insufficient_scope|(?<!permission )\bdenied(?:$|: )|HTTP 403\b/i,
    message: "The token is valid, but does not have permission to push to this model.",
    hint: "Check that model belongs to the account, or an organization, of api-token or cli-auth-token.",
    source:
      "replicate/cog issue 2093; containerd/containerd core/remotes/docker/pusher.go (the image store of Docker 29)",
  },
  unauthorized: {
    pattern:
      /authorization failed|no basic auth credentials|401 Unauthorized|\bunauthorized(?:$|:(?: |$))|\bauthentication required|HTTP 401\b/i,
    message:
      "The registry accepted the token before the build, but rejected it during the push: it was revoked, or expired during a slow upload.",
    hint: "Run the job again. If it fails again, set cli-auth-token to a new token from https://replicate.com/auth/token.",
    source: "replicate/cog issues 186, 1519; pkg/docker/errors.go, isAuthorizationFailedError",
  },
  "manifest-rejected": {
    pattern: /\bmanifest invalid\b|MANIFEST_INVALID|\/manifests\/\S{1,200}: 400\b/i,
    message: "The registry received the layers, but rejected the manifest of the image.",
    hint: "Check whether the registry reports a reason. If it does not, set cog-version to another version.",
    source: "OCI distribution specification, error codes; seen with Cog 0.22 on Docker 28.5",
  },
  "registry-unreachable": {
    pattern: /no such host|network is unreachable|no route to host/,
    message: "The Docker daemon could not connect to the registry.",
    hint: "Check the daemon's network, DNS, and proxy settings on a self-hosted runner, and that image in cog.yaml begins with r8.im/.",
    source: "moby/moby issue 20103; seen with Cog 0.22 and a name without a host",
  },
});

/** Any other error in the registry's own words: Docker's containerd store prints them without the error's code. */
export const REGISTRY_REFUSED: Failure = {
  code: "registry-refused",
  pattern: /error from registry: /,
  message: "The registry rejected the push.",
  hint: "Check the reason that the registry reports, and that model belongs to the account of api-token or cli-auth-token.",
  source: "seen with Cog 0.22 on Docker 28.5 with the containerd store",
};
