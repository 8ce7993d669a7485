import type { ChildProcess } from "node:child_process";
import diagnostics from "node:diagnostics_channel";
import { once } from "node:events";
import { now } from "./clock.ts";
import type { Exchange } from "./traffic.ts";

/** A step that ran, with all that was seen of it. Times are milliseconds of the epoch. */
export interface Observed<R> {
  readonly result: R;
  /** Just before the process was forked. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** When `cog push` began and ended, by its stand-in's own word; zeros when nothing was pushed. */
  readonly push: { readonly began: number; readonly ended: number };
  readonly exchanges: readonly Exchange[];
  /** The most memory of its process, in bytes. */
  readonly memory: number;
}

/**
 * Takes the times of a process, from the fork to its exit, whatever the caller does before and after.
 * @param start starts it, and nothing else.
 */
export async function measure<R>(
  start: () => Promise<{ readonly process: ChildProcess; readonly result: Promise<R> }>,
  watch: (pid: number) => () => number,
) {
  let startedAt = 0;
  const note = (): void => {
    startedAt = now();
  };
  diagnostics.subscribe("child_process", note);
  const { process, result } = await start();
  diagnostics.unsubscribe("child_process", note);
  const stop = watch(process.pid ?? 0);
  await once(process, "exit");
  const endedAt = now();
  return { startedAt, endedAt, memory: stop(), result: await result };
}

/** The whole step. */
export function total({ startedAt, endedAt }: Observed<unknown>): number {
  return endedAt - startedAt;
}

/** What the step takes beyond the push itself. */
export function overhead(observed: Observed<unknown>): number {
  const { began, ended } = observed.push;
  return total(observed) - (ended - began);
}

/** Requests that are not Cog's own. */
export function requests({ exchanges }: Observed<unknown>): number {
  return exchanges.filter(({ isCogs }) => !isCogs).length;
}

/** Bytes of those requests and their answers. */
export function bytes({ exchanges }: Observed<unknown>): number {
  return exchanges.reduce((sum, exchange) => sum + (exchange.isCogs ? 0 : exchange.bytes), 0);
}

/** From the start of the process to its first request. */
export function start({ exchanges, startedAt }: Observed<unknown>): number {
  const [first] = exchanges;
  return first === undefined ? Number.NaN : first.startedAt - startedAt;
}

export function memory(observed: Observed<unknown>): number {
  return observed.memory;
}
