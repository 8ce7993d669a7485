/** Formats bytes in steps of 1000, as registries and disks do: "12.3 GB". */
export function formatBytes(count: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  if (count < 1000) return `${count} ${units[0]}`;
  let step = 0;
  let value = count;
  // 999.95 would be rounded to 1000.0.
  while (value >= 999.95 && step < units.length - 1) {
    value /= 1000;
    step++;
  }
  return `${value.toFixed(1)} ${units[step]}`;
}

/** Formats seconds: "5.2 s", "3 min 20 s". */
export function formatDuration(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/**
 * A number with its noun: "1 test case", "2 test cases".
 * @param plural where it is not the noun and an s.
 */
export function formatCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
