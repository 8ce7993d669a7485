import { appendFileSync } from "node:fs";
import http, { type ClientRequest, type RequestOptions } from "node:http";
import { syncBuiltinESMExports } from "node:module";
import { parseRefusal, REFUSAL } from "./refusal.ts";

/*
 * Loaded into the action's process before its own code (`node --import`): sends some of its requests to a
 * port where nobody listens. A server can't refuse one connection and take the next, and this way the
 * refusal comes from the operating system, through Node's own HTTP client. Processes that the action starts
 * inherit the variable, and are left alone.
 */

/** Of the discard protocol. A port that was free a moment ago could be another test's by now. */
const CLOSED_PORT = "9";

const refusal = parseRefusal(process.env[REFUSAL]);
let seen = 0;

if (refusal !== undefined && process.argv[1] === refusal.entry) {
  http.request = new Proxy(http.request, {
    apply(send, _self, [address, options]: [string, RequestOptions]): ClientRequest {
      const url = new URL(address);
      const isMeant =
        (options.method ?? "GET") === refusal.method &&
        new RegExp(refusal.pattern).test(url.pathname + url.search) &&
        ++seen >= refusal.nth &&
        seen < refusal.nth + refusal.times;
      if (isMeant) {
        appendFileSync(refusal.notes, "refused\n");
        url.port = CLOSED_PORT;
      }
      return send(url, options);
    },
  });
  syncBuiltinESMExports();
}
