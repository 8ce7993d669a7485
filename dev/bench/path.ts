/** What requests take that wait for nothing else. */
export interface Line {
  /** Milliseconds from a request to its answer. */
  readonly latency: number;
  readonly bytesPerSecond: number;
  /** Of Cog's executable. */
  readonly binarySize: number;
}

/** One thing that has to wait for the one before. */
export interface Link {
  readonly name: string;
  /** Milliseconds. */
  readonly takes: number;
}

/**
 * The longest chain of things that must wait for each other around a push, without the push. The chain is
 * known and not observed: the process has to start; then Cog is downloaded, and meanwhile the API says whose
 * token it is, without which nobody can log in to the registry. The version is confirmed beside the last request
 * of Cog's own, so nothing waits for that. A request takes the line's latency, and the download its size at
 * the line's pace besides.
 * @param start milliseconds from the start of the process to its first request, measured.
 */
export function criticalPath(
  cache: "cold" | "warm",
  start: number,
  { latency, bytesPerSecond, binarySize }: Line,
): readonly Link[] {
  const login = [
    { name: "look up the account", takes: latency },
    { name: "log in to the registry", takes: latency },
  ];
  const download = [
    { name: "request Cog", takes: latency },
    { name: "download it", takes: latency + (binarySize / bytesPerSecond) * 1000 },
  ];
  return [{ name: "start the process", takes: start }, ...(cache === "cold" ? download : login)];
}

export function lengthOf(links: readonly Link[]): number {
  return links.reduce((sum, { takes }) => sum + takes, 0);
}
