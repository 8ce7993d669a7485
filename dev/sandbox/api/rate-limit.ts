/** What is left of a token's minute. */
export interface Allowance {
  readonly remaining: number;
  /** Seconds until the next one. */
  readonly reset: number;
}

/** Counts requests per token and minute; below zero means one too many. */
export function rateLimit(perMinute: number): (token: string) => Allowance {
  const windows = new Map<string, { since: number; used: number }>();
  return (token) => {
    const now = Date.now();
    const last = windows.get(token);
    const current = last && now - last.since < 60_000 ? last : { since: now, used: 0 };
    current.used += 1;
    windows.set(token, current);
    return {
      remaining: perMinute - current.used,
      reset: Math.ceil((current.since + 60_000 - now) / 1000),
    };
  };
}
