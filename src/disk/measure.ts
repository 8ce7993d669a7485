import { stat, statfs } from "node:fs/promises";
import type { DockerClientOptions } from "../docker/client.ts";
import { type DockerRoot, findDockerRoot } from "../docker/root.ts";
import { errorMessage } from "../lib/errors.ts";
import { debug } from "../lib/log.ts";
import type { Place, Space, Volume } from "./volume.ts";

/**
 * Measures the space where Docker keeps its data, where the project is, and where a chunked push exports to. Changes nothing, and what can't be
 * measured is left out: it decides about a clean-up and a warning, and about nothing else.
 *
 * With the containerd image store of newer Docker Engines, a part of the images is in /var/lib/containerd; that is on the
 * file system of DockerRootDir wherever nobody has mounted another there.
 */
export async function measureSpace(
  directory: string,
  surroundings: DockerClientOptions,
): Promise<Space> {
  const root = await findDockerRoot(surroundings);
  const found = await onThisMachine(root);
  const docker: readonly Place[] = "path" in found ? [{ content: "docker", path: found.path }] : [];
  const places: readonly Place[] = [
    ...docker,
    { content: "workspace", path: directory },
    ...archiveOf(surroundings.environment),
  ];
  const unmeasured = "unknown" in found ? found.unknown : undefined;
  return { places, volumes: await measure(places), unmeasured };
}

/** Where a chunked push puts the image in one file, before it goes up (Cog 0.17, pkg/model/image_pusher.go). */
function archiveOf(environment: Readonly<NodeJS.ProcessEnv>): readonly Place[] {
  if (environment["COG_PUSH_OCI"] !== "1") return [];
  return [{ content: "temporary", path: environment["TMPDIR"] || "/tmp" }];
}

/** A container that the job runs in does not see the directory that the daemon tells of. */
async function onThisMachine(root: DockerRoot): Promise<DockerRoot> {
  if ("unknown" in root) return root;
  try {
    await stat(root.path);
    return root;
  } catch (error) {
    return { unknown: errorMessage(error) };
  }
}

/** The file systems of these places, each once. */
export async function measure(places: readonly Place[]): Promise<readonly Volume[]> {
  const measured = await Promise.all(places.map(measurePlace));
  const volumes = new Map<number, Volume>();
  for (const volume of measured.filter((one) => one !== undefined)) {
    const known = volumes.get(volume.device);
    const merged = known && { ...volume, places: [...known.places, ...volume.places] };
    volumes.set(volume.device, merged ?? volume);
  }
  return [...volumes.values()];
}

async function measurePlace(place: Place): Promise<Volume | undefined> {
  try {
    const [{ dev }, { bavail, blocks, bsize }] = await Promise.all([
      stat(place.path),
      statfs(place.path),
    ]);
    return { device: dev, places: [place], free: bavail * bsize, size: blocks * bsize };
  } catch (error) {
    debug(`the space at ${place.path} can't be measured: ${errorMessage(error)}`);
    return undefined;
  }
}
