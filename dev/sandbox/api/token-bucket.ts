import type { Allowance } from "./rate-limit.ts";

export interface Pace {
  readonly perMinute: number;
  /** What may be spent at once, and what a full bucket holds. */
  readonly burst: number;
  readonly speed: number;
}

/** Lets a burst through, and then as many as drip in; below zero means one too many. */
export function tokenBucket({ perMinute, burst, speed }: Pace): (token: string) => Allowance {
  const perMillisecond = (perMinute * speed) / 60_000;
  const buckets = new Map<string, { since: number; left: number }>();
  return (token) => {
    const now = Date.now();
    const { since, left } = buckets.get(token) ?? { since: now, left: burst };
    const full = Math.min(burst, left + (now - since) * perMillisecond);
    const isSpent = full < 1;
    buckets.set(token, { since: now, left: isSpent ? full : full - 1 });
    const reset = Math.ceil(Math.max(0, 1 - full) / perMillisecond / 1000);
    return { remaining: isSpent ? -1 : Math.floor(full - 1), reset: Math.max(1, reset) };
  };
}
