import { spawn } from "node:child_process";
import { type Console, Fatal } from "./console.ts";
import type { Supervision } from "./control.ts";
import type { Stage } from "./script.ts";

/** One run of a command: which Cog it is, where it prints, and who watches it. */
export interface Run {
  readonly version: string;
  readonly console: Console;
  readonly supervision: Supervision;
}

/** The beginning of every run. */
export async function begin(run: Run): Promise<void> {
  await enter("start", run);
  if (run.supervision.script.ignoresSigterm)
    for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => {});
}

/** Notes a stage with the sandbox, and ends there when the script says so. */
export async function enter(stage: Stage, { supervision }: Run): Promise<void> {
  const { script } = supervision;
  await supervision.report({ stage });
  if (stage === "build" && script.grandchild) {
    const child = spawn("sleep", ["3600"], { stdio: "ignore" });
    child.unref();
    await supervision.report({ grandchild: child.pid ?? 0 });
  }
  if (script.fails?.at === stage)
    throw new Fatal(script.fails.message, script.fails.exitCode, true);
}
