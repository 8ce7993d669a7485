import { type Call, dispatch, type Reply, type Route } from "../http/http.ts";
import type { Settings } from "../state/settings.ts";
import type { State } from "../state/state.ts";
import { getAccount, listHardware } from "./account.ts";
import type { ApiCall } from "./call.ts";
import {
  createDeployment,
  deleteDeployment,
  getDeployment,
  listDeployments,
  updateDeployment,
} from "./deployments.ts";
import { createFile, deleteFile, downloadFile, getFile, listFiles } from "./files.ts";
import { listExamples, listModels, listNothing, search, searchModels } from "./listings.ts";
import { createModel, deleteModel, getModel, getReadme, updateModel } from "./models.ts";
import {
  createDeploymentPrediction,
  createModelPrediction,
  createPrediction,
} from "./prediction-create.ts";
import { cancelPrediction, getPrediction, listPredictions } from "./predictions.ts";
import { noToken, notFound, throttled, wrongToken } from "./problems.ts";
import { rateLimit } from "./rate-limit.ts";
import { tokenBucket } from "./token-bucket.ts";
import { deleteVersion, getVersion, listVersions } from "./versions.ts";

const MODEL = "^/v1/models/([^/]+)/([^/]+)";
const model = (rest = ""): RegExp => new RegExp(`${MODEL}${rest}$`);
const DEPLOYMENTS = /^\/v1\/deployments$/;
const DEPLOYMENT = /^\/v1\/deployments\/([^/]+)\/([^/]+)$/;

const ROUTES: readonly Route<ApiCall>[] = [
  ["GET", /^\/v1\/account$/, (call) => getAccount(call.account)],
  ["GET", /^\/v1\/hardware$/, (call) => listHardware(call.state.hardware)],
  ["GET", /^\/v1\/models$/, listModels],
  ["QUERY", /^\/v1\/models$/, searchModels],
  ["POST", /^\/v1\/models$/, createModel],
  ["GET", model(), getModel],
  ["PATCH", model(), updateModel],
  ["DELETE", model(), deleteModel],
  ["GET", model("/readme"), getReadme],
  ["GET", model("/examples"), listExamples],
  ["GET", model("/versions"), listVersions],
  ["GET", model("/versions/([^/]+)"), getVersion],
  ["DELETE", model("/versions/([^/]+)"), deleteVersion],
  ["GET", /^\/v1\/search$/, search],
  ["GET", /^\/v1\/collections$/, listNothing],
  ["GET", /^\/v1\/trainings$/, listNothing],
  ["GET", DEPLOYMENTS, listDeployments],
  ["POST", DEPLOYMENTS, createDeployment],
  ["GET", DEPLOYMENT, getDeployment],
  ["PATCH", DEPLOYMENT, updateDeployment],
  ["DELETE", DEPLOYMENT, deleteDeployment],
  ["POST", /^\/v1\/deployments\/([^/]+)\/([^/]+)\/predictions$/, createDeploymentPrediction],
  ["POST", model("/predictions"), createModelPrediction],
  ["POST", /^\/v1\/predictions$/, createPrediction],
  ["GET", /^\/v1\/predictions$/, listPredictions],
  ["GET", /^\/v1\/predictions\/([^/]+)$/, getPrediction],
  ["POST", /^\/v1\/predictions\/([^/]+)\/cancel$/, cancelPrediction],
  ["POST", /^\/v1\/files$/, createFile],
  ["GET", /^\/v1\/files$/, listFiles],
  ["GET", /^\/v1\/files\/([^/]+)$/, getFile],
  ["DELETE", /^\/v1\/files\/([^/]+)$/, deleteFile],
  ["GET", /^\/v1\/files\/([^/]+)\/download$/, downloadFile],
];

/** Replicate's HTTP API. */
export function createApi(state: State, settings: Settings): (call: Call) => Promise<Reply> {
  const spendRequest = rateLimit(settings.requestsPerMinute);
  const spendPrediction = tokenBucket({
    perMinute: settings.predictionsPerMinute,
    burst: settings.predictionBurst,
    speed: settings.speed,
  });
  return async (call) => {
    const { authorization } = call.headers;
    if (authorization === undefined) return noToken();
    // `Token` is the older word, still in Replicate's own examples.
    const token = /^(?:Bearer|Token) (\S+)$/.exec(authorization)?.[1];
    const account = state.accounts.find(({ apiToken }) => apiToken === token);
    if (account === undefined) return wrongToken();
    const spend = createsPrediction(call) ? spendPrediction : spendRequest;
    const { remaining, reset } = spend(account.apiToken);
    if (remaining < 0) return throttled(reset);
    const reply = (await dispatch(ROUTES, { ...call, account, state, settings })) ?? notFound();
    const headers = { "ratelimit-remaining": `${remaining}`, "ratelimit-reset": `${reset}` };
    return reply.status < 400 ? { ...reply, headers: { ...headers, ...reply.headers } } : reply;
  };
}

/** Creating predictions has a limit of its own: of any version, of an official model, by a deployment. */
function createsPrediction({ method, url }: Call): boolean {
  return method === "POST" && url.pathname.endsWith("/predictions");
}
