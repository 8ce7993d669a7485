import { bytes, memory, type Observed, overhead, requests, start, total } from "./observe.ts";
import type { Sizes } from "./sizes.ts";
import { medianOf } from "./statistics.ts";

/** Medians of several runs of one thing; milliseconds and bytes. */
export interface Cost {
  readonly total: number;
  readonly overhead: number;
  /** To the first request. */
  readonly start: number;
  readonly requests: number;
  readonly bytes: number;
  readonly memory: number;
}

export interface Discovery {
  readonly projects: number;
  readonly files: number;
  /** In a clone one commit deep, where the other commit has to be fetched. */
  readonly shallow: Cost;
  readonly full: Cost;
}

/** Everything that was measured. */
export interface Results {
  readonly runs: number;
  readonly today: Cost;
  readonly cold: Cost;
  readonly warm: Cost;
  /** Milliseconds from the start of the process to its first request. */
  readonly start: number;
  readonly starts: number;
  /** Of Node itself: a process that does nothing. */
  readonly bareNode: number;
  readonly unchanged: Cost;
  readonly output: {
    readonly bytes: number;
    readonly cost: Cost;
    /** The same with a tenth of the output. */
    readonly tenth: Cost;
  };
  /** Bytes a second that are parsed: ordinary build output, and lines that all look like a digest. */
  readonly parsing: { readonly plain: number; readonly digests: number };
  /** Undefined where dist/discover is not built. */
  readonly discover: Discovery | undefined;
  readonly collection: { readonly models: number; readonly cost: Cost };
  readonly sizes: Sizes;
  readonly removal: { readonly versions: number; readonly cost: Cost };
}

export function costOf(runs: readonly Observed<unknown>[]): Cost {
  return {
    total: medianOf(runs, total),
    overhead: medianOf(runs, overhead),
    start: medianOf(runs, start),
    requests: medianOf(runs, requests),
    bytes: medianOf(runs, bytes),
    memory: medianOf(runs, memory),
  };
}
