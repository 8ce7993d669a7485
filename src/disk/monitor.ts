import { measure } from "./measure.ts";
import { isNearlyFull, type Place, type Volume } from "./volume.ts";

/** Seconds between two looks. */
const INTERVAL = 2;
/** Looks at volumes while something writes to them. */
export class DiskMonitor {
  readonly #places: readonly Place[];
  readonly #onNearlyFull: (volume: Volume) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #least = new Map<number, Volume>();
  readonly #told = new Set<number>();
  #isLooking = false;

  /** @param onNearlyFull is told of each volume once, the first time that it is nearly full. */
  constructor(places: readonly Place[], onNearlyFull: (volume: Volume) => void) {
    this.#places = places;
    this.#onNearlyFull = onNearlyFull;
    this.#timer = setInterval(() => void this.#lookOnce(), INTERVAL * 1000).unref();
  }

  /**
   * Ends the watch with a last look.
   * @returns each volume as it was with the least space.
   */
  async end(): Promise<readonly Volume[]> {
    clearInterval(this.#timer);
    await this.#look();
    return [...this.#least.values()];
  }

  /** A disk that is slow to answer is not asked again meanwhile. */
  async #lookOnce(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    await this.#look();
    this.#isLooking = false;
  }

  async #look(): Promise<void> {
    for (const volume of await measure(this.#places)) {
      const { device, free } = volume;
      if (free < (this.#least.get(device)?.free ?? Number.POSITIVE_INFINITY))
        this.#least.set(device, volume);
      if (!isNearlyFull(volume) || this.#told.has(device)) continue;
      this.#told.add(device);
      this.#onNearlyFull(volume);
    }
  }
}
