import { type JsonObject, json, jsonBody, type Reply } from "../http/http.ts";
import { owns } from "../models/account.ts";
import type { ReplicateDeployment } from "../models/deployment.ts";
import { modelKey } from "../models/model.ts";
import { findDeployment, putDeployment } from "../state/deployments.ts";
import { accountObject } from "./account.ts";
import type { ApiCall } from "./call.ts";
import { configurationErrors, DEPLOYABLE, deploymentErrors } from "./deployment-fields.ts";
import { ineffective, invalid, notFound, refused, taken } from "./problems.ts";

/** A deployment as the API shows it. */
function deploymentObject(deployment: ReplicateDeployment) {
  const { owner, name, hardware, min_instances, max_instances } = deployment;
  return {
    owner,
    name,
    current_release: {
      number: deployment.number,
      model: deployment.model,
      version: deployment.version,
      created_at: deployment.created_at,
      created_by: accountObject(deployment.created_by),
      configuration: { hardware, min_instances, max_instances },
    },
  };
}

/** The account's own deployment: those of others look like those that do not exist. */
function ownDeployment(call: ApiCall, owner: string, name: string) {
  return owns(call.account, owner) ? findDeployment(call.state, owner, name) : undefined;
}

/**
 * deployments.list: the most recent first, by creation. All are on one page here: how many Replicate puts
 * on one is not documented.
 */
export function listDeployments(call: ApiCall): Reply {
  const own = [...call.state.deployments.values()].filter(({ owner }) => owns(call.account, owner));
  const results = own.toReversed().map(deploymentObject);
  return json(200, { next: null, previous: null, results });
}

/** deployments.get */
export function getDeployment(call: ApiCall, owner: string, name: string): Reply {
  const deployment = ownDeployment(call, owner, name);
  return deployment === undefined ? notFound() : json(200, deploymentObject(deployment));
}

/** deployments.create: the account's own, of any model that it sees; answers 200, by the schema. */
export function createDeployment(call: ApiCall): Reply {
  const { state, account } = call;
  const body = jsonBody(call) ?? {};
  const errors = deploymentErrors(call, body);
  if (errors.length > 0) return invalid(errors);
  const owner = account.username;
  const name = String(body["name"]);
  if (findDeployment(state, owner, name) !== undefined) return taken("deployment");
  const deployment: ReplicateDeployment = {
    owner,
    name,
    model: String(body["model"]),
    version: String(body["version"]),
    hardware: String(body["hardware"]),
    min_instances: Number(body["min_instances"]),
    max_instances: Number(body["max_instances"]),
    number: 1,
    created_at: new Date().toISOString(),
    created_by: account,
  };
  putDeployment(state, deployment);
  return json(200, deploymentObject(deployment));
}

/** deployments.update: four fields, each of which may be left out; what differs makes a new release. */
export function updateDeployment(call: ApiCall, owner: string, name: string): Reply {
  const deployment = ownDeployment(call, owner, name);
  if (deployment === undefined) return notFound();
  const body = jsonBody(call) ?? {};
  const errors = configurationErrors(call, body, deployment.model);
  if (errors.length > 0) return invalid(errors);
  if (DEPLOYABLE.every((field) => (body[field] ?? deployment[field]) === deployment[field]))
    return ineffective();
  const updated: ReplicateDeployment = {
    ...deployment,
    ...changesIn(body),
    number: deployment.number + 1,
    created_at: new Date().toISOString(),
    created_by: call.account,
  };
  putDeployment(call.state, updated);
  return json(200, deploymentObject(updated));
}

function changesIn({ version, hardware, min_instances, max_instances }: JsonObject) {
  return {
    ...(typeof version === "string" && { version }),
    ...(typeof hardware === "string" && { hardware }),
    ...(typeof min_instances === "number" && { min_instances }),
    ...(typeof max_instances === "number" && { max_instances }),
  };
}

/**
 * deployments.delete. Replicate's rule is that it was offline and unused for 15 minutes: here one that
 * keeps no instance running is offline, and at once. The refusal's code and words are not known, nor
 * whether the name is free again, as it is here.
 */
export function deleteDeployment(call: ApiCall, owner: string, name: string): Reply {
  const deployment = ownDeployment(call, owner, name);
  if (deployment === undefined) return notFound();
  if (deployment.min_instances > 0)
    return refused(
      "Only deployments that have been offline and unused for at least 15 minutes can be deleted.",
      call.settings.refusedDeletionStatus,
    );
  call.state.deployments.delete(modelKey(owner, name));
  return { status: 204 };
}
