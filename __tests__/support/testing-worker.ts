import { startTestingWorker } from "../../src/testing/tasks/tasks.ts";

/** For tests of what runs in a thread. It starts with the first task, and one that times out needs its own. */
export const WORKER = startTestingWorker(new AbortController().signal);
