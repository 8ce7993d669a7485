import { TaskWorker } from "../../src/lib/task-worker.ts";
import { startTestingWorker, type TestingTasks } from "../../src/testing/tasks/worker.ts";

/** What the thread runs. */
export const ENTRY = new URL("../../src/worker.ts", import.meta.url);

/** For tests of what runs in a thread. It starts with the first task, and one that times out needs its own. */
export const WORKER = startTestingWorker(new AbortController().signal);

/** A worker for a task that never ends: it notes the limit that the task was given, and ends it much earlier. */
export class ImpatientWorker extends TaskWorker<TestingTasks> {
  /** Seconds that each task was allowed. */
  readonly limits: number[] = [];

  constructor() {
    super(ENTRY, new AbortController().signal);
  }

  override run: TaskWorker<TestingTasks>["run"] = (task, input, seconds) => {
    this.limits.push(seconds);
    return super.run(task, input, Math.min(seconds, 0.2));
  };
}
