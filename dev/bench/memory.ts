import { readFileSync } from "node:fs";

const INTERVAL = 20;

/**
 * Watches the most memory that one process of a tree has had: VmHWM of /proc/<pid>/status, which only grows,
 * read every 20 ms until `stop`. What a process gets in its last 20 ms is missed. NaN without /proc.
 * @param counts which processes count, by their command lines.
 * @returns what ends the watch and gives bytes.
 */
export function watchMemory(root: number, counts: (command: string) => boolean): () => number {
  let peak = Number.NaN;
  const look = (): void => {
    for (const pid of tree(root)) {
      const bytes = counts(read(`/proc/${pid}/cmdline`)) ? highWater(pid) : Number.NaN;
      if (!(bytes <= peak) && !Number.isNaN(bytes)) peak = bytes;
    }
  };
  const timer = setInterval(look, INTERVAL);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

/** A process with its descendants, as far as the kernel lists them. */
function tree(pid: number): number[] {
  const children = read(`/proc/${pid}/task/${pid}/children`).split(" ").filter(Boolean);
  return [pid, ...children.flatMap((child) => tree(Number(child)))];
}

function highWater(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1]) * 1024;
}

/** Processes end at any time. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
