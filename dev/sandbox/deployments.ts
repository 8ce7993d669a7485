import { type Account, modelKey, type State } from "./state.ts";

/** A deployment on Replicate, as its current release has it; the fields have the API's names. */
export interface ReplicateDeployment {
  readonly owner: string;
  readonly name: string;
  /** `owner/name` of the model. */
  readonly model: string;
  readonly version: string;
  readonly hardware: string;
  readonly min_instances: number;
  readonly max_instances: number;
  /** Of the current release; each update makes another one. */
  readonly number: number;
  /** When the current release was made, and by whom. */
  readonly created_at: string;
  readonly created_by: Pick<Account, "type" | "username">;
}

/** What may be said of a deployment when it is put in place by hand. */
export type DeploymentSeed = Pick<ReplicateDeployment, "owner" | "name" | "model" | "version"> &
  Partial<Pick<ReplicateDeployment, "hardware" | "min_instances" | "max_instances" | "number">>;

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
