import { type Account, HARDWARE, type Hardware } from "../models/account.ts";
import type { ReplicateDeployment } from "../models/deployment.ts";
import type { StoredFile } from "../models/file.ts";
import { type Model, type ModelSeed, modelKey, newModel, type Refusal } from "../models/model.ts";
import { Outputs } from "../models/outputs.ts";
import type { Script } from "../models/plan.ts";
import type { Prediction } from "../models/prediction.ts";

export interface State {
  readonly accounts: Account[];
  readonly hardware: Hardware[];
  /** By full name, lower case. */
  readonly models: Map<string, Model>;
  /** Deleted names: GET says 404, and yet POST says 409 (replicate-python issue 323). */
  readonly retired: Set<string>;
  readonly refusals: Refusal[];
  /** By full name, lower case, in the order of their creation. */
  readonly deployments: Map<string, ReplicateDeployment>;
  /** In the order in which they were made. */
  readonly predictions: Prediction[];
  /** How models behave, by full name, lower case. */
  readonly scripts: Map<string, Script>;
  /** Ids of versions that Replicate runs no more. */
  readonly disabled: Set<string>;
  /** Without credit predictions are a 402. */
  hasCredit: boolean;
  readonly outputs: Outputs;
  readonly files: StoredFile[];
  /** Ends the answers that are held. */
  readonly closing: AbortSignal;
}

/** What a sandbox starts with, apart from its models. */
interface StateOptions {
  readonly origin: string;
  readonly closing: AbortSignal;
  readonly accounts: readonly Account[];
  readonly hardware?: readonly Hardware[] | undefined;
  /** Whether reading output files requires an API token. */
  readonly outputsNeedToken?: boolean | undefined;
}

/** The state that a sandbox starts with, without models. */
export function newState(options: StateOptions): State {
  const { origin, closing, accounts } = options;
  const state: State = {
    accounts: [...accounts],
    hardware: [...(options.hardware ?? HARDWARE)],
    models: new Map(),
    retired: new Set(),
    refusals: [],
    deployments: new Map(),
    predictions: [],
    scripts: new Map(),
    disabled: new Set(),
    hasCredit: true,
    outputs: new Outputs(
      origin,
      (authorization) =>
        options.outputsNeedToken !== true ||
        state.accounts.some(({ apiToken }) => authorization === `Bearer ${apiToken}`),
    ),
    files: [],
    closing,
  };
  return state;
}

export function findModel(state: State, owner: string, name: string): Model | undefined {
  return state.models.get(modelKey(owner, name));
}

/** Adds a model to the state. */
export function addModel(state: State, seed: ModelSeed): Model {
  const model = newModel(seed);
  state.models.set(modelKey(seed.owner, seed.name), model);
  return model;
}

/** Takes a name as it is after a deletion. */
export function retire(state: State, fullName: string): void {
  state.models.delete(fullName.toLowerCase());
  state.retired.add(fullName.toLowerCase());
}
