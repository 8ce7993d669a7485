import * as core from "@actions/core";
import { NO_SPACE } from "../known-failures/catalogue.ts";
import type { Explanation } from "../known-failures/explain.ts";
import type { Problem } from "../lib/errors.ts";
import { info } from "../lib/log.ts";
import { type DiskSituation, describeVolume, noSpaceProblem, spaceRemedy } from "./full.ts";
import { DiskMonitor } from "./monitor.ts";
import { isNearlyFull, type Space, type Volume } from "./volume.ts";

/** The disk while Cog runs. */
export class MonitoredSpace {
  readonly #space: Space;
  readonly #situation: DiskSituation;
  readonly #watch: DiskMonitor;
  #least: readonly Volume[] = [];

  constructor(space: Space, situation: DiskSituation) {
    this.#space = space;
    this.#situation = situation;
    this.#watch = new DiskMonitor(space.places, tellNearlyFull);
  }

  /** Looks a last time, when Cog has ended. */
  async end(): Promise<void> {
    this.#least = await this.#watch.end();
  }

  /** What is known of a full disk, when that is what ended Cog; undefined when it is anything else. */
  explain(command: string, explanation: Explanation | undefined): Problem | undefined {
    const line = explanation?.lines.at(-1);
    if (line === undefined || explanation?.failure !== NO_SPACE) return undefined;
    return noSpaceProblem(command, line, this.#least, this.#space, this.#situation);
  }

  /** Warns of a disk that was nearly full, although all went well: the next build may be larger. */
  warn(): void {
    for (const volume of this.#least.filter(isNearlyFull))
      core.warning(`${nearlyFull(volume)} ${spaceRemedy(this.#situation)}`);
  }
}

/** A line of the log, at once. It is no annotation: while Cog runs the runner takes no commands (runCog). */
function tellNearlyFull(volume: Volume): void {
  info(`\u001b[33m${nearlyFull(volume)}\u001b[0m`);
}

function nearlyFull(volume: Volume): string {
  return `The disk is about to be full: ${describeVolume(volume)}.`;
}
