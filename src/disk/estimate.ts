import type { Content, Volume } from "./volume.ts";

/** What is known of a build before it runs. */
export interface BuildSize {
  readonly usesGpu: boolean;
  /** Compressed size of the model's newest image, in bytes; undefined when there is none. */
  readonly previousImage: number | undefined;
  /** Bytes of the project's directory. */
  readonly project: number;
}

const GB = 1e9;

/**
 * The least that a build is taken to need. GPU: a CUDA base image of 5 GB, 8 GB of torch with the Nvidia
 * libraries that it brings (measured in IBM/text-generation-inference pull request 50), the same once more for the
 * downloads that pip's cache keeps and the copies of a build's stages, and weights. CPU: cog's own resnet
 * example is 2.7 GB (replicate/cog issue 972), and below GitHub's guarantee of 14 GB it needs no clean-up.
 */
const FLOOR = { gpu: 30 * GB, cpu: 10 * GB };
/**
 * From the compressed image to what its build takes: 2 for the layers unpacked (images of CUDA and torch
 * compress to about half), 1 for the compressed copy that the containerd image store or a chunked push keep,
 * 1 for the downloads and intermediate stages in BuildKit's cache.
 */
const FACTOR = 4;
/** The part of it that is the image itself, unpacked: a chunked push exports it to one file. */
const ARCHIVE = 1 / 2;
/** The context that BuildKit takes over, and the layer that it is copied to. */
const COPIES_OF_PROJECT = 2;
/** Cog writes a build's context and wheels to .cog in the project. */
const WORKSPACE = 1 * GB;

/** How many bytes the build is likely to need where it keeps this. */
function needFor(content: Content, { usesGpu, previousImage, project }: BuildSize): number {
  if (content === "workspace") return WORKSPACE;
  const image = Math.max(usesGpu ? FLOOR.gpu : FLOOR.cpu, FACTOR * (previousImage ?? 0));
  return content === "temporary" ? image * ARCHIVE : image + COPIES_OF_PROJECT * project;
}

/** How many bytes the build is likely to need on a volume. An estimate: nobody can know before. */
export function estimateSpace({ places }: Pick<Volume, "places">, build: BuildSize): number {
  return places.reduce((sum, { content }) => sum + needFor(content, build), 0);
}
