import { execFile } from "node:child_process";
import { promisify } from "node:util";

/**
 * Runs tasks one after the other in a worker of a process of their own, which has to end by itself.
 * @param tasks source of the arguments of `run`.
 */
export async function runAlone(tasks: readonly string[]) {
  const [module, entry] = ["../../../src/lib/task-worker.ts", "../../../src/worker.ts"].map(
    (path) => JSON.stringify(new URL(path, import.meta.url).href),
  );
  const script = `
    const { TaskWorker } = await import(${module});
    const worker = new TaskWorker(new URL(${entry}), new AbortController().signal, 300);
    const outcomes = [${tasks.map((task) => `await worker.run(${task})`).join(", ")}];
    console.log(JSON.stringify({ outcomes, megabytes: process.resourceUsage().maxRSS / 1000 }));`;
  const args = ["--input-type=module", "--eval", script];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout);
}
