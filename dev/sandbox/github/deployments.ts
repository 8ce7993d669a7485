import { isObject, type JsonObject, json, jsonBody, type Reply } from "../http/http.ts";
import type { GitHubCall } from "./access.ts";
import { failure, malformed, notFound } from "./errors.ts";
import { appObject, nodeId, userObject } from "./objects.ts";
import { paged } from "./pages.ts";
import {
  appOf,
  authorOf,
  type Deployment,
  type Identity,
  isSameRepository,
  newId,
  type Store,
  shaOf,
  stamp,
} from "./store.ts";

/** Address of a deployment in the API. */
export function deploymentUrl(store: Store, { repository, id }: Deployment): string {
  return `${store.origin}/github/repos/${repository}/deployments/${id}`;
}

function deploymentObject(store: Store, deployment: Deployment) {
  const { id, createdAt, statuses } = deployment;
  const url = deploymentUrl(store, deployment);
  return {
    url,
    id,
    node_id: nodeId("DE", id),
    sha: deployment.sha,
    ref: deployment.ref,
    task: deployment.task,
    payload: deployment.payload,
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: deployment.description,
    creator: userObject(deployment.creator),
    created_at: stamp(createdAt),
    updated_at: stamp(statuses[0]?.createdAt ?? createdAt),
    statuses_url: `${url}/statuses`,
    repository_url: `${store.origin}/github/repos/${deployment.repository}`,
    transient_environment: deployment.isTransient,
    production_environment: deployment.isProduction,
    performed_via_github_app: appObject(deployment.app),
  };
}

/** repos.listDeployments: the newest first; each filter may be left out. */
export function listDeployments(call: GitHubCall, repository: string): Reply {
  const { store } = call;
  const fits = (deployment: Deployment): boolean =>
    (["environment", "ref", "sha", "task"] as const).every((name) => {
      const asked = call.url.searchParams.get(name);
      return asked === null || asked === "none" || deployment[name] === asked;
    });
  const found = store.deployments
    .filter((deployment) => isSameRepository(deployment.repository, repository))
    .filter(fits);
  return paged(call, found.toReversed(), (deployment) => deploymentObject(store, deployment));
}

/** repos.getDeployment */
export function getDeployment({ store }: GitHubCall, repository: string, id = ""): Reply {
  const deployment = findDeployment(store, repository, id);
  return deployment === undefined ? notFound() : json(200, deploymentObject(store, deployment));
}

export function findDeployment(
  store: Store,
  repository: string,
  id: string,
): Deployment | undefined {
  return store.deployments.find(
    (deployment) =>
      deployment.id === Number(id) && isSameRepository(deployment.repository, repository),
  );
}

/** repos.createDeployment */
export function createDeployment(
  call: GitHubCall & { readonly identity: Identity },
  repository = "",
): Reply {
  const { store, identity } = call;
  const body = jsonBody(call) ?? {};
  const ref = body["ref"];
  if (typeof ref !== "string") return malformed('"ref" wasn\'t supplied.');
  const conflict = conflictOf(store, ref, body);
  if (conflict !== undefined) return conflict;
  const environment = textOf(body, "environment", "production");
  const deployment: Deployment = {
    id: newId(store),
    repository,
    ref,
    sha: resolveRef(store, repository, ref),
    task: textOf(body, "task", "deploy"),
    environment,
    description: typeof body["description"] === "string" ? body["description"] : null,
    payload: isObject(body["payload"]) ? body["payload"] : textOf(body, "payload", ""),
    isTransient: body["transient_environment"] === true,
    // Documented: true for the environment `production`, unless something else is said.
    isProduction:
      typeof body["production_environment"] === "boolean"
        ? body["production_environment"]
        : environment === "production",
    creator: authorOf(identity),
    app: appOf(identity),
    createdAt: new Date(),
    statuses: [],
  };
  store.deployments.push(deployment);
  return json(201, deploymentObject(store, deployment));
}

export function textOf(body: JsonObject, name: string, fallback: string): string {
  const value = body[name];
  return typeof value === "string" ? value : fallback;
}

/**
 * The two 409s that people meet who leave out `auto_merge: false` and `required_contexts: []`: the first
 * field makes GitHub merge the default branch, without the second all checks of the commit must be green,
 * this job's own among them (drevops/vortex issue 1903 shows the answer).
 */
function conflictOf(store: Store, ref: string, body: JsonObject): Reply | undefined {
  if (body["auto_merge"] !== false && store.areBranchesBehind)
    return failure(409, `Conflict merging main into ${ref}.`);
  const required = body["required_contexts"];
  const isNoneRequired = Array.isArray(required) && required.length === 0;
  if (isNoneRequired || store.checks === "success") return undefined;
  const contexts = [{ context: "preview", state: store.checks }];
  return failure(409, `Conflict: Commit status checks failed for ${ref}.`, {
    errors: [{ contexts, resource: "Deployment", field: "required_contexts", code: "invalid" }],
  });
}

/** A commit as it is, a pull request's branch as its head; any other ref exists and is a commit. */
function resolveRef(store: Store, repository: string, ref: string): string {
  if (/^[0-9a-f]{40}$/.test(ref)) return ref;
  const isHere = (name: string | null) => name !== null && isSameRepository(name, repository);
  const pull = store.pulls.find(
    ({ branch, headRepository }) => branch === ref && isHere(headRepository),
  );
  return pull?.headSha ?? shaOf(`${repository} ${ref}`);
}
