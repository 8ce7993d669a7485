import * as core from "@actions/core";
import { type DiskSituation, describeVolume, noSpaceProblem, spaceRemedy } from "../disk/full.ts";
import { isNearlyFull, type Space, type Volume } from "../disk/volume.ts";
import { SpaceWatch } from "../disk/watch.ts";
import { ActionError } from "../errors.ts";
import { isOutOfSpace } from "../failures/disk.ts";
import { say } from "../log.ts";

/** The disk while Cog runs. */
export class WatchedSpace {
  readonly #space: Space;
  readonly #situation: DiskSituation;
  readonly #watch: SpaceWatch;
  #least: readonly Volume[] = [];

  constructor(space: Space, situation: DiskSituation) {
    this.#space = space;
    this.#situation = situation;
    this.#watch = new SpaceWatch(space.places, tellNearlyFull);
  }

  /** Looks a last time, when Cog has ended. */
  async end(): Promise<void> {
    this.#least = await this.#watch.end();
  }

  /** The error for output that says that a disk is full; undefined when it says nothing of the kind. */
  explain(command: string, output: readonly string[]): ActionError | undefined {
    const line = output.findLast(isOutOfSpace);
    if (line === undefined) return undefined;
    return new ActionError(
      noSpaceProblem(command, line, this.#least, this.#space, this.#situation),
    );
  }

  /** Warns of a disk that was nearly full, although all went well: the next build may be larger. */
  warn(): void {
    for (const volume of this.#least.filter(isNearlyFull))
      core.warning(`${nearlyFull(volume)} ${spaceRemedy(this.#situation)}`);
  }
}

/** A line of the log, at once. It is no annotation: while Cog runs the runner takes no commands (runCog). */
function tellNearlyFull(volume: Volume): void {
  say(`\u001b[33m${nearlyFull(volume)}\u001b[0m`);
}

function nearlyFull(volume: Volume): string {
  return `The disk is about to be full: ${describeVolume(volume)}.`;
}
