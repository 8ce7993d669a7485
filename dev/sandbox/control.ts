import type { CogRuns } from "./cog/runs.ts";
import type { CogScript } from "./cog/script.ts";
import { readScript } from "./cog/script.ts";
import { type Faults, readFault } from "./http/faults.ts";
import {
  type Call,
  dispatch,
  type JsonObject,
  json,
  jsonBody,
  type Reply,
  type Route,
} from "./http/http.ts";
import type { RequestRecord } from "./http/requests.ts";
import type { SandboxOptions } from "./options.ts";

interface Controlled {
  readonly faults: Faults;
  readonly cogRuns: CogRuns;
  readonly requests: readonly RequestRecord[];
  readonly cogPusher: NonNullable<SandboxOptions["cogPusher"]>;
}

/** The settings of the stand-in cog at its start. */
export interface CogOrders {
  readonly run: number;
  readonly script: CogScript;
  readonly pusher: Controlled["cogPusher"];
}

/** The sandbox's own endpoints, for the stand-in cog and for people with curl. */
export function createControl(sandbox: Controlled): (call: Call) => Promise<Reply> {
  const { faults, cogRuns } = sandbox;
  const withBody =
    (act: (body: JsonObject, ...segments: string[]) => Reply) =>
    (call: Call, ...segments: string[]): Reply => {
      const body = jsonBody(call);
      return body === undefined
        ? json(400, { detail: "A JSON object is needed." })
        : act(body, ...segments);
    };
  const routes: readonly Route[] = [
    ["POST", /^\/sandbox\/faults$/, withBody((body) => addFault(faults, body))],
    ["DELETE", /^\/sandbox\/faults$/, () => done(() => faults.clear())],
    [
      "POST",
      /^\/sandbox\/scripts$/,
      withBody((body) => done(() => cogRuns.script(readScript(body)))),
    ],
    ["DELETE", /^\/sandbox\/scripts$/, () => done(() => cogRuns.clear())],
    ["GET", /^\/sandbox\/requests$/, () => json(200, sandbox.requests)],
    ["GET", /^\/sandbox\/cog$/, () => json(200, cogRuns.list)],
    ["POST", /^\/sandbox\/cog$/, withBody((report) => json(200, orders(sandbox, report)))],
    [
      "POST",
      /^\/sandbox\/cog\/(\d+)$/,
      withBody((report, run) => done(() => cogRuns.progress(Number(run), report))),
    ],
  ];
  return async (call) =>
    (await dispatch(routes, call)) ?? json(404, { detail: "No such control." });
}

function orders({ cogRuns, cogPusher }: Controlled, report: JsonObject): CogOrders {
  return { ...cogRuns.begin(report), pusher: cogPusher };
}

function addFault(faults: Faults, body: JsonObject): Reply {
  const fault = readFault(body);
  if (fault === undefined) return json(400, { detail: "path or pathPattern is needed." });
  return done(() => faults.add(fault));
}

function done(act: () => void): Reply {
  act();
  return { status: 204 };
}
