import { parentPort } from "node:worker_threads";
import { serveTasks } from "./lib/serve-tasks.ts";
import { testingTasks } from "./testing/tasks/handlers.ts";

// Only the thread that a TaskWorker starts has a port.
if (parentPort !== null) serveTasks(parentPort, testingTasks());
