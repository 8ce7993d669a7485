import { stat, statfs } from "node:fs/promises";
import type { DockerClientOptions } from "../docker/client.ts";
import { type DockerRoot, findDockerRoot } from "../docker/engine.ts";
import { errorMessage } from "../lib/errors.ts";
import { debug } from "../lib/log.ts";

/** A directory that the build writes to. */
interface BuildDirectory {
  readonly content: "docker" | "workspace" | "temporary";
  readonly path: string;
}

/** A file system that the build writes to, as it was measured. */
export interface Volume {
  /** Device number. */
  readonly device: number;
  /** At least one. */
  readonly directories: readonly BuildDirectory[];
  /** Bytes that this user can still write. */
  readonly free: number;
  /** Bytes. */
  readonly size: number;
}

/** The disk space of a build. */
export interface DiskSpace {
  readonly directories: readonly BuildDirectory[];
  /** As measured before the build. */
  readonly volumes: readonly Volume[];
  readonly dockerRoot: DockerRoot;
}

/**
 * Measures the disk space where Docker stores its data, where the project is, and where a chunked push exports the
 * image to. A directory that cannot be measured is left out: the result decides only about freeing space and a
 * warning.
 *
 * With the containerd image store of newer Docker Engines, a part of the images is in /var/lib/containerd, which is on
 * the file system of DockerRootDir unless another one is mounted there.
 */
export async function measureSpace(
  projectDirectory: string,
  options: DockerClientOptions,
): Promise<DiskSpace> {
  const dockerRoot = await findDockerRoot(options);
  const { environment } = options;
  const directories: BuildDirectory[] = [{ content: "workspace", path: projectDirectory }];
  if (dockerRoot.kind === "local")
    directories.unshift({ content: "docker", path: dockerRoot.path });
  // A chunked push exports the image to one file (Cog 0.17, pkg/model/image_pusher.go).
  if (environment["COG_PUSH_OCI"] === "1")
    directories.push({ content: "temporary", path: environment["TMPDIR"] || "/tmp" });
  return { directories, volumes: await measure(directories), dockerRoot };
}

/** Measures the file systems of directories, each once. */
export async function measure(directories: readonly BuildDirectory[]): Promise<readonly Volume[]> {
  const volumes = new Map<number, Volume>();
  for (const volume of (await Promise.all(directories.map(measureDirectory))).flat()) {
    const known = volumes.get(volume.device)?.directories ?? [];
    volumes.set(volume.device, { ...volume, directories: [...known, ...volume.directories] });
  }
  return [...volumes.values()];
}

async function measureDirectory(directory: BuildDirectory): Promise<readonly Volume[]> {
  const { path } = directory;
  try {
    const [{ dev }, { bavail, blocks, bsize }] = await Promise.all([stat(path), statfs(path)]);
    const free = bavail * bsize;
    return [{ device: dev, directories: [directory], free, size: blocks * bsize }];
  } catch (error) {
    debug(`Could not measure the disk space at ${path}: ${errorMessage(error)}`);
    return [];
  }
}

const GB = 1e9;

/**
 * Whether a volume is about to be full: less than 1 GB, which exporting an image writes in a few seconds, or less
 * than a twentieth of a small volume.
 */
export function isNearlyFull({ free, size }: Volume): boolean {
  return free < Math.min(1 * GB, size / 20);
}
