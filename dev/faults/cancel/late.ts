import { appendFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

/*
 * Loaded into the action's process before its own code (`node --import`): notes the requests that change something
 * and begin after the process has received a signal. A server sees when requests arrive, not when they begin.
 */

/** The variable that names the file for the notes. */
const VARIABLE = "FAULTS_LATE_REQUESTS";
const notes = process.env[VARIABLE];
const { fetch } = globalThis;
let isCanceled = false;

if (isMainThread && notes !== undefined) {
  const cancel = (): void => {
    isCanceled = true;
  };
  process.once("SIGINT", cancel).once("SIGTERM", cancel);
  globalThis.fetch = (input, init) => {
    const method = init?.method ?? "GET";
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    if (isCanceled && method !== "GET" && method !== "HEAD")
      appendFileSync(notes, `${method} ${pathname}\n`);
    return fetch(input, init);
  };
}
