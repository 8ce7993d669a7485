import { TaskWorker } from "../../lib/task-worker.ts";
import type { testingTasks } from "./handlers.ts";

/** Seconds that a query, a pattern or a schema may take. */
export const TASK_SECONDS = 5;
/** Seconds that decoding and comparing pictures may take: the largest need about ten. */
export const PICTURE_SECONDS = 20;

export type TestingTasks = ReturnType<typeof testingTasks>;
export type TestingWorker = TaskWorker<TestingTasks>;

/** @param signal ends the task that runs. */
export function startTestingWorker(signal: AbortSignal): TestingWorker {
  const here = import.meta.url;
  return new TaskWorker(
    new URL(here.endsWith(".ts") ? "../../worker.ts" : "worker.js", here),
    signal,
  );
}
