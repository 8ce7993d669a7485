import type { Problem } from "../lib/errors.ts";
import type { BootVerdict } from "./boot.ts";

/** Why a version does not start, and how to fix it. */
export type BootCause = Pick<Problem, "code" | "message" | "hint">;

/**
 * What stood in the logs of versions that did not start, the surest first. The codes and the reasons are
 * those that users have reported (replicate-api facts, "Pushed is not accepted, accepted is not healthy");
 * the words are PyTorch's, CUDA's and Hugging Face's own.
 */
const CAUSES: readonly (readonly [RegExp, BootCause])[] = [
  [
    /\bE1001\b|out of memory|OOM-?killed|CannotAllocate|std::bad_alloc|MemoryError/i,
    {
      code: "boot-out-of-memory",
      message: "The machine ran out of memory.",
      hint: "Choose hardware with more memory in the model's settings, or load less in setup(): half precision, one pipeline at a time.",
    },
  ],
  [
    /not compiled with CUDA|no CUDA GPUs|NVIDIA driver|libcud(a|nn|art)|CUDA driver version|libnvidia/i,
    {
      code: "boot-cuda-missing",
      message: "The code asks for CUDA, and the image or the machine has none that fits.",
      hint: "Set gpu: true under build in cog.yaml (and a cuda version that your framework is built for), and run the model on GPU hardware.",
    },
  ],
  [
    /cannot open shared object file|ImportError: lib[\w.+-]+\.so/,
    {
      code: "boot-library-missing",
      message: "A library of the system is missing in the image.",
      hint: "Add the package that has it to system_packages in cog.yaml.",
    },
  ],
  [
    /offline mode|LocalEntryNotFound|couldn't connect to|HF_HUB_OFFLINE|Max retries exceeded|NameResolutionError|FileNotFoundError|No such file or directory|404 Client Error|GatedRepo/i,
    {
      code: "boot-files-missing",
      message: "Weights or files that setup() loads are not there.",
      hint: "Put the weights into the image (download them in build.run or beside predict.py), or check their address and its token: setup() runs without your machine's caches.",
    },
  ],
  [
    /ModuleNotFoundError|ImportError|No module named/,
    {
      code: "boot-package-missing",
      message: "A Python package is missing in the image, or does not fit the others.",
      hint: "Add it to python_requirements (or python_packages) in cog.yaml, with its version.",
    },
  ],
  [
    /\bE6716\b|timed? ?out/i,
    {
      code: "boot-too-slow",
      message: "The start took longer than Replicate waits for it.",
      hint: "Make the image smaller and setup() quicker: a 30 GB image was seen to take 280 s to start.",
    },
  ],
];

const UNKNOWN: Readonly<Record<Exclude<BootVerdict, "booted">, BootCause>> = {
  "setup failed": {
    code: "boot-setup-failed",
    message: "setup() failed.",
    hint: "Its log is below; the whole of it is on the model's page on Replicate.",
  },
  disabled: {
    code: "boot-disabled",
    message:
      "Replicate lists the version and runs no prediction on it (422). It does so with versions whose setup keeps failing; a version that was just pushed may also be unknown for a while.",
    hint: "Look at the setup log on the model's page: the usual causes are an image that is too large, weights that can't be loaded, and a GPU model built without CUDA.",
  },
  stuck: {
    code: "boot-timeout",
    message: "It had not started when the time limit was over.",
    hint: "Raise test-timeout-minutes if the image is large (30 GB take some 5 minutes); else look at the model's page, try other hardware, and build for linux/amd64.",
  },
  preempted: {
    code: "boot-preempted",
    message: "Replicate took the machine away twice.",
    hint: "Run the job again later: the hardware is in demand.",
  },
};

/** What is known of a verdict's cause; undefined for a version that booted. */
export function bootCause(verdict: BootVerdict, said: string): BootCause | undefined {
  if (verdict === "booted") return undefined;
  const known =
    verdict === "setup failed" ? CAUSES.find(([pattern]) => pattern.test(said)) : undefined;
  return known?.[1] ?? UNKNOWN[verdict];
}
