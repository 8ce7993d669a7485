import { parentPort } from "node:worker_threads";
import { errorMessage } from "./lib/errors.ts";
import type { Outcome, TaskHandlers } from "./lib/task-worker.ts";
import { testingTasks } from "./testing/tasks/handlers.ts";

const handlers: TaskHandlers = testingTasks();

interface TaskRequest {
  readonly task: string;
  readonly input: never;
}

async function answer({ task, input }: TaskRequest): Promise<Outcome<unknown>> {
  try {
    return { kind: "done", output: await handlers[task]?.(input) };
  } catch (error) {
    return { kind: "failed", reason: errorMessage(error) };
  }
}

// Only the thread that a TaskWorker starts has a port.
if (parentPort !== null) {
  const port = parentPort;
  // Nothing reads what libraries print, and unread output would keep the process alive.
  process.stdout.write = () => true;
  process.stderr.write = () => true;
  port.on("message", async (request: TaskRequest) => port.postMessage(await answer(request)));
}
