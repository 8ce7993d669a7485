import { json, jsonBody, type Reply } from "../http/http.ts";
import type { GitHubCall } from "./access.ts";
import { deploymentUrl, findDeployment, textOf } from "./deployments.ts";
import { invalid, malformed, notFound } from "./errors.ts";
import { nodeId, userObject } from "./objects.ts";
import { paged } from "./pages.ts";
import {
  authorOf,
  type Deployment,
  type DeploymentStatus,
  type Identity,
  isSameRepository,
  newId,
  STATES,
  type Store,
  stamp,
} from "./store.ts";

/** Characters, as documented. */
const LONGEST_DESCRIPTION = 140;

function statusObject(store: Store, deployment: Deployment, status: DeploymentStatus) {
  const { id, createdAt } = status;
  return {
    url: `${deploymentUrl(store, deployment)}/statuses/${id}`,
    id,
    node_id: nodeId("DES", id),
    state: status.state,
    creator: userObject(status.creator),
    description: status.description,
    environment: deployment.environment,
    // The older name of log_url.
    target_url: status.logUrl,
    created_at: stamp(createdAt),
    updated_at: stamp(createdAt),
    deployment_url: deploymentUrl(store, deployment),
    repository_url: `${store.origin}/github/repos/${deployment.repository}`,
    environment_url: status.environmentUrl,
    log_url: status.logUrl,
  };
}

/** repos.listDeploymentStatuses: the newest first. */
export function listStatuses(call: GitHubCall, repository: string, id = ""): Reply {
  const { store } = call;
  const deployment = findDeployment(store, repository, id);
  if (deployment === undefined) return notFound();
  return paged(call, deployment.statuses, (status) => statusObject(store, deployment, status));
}

/** repos.createDeploymentStatus */
export function createStatus(
  call: GitHubCall & { readonly identity: Identity },
  repository = "",
  id = "",
): Reply {
  const { store, identity } = call;
  const deployment = findDeployment(store, repository, id);
  if (deployment === undefined) return notFound();
  const body = jsonBody(call) ?? {};
  const state = STATES.find((known) => known === body["state"]);
  if (state === undefined)
    return malformed(`"state" must be one of ${STATES.map((known) => `"${known}"`).join(", ")}.`);
  const description = textOf(body, "description", "");
  if (description.length > LONGEST_DESCRIPTION)
    return invalid(
      "DeploymentStatus",
      "description",
      "description is too long (maximum is 140 characters)",
    );
  const environmentUrl = textOf(body, "environment_url", "");
  const logUrl = textOf(body, "log_url", textOf(body, "target_url", ""));
  for (const [field, url] of Object.entries({ environment_url: environmentUrl, log_url: logUrl }))
    if (url !== "" && !/^https?:\/\//.test(url))
      return invalid("DeploymentStatus", field, `${field} must use http(s) scheme`);
  const creator = authorOf(identity);
  const said = { state, environmentUrl, logUrl, description, creator };
  const status: DeploymentStatus = { ...said, id: newId(store), createdAt: new Date() };
  deployment.statuses.unshift(status);
  if (state === "success" && body["auto_inactive"] !== false)
    retirePrevious(store, deployment, creator);
  return json(201, statusObject(store, deployment, status));
}

/**
 * What `auto_inactive` does as documented: earlier deployments of the same environment become inactive if
 * they had succeeded and are neither transient nor production. Transient ones one ends oneself.
 */
function retirePrevious(
  store: Store,
  current: Deployment,
  creator: DeploymentStatus["creator"],
): void {
  for (const earlier of store.deployments) {
    const isReplaced =
      earlier.id < current.id &&
      earlier.environment === current.environment &&
      isSameRepository(earlier.repository, current.repository);
    const isEnded = earlier.statuses[0]?.state !== "success";
    if (!isReplaced || isEnded || earlier.isTransient || earlier.isProduction) continue;
    earlier.statuses.unshift({
      id: newId(store),
      state: "inactive",
      environmentUrl: "",
      logUrl: "",
      description: "",
      creator,
      createdAt: new Date(),
    });
  }
}
