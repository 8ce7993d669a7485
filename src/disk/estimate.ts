import type { Volume } from "./measure.ts";

/** What is known about a build before it runs. */
export interface BuildSize {
  readonly usesGpu: boolean;
  /** Compressed size of the model's latest image in bytes; 0 when there is none. */
  readonly previousImage: number;
  /** Of the files that Docker sends to the build. */
  readonly contextBytes: number;
}

const GB = 1e9;

/**
 * The minimum estimate of a build. GPU: a CUDA base image of 5 GB, 8 GB of torch with its Nvidia libraries (measured
 * in IBM/text-generation-inference pull request 50), the same again for pip's cache and the copies of build stages, and
 * weights. CPU: Cog's own resnet example is 2.7 GB (replicate/cog issue 972), and within GitHub's guarantee of 14 GB
 * nothing needs to be removed.
 */
const MINIMUM = { gpu: 30 * GB, cpu: 10 * GB };
/**
 * From the compressed image to the space of its build: 2 for the unpacked layers (images with CUDA and torch compress
 * to about half), 1 for the compressed copy of the containerd image store or of a chunked push, and 1 for downloads
 * and intermediate stages in BuildKit's cache.
 */
const FACTOR = 4;
/** The part of it that is the unpacked image, which a chunked push exports to one file. */
const EXPORTED = 1 / 2;
/** The files that BuildKit receives, and the layer that they are copied to. */
const CONTEXT_COPIES = 2;
/** Cog writes the context and wheels of a build to .cog in the project. */
const WORKSPACE = 1 * GB;

/** Estimates the bytes that a build writes to a volume. */
export function estimateSpace(
  { directories }: Pick<Volume, "directories">,
  { usesGpu, previousImage, contextBytes }: BuildSize,
): number {
  const image = Math.max(usesGpu ? MINIMUM.gpu : MINIMUM.cpu, FACTOR * previousImage);
  const needed = {
    workspace: WORKSPACE,
    temporary: image * EXPORTED,
    docker: image + CONTEXT_COPIES * contextBytes,
  };
  return directories.reduce((sum, { content }) => sum + needed[content], 0);
}
