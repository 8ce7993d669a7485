import type { Failure } from "./failure.ts";

/** What the registry refuses for good, as Docker, containerd and Cog's own client put it. */
export const REGISTRY: readonly Failure[] = [
  {
    code: "name-unknown",
    pattern:
      /\bname unknown\b|\bNAME_UNKNOWN\b|repository name not known to registry|The model https:\/\/\S{1,200} does not exist/,
    message:
      "The registry knows no such model: it does not exist, or it belongs to somebody else than the tokens do.",
    hint: "Check the owner and the name in model, and that api-token and cli-auth-token belong to that owner. With api-token and hardware the model is created before the push.",
    source: "replicate/cog issues 1519, 1549, 1272, 1221",
  },
  {
    code: "not-logged-in",
    pattern: /You are not logged in to Replicate/,
    message: "The registry was shown no token that it knows.",
    hint: "Give api-token, or cli-auth-token from https://replicate.com/auth/token, and don't run Cog with sudo in other steps.",
    source: "replicate/cog issues 1243, 997, 559",
  },
  {
    code: "too-large",
    pattern: /413 (?:Request Entity|Payload|Content) Too Large/i,
    message:
      "A layer of the image is larger than the registry, or a proxy before it, takes in one piece.",
    hint: "Set COG_PUSH_OCI: 1 in the step's env, with cog-version 0.17 or newer: layers then go up in chunks. Or set separate-weights.",
    source: "replicate/cog docs/environment.md, COG_PUSH_OCI",
  },
  {
    code: "denied",
    pattern:
      /403 Forbidden|access to the resource is denied|push access denied|insufficient_scope|(?<!permission )\bdenied(?:$|: )|HTTP 403\b/i,
    message: "The registry knows the token, and does not let it push to this model.",
    hint: "Check that model belongs to the account, or an organization, of api-token or cli-auth-token.",
    source:
      "replicate/cog issue 2093; containerd/containerd core/remotes/docker/pusher.go (the image store of Docker 29)",
  },
  {
    code: "unauthorized",
    pattern:
      /authorization failed|no basic auth credentials|401 Unauthorized|unauthorized:(?: |$)|\bauthentication required|HTTP 401\b/i,
    message:
      "The registry did not accept the token in the end, although it did before the build: it was revoked, or has expired during a slow upload.",
    hint: "Run the job again. If it fails again, take a fresh cli-auth-token from https://replicate.com/auth/token.",
    source: "replicate/cog issues 186, 1519; pkg/docker/errors.go, isAuthorizationFailedError",
  },
  {
    code: "registry-unreachable",
    pattern: /no such host|network is unreachable|no route to host/,
    message: "The Docker daemon does not reach the registry.",
    hint: "Check the daemon's own network, DNS and proxy on a self-hosted runner, and that image in cog.yaml begins with r8.im/.",
    source: "moby/moby issue 20103; seen with Cog 0.22 and a name without a host",
  },
];
