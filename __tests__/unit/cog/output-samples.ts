/**
 * What `cog push` prints, release by release, word for word (Cog's source at the tags; the Docker lines
 * are the daemon's and the CLI's own).
 */
export interface Sample {
  readonly releases: string;
  readonly image: string;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
  /** What has to be found, the likeliest first. */
  readonly digests: readonly string[];
}

const HOTDOG = "r8.im/acme/hotdog";
const FLUX = "r8.im/acme/flux";
const PUSHED = `sha256:${"4a5f".repeat(16)}`;
const INDEX = `sha256:${"1d3e".repeat(16)}`;
const IMAGE = `sha256:${"2c9b".repeat(16)}`;
const WEIGHTS = [`sha256:${"77aa".repeat(16)}`, `sha256:${"88bb".repeat(16)}`];
const VERSION = "9e0d".repeat(16);

const cli = [
  "Using default tag: latest",
  "The push refers to repository [r8.im/acme/hotdog]",
  "5f70bf18a086: Preparing",
  "a3ed95caeb02: Layer already exists",
  "5f70bf18a086: Pushed",
  `latest: digest: ${PUSHED} size: 4321`,
];
const daemon = cli.slice(1);
const run = ["", "Run your model on Replicate:", "    https://replicate.com/acme/hotdog"];
const quoted = { before: [`Pushing image '${HOTDOG}'...`], after: [`Image '${HOTDOG}' pushed`] };
const noPushStart =
  '\u001b[33m⚠ Failed to send build timings to server: Post "https://cog.replicate.com": no such host\u001b[0m';

const plain = { image: HOTDOG, digests: [PUSHED] };

export const SAMPLES: readonly Sample[] = [
  {
    ...plain,
    releases: "0.9.18 to 0.14.7, the docker CLI on stdout",
    stdout: cli,
    stderr: [...quoted.before, ...quoted.after, ...run],
  },
  {
    ...plain,
    releases: "0.14.8 to 0.15.8, the docker CLI on stderr",
    stdout: [],
    stderr: [...quoted.before, noPushStart, ...cli, ...quoted.after, ...run],
  },
  {
    ...plain,
    releases: "0.15.9 to 0.16.12, the daemon's own lines",
    stdout: [],
    stderr: [...quoted.before, ...daemon, ...quoted.after, ...run],
  },
  {
    image: HOTDOG,
    releases: "0.14.9 to 0.16.12 with a fast push, which pushes nothing through Docker",
    stdout: [],
    stderr: [...quoted.before, `New Version: ${VERSION}`, ...run],
    digests: [`sha256:${VERSION}`],
  },
  {
    ...plain,
    releases: "0.17 to 0.19",
    stdout: [],
    stderr: [
      `Building Docker image from environment in cog.yaml as ${HOTDOG}...`,
      "",
      `Pushing image ${HOTDOG}...`,
      ...daemon,
      `Image ${HOTDOG} pushed`,
      ...run,
    ],
  },
  {
    ...plain,
    releases: "0.20 to 0.23",
    stdout: [],
    stderr: [`Pushing to ${HOTDOG}...`, ...daemon, "", `  image  ${HOTDOG}@${PUSHED}`, ...run],
  },
  {
    ...plain,
    releases: "0.20 to 0.23 when the registry does not answer after the push",
    stdout: [],
    stderr: [`Pushing to ${HOTDOG}...`, ...daemon, "", `  image  ${HOTDOG}`, ...run],
  },
  {
    ...plain,
    releases: "0.20 to 0.23 with COG_PUSH_OCI, without a daemon's line",
    stdout: [],
    stderr: [`Pushing to ${HOTDOG}...`, "", `  image  ${HOTDOG}@${PUSHED}`, ...run],
  },
  {
    image: FLUX,
    releases: "0.20 to 0.23 with a bundle",
    stdout: [],
    stderr: [
      `Pushing to ${FLUX}:20260512T153042Z...`,
      `cog-image.20260512T153042Z: digest: ${IMAGE} size: 4321`,
      "",
      `  model   ${FLUX}@${INDEX}`,
      `  ├─ image   ${FLUX}@${IMAGE}`,
      `  ├─ weight  transformer   ${FLUX}@${WEIGHTS[0]}`,
      `  └─ weight  text-encoder  ${FLUX}@${WEIGHTS[1]}`,
      "",
      "Run your model on Replicate:",
      "    https://replicate.com/acme/flux",
    ],
    digests: [INDEX, IMAGE],
  },
  {
    image: FLUX,
    releases: "0.20 to 0.23 with a bundle without weights, and without a daemon's line",
    stdout: [],
    stderr: [
      `Pushing to ${FLUX}:20260512T153042Z...`,
      "",
      `  model   ${FLUX}@${INDEX}`,
      `  └─ image   ${FLUX}@${IMAGE}`,
    ],
    digests: [INDEX, IMAGE],
  },
  {
    image: "127.0.0.1:5000/acme/hotdog",
    releases: "0.22 with a registry elsewhere",
    stdout: [],
    stderr: [
      "Pushing to 127.0.0.1:5000/acme/hotdog...",
      `latest: digest: ${PUSHED} size: 527`,
      "",
      `  image  127.0.0.1:5000/acme/hotdog@${PUSHED}`,
    ],
    digests: [PUSHED],
  },
];

/** Lines with digests that are not the pushed one's. D stands for 64 hex digits. */
export const UNRELATED: readonly string[] = [
  "#3 resolve docker.io/docker/dockerfile:1.4@sha256:D 0.2s done",
  "#6 FROM r8.im/cog-base:cuda12.1-python3.11@sha256:D",
  "#11 exporting manifest sha256:D",
  "#11 writing image sha256:D done",
  "#11 naming to r8.im/acme/hotdog@sha256:D",
  "#9 1.234 latest: digest: sha256:D size: 4321",
  "#9 1.234   image  r8.im/acme/hotdog@sha256:D",
  "#9 1.234 New Version: D",
  "#9 1.2   Downloading torch.whl --hash=sha256:D",
  "sha256:D",
  "Digest: sha256:D",
  "latest: digest: sha256:D",
  "latest: digest: sha256:D size: unknown",
  "latest: digest: sha256:Dab size: 4321",
  "latest: digest: sha512:D size: 4321",
  "see latest: digest: sha256:D size: 4321",
  "latest: digest: sha256:D size: 4321 (previous run)",
  "  image  ghcr.io/acme/hotdog@sha256:D",
  "  image  r8.im/acme/hotdog-two@sha256:D",
  "  image  r8.im/acme/hotdog/extra@sha256:D",
  "  image  evil.example/r8.im/acme/hotdog@sha256:D",
  "  model   r8.im/acme/other@sha256:D",
  "image  r8.im/acme/hotdog@sha256:D",
  "  weight  transformer   r8.im/acme/hotdog@sha256:D",
  "  ├─ weight  image  r8.im/acme/hotdog@sha256:D",
  "r8.im/acme/hotdog@sha256:D",
  "docker pull r8.im/acme/hotdog@sha256:D",
  "New Version: Dff",
  "A New Version: D",
  "Newest New Version: sha256:D",
];
