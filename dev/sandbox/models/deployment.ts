import type { Account } from "./account.ts";

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
