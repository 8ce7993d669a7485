/** Bytes as people read them, in steps of 1000 as registries and disks count. */
export function formatBytes(count: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  if (count < 1000) return `${count} ${units[0]}`;
  let step = 0;
  let value = count;
  // 999.95 would be shown as 1000.0.
  while (value >= 999.95 && step < units.length - 1) {
    value /= 1000;
    step++;
  }
  return `${value.toFixed(1)} ${units[step]}`;
}

/** Seconds as people read them. */
export function formatDuration(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
