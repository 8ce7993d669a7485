import { type Call, dispatch, type Reply, type Route } from "../http.ts";
import type { Settings } from "../options.ts";
import type { State } from "../state.ts";
import { getAccount, listHardware } from "./account.ts";
import type { ApiCall } from "./call.ts";
import { createModel, deleteModel, getModel, getReadme, updateModel } from "./models.ts";
import { noToken, notFound, throttled, wrongToken } from "./problems.ts";
import { rateLimit } from "./rate-limit.ts";
import { deleteVersion, getVersion, listVersions } from "./versions.ts";

const MODEL = "^/v1/models/([^/]+)/([^/]+)";
const model = (rest = ""): RegExp => new RegExp(`${MODEL}${rest}$`);

const ROUTES: readonly Route<ApiCall>[] = [
  ["GET", /^\/v1\/account$/, (call) => getAccount(call.account)],
  ["GET", /^\/v1\/hardware$/, (call) => listHardware(call.state.hardware)],
  ["POST", /^\/v1\/models$/, createModel],
  ["GET", model(), getModel],
  ["PATCH", model(), updateModel],
  ["DELETE", model(), deleteModel],
  ["GET", model("/readme"), getReadme],
  ["GET", model("/versions"), listVersions],
  ["GET", model("/versions/([^/]+)"), getVersion],
  ["DELETE", model("/versions/([^/]+)"), deleteVersion],
];

/** Replicate's HTTP API. */
export function createApi(state: State, settings: Settings): (call: Call) => Promise<Reply> {
  const spend = rateLimit(settings.requestsPerMinute);
  return async (call) => {
    const { authorization } = call.headers;
    if (authorization === undefined) return noToken();
    // `Token` is the older word, still in Replicate's own examples.
    const token = /^(?:Bearer|Token) (\S+)$/.exec(authorization)?.[1];
    const account = state.accounts.find(({ apiToken }) => apiToken === token);
    if (account === undefined) return wrongToken();
    const { remaining, reset } = spend(account.apiToken);
    if (remaining < 0) return throttled(reset);
    const reply = (await dispatch(ROUTES, { ...call, account, state, settings })) ?? notFound();
    const headers = { "ratelimit-remaining": `${remaining}`, "ratelimit-reset": `${reset}` };
    return reply.status < 400 ? { ...reply, headers: { ...headers, ...reply.headers } } : reply;
  };
}
