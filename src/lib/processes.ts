import { readdirSync, readFileSync } from "node:fs";

/** A process that runs, as /proc describes it (proc_pid_stat(5)). */
export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** When it started, in clock ticks since the boot: with the pid, it identifies a process. */
  readonly start: number;
}

/** Does not exist on macOS. */
const PROC = "/proc";

/** @returns no process, if it has ended, or without /proc. A zombie has ended. */
export function findProcess(pid: number, proc = PROC): RunningProcess | undefined {
  const stat = read(`${proc}/${pid}/stat`);
  // The program's name, in parentheses, can contain any character.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state = "Z", parent, group] = fields;
  if (stat === "" || state === "Z" || state === "X") return undefined;
  return { pid, parent: Number(parent), group: Number(group), start: Number(fields[19]) };
}

/** Lists the processes that run; none without /proc. */
export function listProcesses(proc = PROC): RunningProcess[] {
  return listPids(proc).flatMap((pid) => findProcess(pid, proc) ?? []);
}

/** Lists the children of a process, and theirs. */
export function descendants(pid: number, all = listProcesses()): RunningProcess[] {
  return all
    .filter(({ parent }) => parent === pid)
    .flatMap((child) => [child, ...descendants(child.pid, all)]);
}

/** Lists the processes whose environment contains a text, except this one. Those of other users cannot be read. */
export function processesWith(text: string, proc = PROC): number[] {
  return listPids(proc).filter(
    (pid) => pid !== process.pid && read(`${proc}/${pid}/environ`).includes(text),
  );
}

function listPids(proc: string): number[] {
  try {
    return readdirSync(proc)
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/** @returns an empty text for a process that has ended. */
function read(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
