import type { Problem } from "../lib/errors.ts";

/**
 * Why a version does not boot. `disabled`: Replicate lists the version and refuses to run it. `stuck`: it
 * did not start within its time limit.
 */
export type BootFailure = "setup failed" | "disabled" | "stuck" | "preempted";

/** Messages of PyTorch, CUDA and Hugging Face, and codes that users have reported; the most specific first. */
const CAUSES: readonly (Problem & { readonly pattern: RegExp })[] = [
  {
    pattern: /\bE1001\b|out of memory|OOM-?killed|CannotAllocate|std::bad_alloc|MemoryError/i,
    code: "boot-out-of-memory",
    message: "The machine ran out of memory.",
    hint: "Choose hardware with more memory in the model's settings, or load less in setup(): use half precision, or one pipeline at a time.",
  },
  {
    pattern:
      /not compiled with CUDA|no CUDA GPUs|NVIDIA driver|libcud(a|nn|art)|CUDA driver version|libnvidia/i,
    code: "boot-cuda-missing",
    message: "The code requires CUDA, but the image or the machine has no compatible version.",
    hint: "Set gpu: true under build in cog.yaml (and the cuda version that your framework is built for), and run the model on GPU hardware.",
  },
  {
    pattern: /cannot open shared object file|ImportError: lib[\w.+-]+\.so/,
    code: "boot-library-missing",
    message: "A system library is missing from the image.",
    hint: "Add its package to system_packages in cog.yaml.",
  },
  {
    pattern:
      /offline mode|LocalEntryNotFound|couldn't connect to|HF_HUB_OFFLINE|Max retries exceeded|NameResolutionError|ReadTimeout|Read timed out|FileNotFoundError|No such file or directory|404 Client Error|GatedRepo/i,
    code: "boot-files-missing",
    message: "setup() could not load weights or other files.",
    hint: "Add the weights to the image (download them in build.run, or put them next to predict.py), or check their URL and token: setup() runs without the caches of your machine.",
  },
  {
    pattern: /ModuleNotFoundError|ImportError|No module named/,
    code: "boot-package-missing",
    message: "A Python package is missing from the image, or is incompatible with the others.",
    hint: "Add it to python_requirements (or python_packages) in cog.yaml, with its version.",
  },
  {
    pattern: /\bE6716\b|timed? ?out/i,
    code: "boot-too-slow",
    message: "The boot took longer than Replicate's time limit.",
    hint: "Make the image smaller and setup() faster: a 30 GB image can take 280 s to boot.",
  },
];

const UNKNOWN: Readonly<Record<BootFailure, Problem>> = {
  "setup failed": {
    code: "boot-setup-failed",
    message: "setup() failed.",
    hint: "Read its log below; the complete log is on the model's page on Replicate.",
  },
  disabled: {
    code: "boot-disabled",
    message:
      "Replicate lists the version but refuses to run it (HTTP 422), as it does with versions whose setup keeps failing.",
    hint: "Read the setup log on the model's page. Common causes are an image that is too large, weights that cannot be loaded, and a GPU model built without CUDA.",
  },
  stuck: {
    code: "boot-timeout",
    message: "It did not start within the time limit.",
    hint: "Increase test-timeout-minutes if the image is large (30 GB take about 5 minutes). Otherwise check the model's page, try other hardware, and build for linux/amd64.",
  },
  preempted: {
    code: "boot-preempted",
    message: "Replicate preempted the machine twice.",
    hint: "Run the job again later: the hardware is in high demand.",
  },
};

/** The cause of a boot failure, by the error and log of the prediction. */
export function bootCause(failure: BootFailure, log: string): Problem {
  const known =
    failure === "setup failed" ? CAUSES.find(({ pattern }) => pattern.test(log)) : undefined;
  return known ?? UNKNOWN[failure];
}
