import type { Problem } from "../lib/errors.ts";
import { info, warning } from "../lib/log.ts";
import { type DiskSpace, isNearlyFull, measure, type Volume } from "./measure.ts";
import { type DiskSituation, diskFullProblem, nearlyFull, spaceHint } from "./render.ts";

const INTERVAL_SECONDS = 2;

/** Measures the disk while Cog runs. */
export class DiskMonitor {
  readonly #space: DiskSpace;
  readonly #situation: DiskSituation;
  readonly #timer: NodeJS.Timeout;
  /** Each volume as it was with the least free space. */
  readonly #lowest = new Map<number, Volume>();
  #isMeasuring = false;

  constructor(space: DiskSpace, situation: DiskSituation) {
    this.#space = space;
    this.#situation = situation;
    this.#timer = setInterval(() => void this.#tick(), INTERVAL_SECONDS * 1000).unref();
  }

  /** Measures a last time, when Cog has ended. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#measure();
  }

  /** @returns the problem of a disk that was full, as a line of Cog's output reports. */
  describeFullDisk(command: string, line = ""): Problem {
    return diskFullProblem(
      `cog ${command} ran out of disk space: ${line.trim()}`,
      [...this.#lowest.values()],
      this.#space,
      this.#situation,
    );
  }

  /** Warns about a disk that was nearly full although Cog succeeded: the next build may be larger. */
  warn(): void {
    for (const volume of this.#lowest.values())
      if (isNearlyFull(volume))
        warning("disk-nearly-full", `${nearlyFull(volume)} ${spaceHint(this.#situation)}`);
  }

  /** Skips a turn while a slow disk is still being measured. */
  async #tick(): Promise<void> {
    if (this.#isMeasuring) return;
    this.#isMeasuring = true;
    await this.#measure();
    this.#isMeasuring = false;
  }

  async #measure(): Promise<void> {
    for (const volume of await measure(this.#space.directories)) {
      const lowest = this.#lowest.get(volume.device);
      if (lowest !== undefined && lowest.free <= volume.free) continue;
      this.#lowest.set(volume.device, volume);
      const isNew = isNearlyFull(volume) && !(lowest && isNearlyFull(lowest));
      // Not an annotation: while Cog runs, the runner executes no workflow commands (see runCog).
      if (isNew) info(`\u001b[33m${nearlyFull(volume)}\u001b[0m`);
    }
  }
}
