import type { DeploymentSeed, ReplicateDeployment } from "../models/deployment.ts";
import { modelKey } from "../models/model.ts";
import type { State } from "./state.ts";

/** Puts a deployment in place, and gives it back; neither its model nor its version has to exist. */
export function addDeployment(state: State, seed: DeploymentSeed): ReplicateDeployment {
  const { owner } = seed;
  const known = state.accounts.find(({ username }) => username === owner);
  const deployment: ReplicateDeployment = {
    hardware: "cpu",
    min_instances: 0,
    max_instances: 1,
    number: 1,
    ...seed,
    created_at: new Date().toISOString(),
    created_by: known ?? { type: "user", username: owner },
  };
  putDeployment(state, deployment);
  return deployment;
}

/** Keeps a deployment as it is from now on. */
export function putDeployment(state: State, deployment: ReplicateDeployment): void {
  state.deployments.set(modelKey(deployment.owner, deployment.name), deployment);
}

/** Names of deployments are taken like those of models: without regard to case. */
export function findDeployment(
  state: State,
  owner: string,
  name: string,
): ReplicateDeployment | undefined {
  return state.deployments.get(modelKey(owner, name));
}

/** Whether a deployment runs this version of a model now; earlier releases do not count. */
export function isDeployed(state: State, owner: string, name: string, version: string): boolean {
  const key = modelKey(owner, name);
  return [...state.deployments.values()].some(
    (deployment) => deployment.model.toLowerCase() === key && deployment.version === version,
  );
}
