import { appendFileSync } from "node:fs";
import { parseRefusal, REFUSAL } from "./refusal.ts";

/*
 * Loaded into the action's process before its own code (`node --import`): sends some of its requests to a
 * port where nobody listens. A server can't refuse one connection and take the next, and this way the
 * refusal comes from the operating system, through Node's own fetch. Processes that the action starts
 * inherit the variable, and are left alone.
 */

const refusal = parseRefusal(process.env[REFUSAL]);
const { fetch } = globalThis;
let seen = 0;

if (refusal !== undefined && process.argv[1] === refusal.entry)
  globalThis.fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const isMeant =
      (init?.method ?? "GET") === refusal.method &&
      new RegExp(refusal.pattern).test(url.pathname + url.search) &&
      ++seen >= refusal.nth &&
      seen < refusal.nth + refusal.times;
    if (!isMeant) return fetch(input, init);
    appendFileSync(refusal.notes, "refused\n");
    url.port = String(refusal.port);
    return fetch(url, init);
  };
