/** What of a build lies somewhere. */
export type Content = "docker" | "workspace" | "temporary";

/** A directory whose file system the build writes to. */
export interface Place {
  readonly content: Content;
  readonly path: string;
}

/** A file system that the build writes to, as it was measured. */
export interface Volume {
  /** Number of the device, which tells file systems apart. */
  readonly device: number;
  readonly places: readonly Place[];
  /** Bytes that this user may still write. */
  readonly free: number;
  /** Bytes. */
  readonly size: number;
}

/** The disk as far as the build is concerned. */
export interface Space {
  /** Places that can be measured from here. */
  readonly places: readonly Place[];
  /** As it was before the build. */
  readonly volumes: readonly Volume[];
  /** Why Docker's data can't be measured; undefined when it can. */
  readonly unmeasured: string | undefined;
}

const NAMES = {
  docker: "Docker's data",
  workspace: "the workspace",
  temporary: "temporary files",
} as const;

/** How people call a volume: "Docker's data and the workspace (/var/lib/docker)". */
export function volumeName({ places }: Pick<Volume, "places">): string {
  const [first] = places;
  return `${places.map(({ content }) => NAMES[content]).join(" and ")} (${first?.path ?? ""})`;
}

const GB = 1e9;

/**
 * Whether a volume is about to be full: less than 1 GB, which a build's export writes in a few seconds, or
 * less than a twentieth of a small volume.
 */
export function isNearlyFull({ free, size }: Volume): boolean {
  return free < Math.min(1 * GB, size / 20);
}
