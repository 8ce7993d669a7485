import { randomBytes, randomUUID } from "node:crypto";
import type { StoredFile } from "./api/files.ts";
import type { ReplicateDeployment } from "./deployments.ts";
import type { Script } from "./models/plan.ts";
import type { Prediction } from "./models/prediction.ts";
import type { Outputs } from "./outputs.ts";

export interface Account {
  readonly username: string;
  readonly type: "user" | "organization";
  /** For the API, and with the account's name for the registry. */
  readonly apiToken: string;
  /** For the registry only. */
  readonly cliToken: string;
}

export interface Hardware {
  readonly sku: string;
  readonly name: string;
}

/** A version, with the times between which the API shows it: both ends are asynchronous. */
export interface Version {
  readonly id: string;
  readonly createdAt: string;
  readonly cogVersion: string | null;
  readonly openapiSchema: unknown;
  readonly listedFrom: number;
  listedUntil: number;
}

/** The fields that PATCH can change, all texts (models.update). */
export const EDITABLE = [
  "description",
  "readme",
  "github_url",
  "paper_url",
  "weights_url",
  "license_url",
] as const;
export type Editable = (typeof EDITABLE)[number];

export interface Model {
  readonly owner: string;
  readonly name: string;
  readonly visibility: "public" | "private";
  readonly official: boolean;
  /** Known to the platform, told by no endpoint. */
  readonly hardware: string;
  readonly coverImageUrl: string | null;
  readonly texts: Partial<Record<Editable, string>>;
  /** The newest first. */
  readonly versions: Version[];
}

/** Why Replicate does not delete a version (Delete rules of its documentation). */
export interface Refusal {
  /** Full name, lower case. */
  readonly model: string;
  /** Undefined: every version of the model. */
  readonly version?: string;
  /** Somebody else ran it, a deployment has it, a training stands on it, a version overrides it. */
  readonly reason: "used" | "deployment" | "training" | "override";
  /** 403 by default: which one Replicate answers is not known. */
  readonly status?: number;
}

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

/** SKUs that the price page and a refusal's "Your options are" list, 2025 and 2026. */
export const HARDWARE: readonly Hardware[] = [
  { sku: "cpu", name: "CPU" },
  { sku: "gpu-t4", name: "Nvidia T4 GPU" },
  { sku: "gpu-l40s", name: "Nvidia L40S GPU" },
  { sku: "gpu-l40s-2x", name: "2x Nvidia L40S GPU" },
  { sku: "gpu-a100-large", name: "Nvidia A100 (80GB) GPU" },
  { sku: "gpu-a100-large-2x", name: "2x Nvidia A100 (80GB) GPU" },
  { sku: "gpu-h100", name: "Nvidia H100 GPU" },
];

const TOKEN_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const TOKEN_LENGTH = 40;

/** A token of the form that Replicate gives out: `r8_`, 40 characters in all. */
export function newApiToken(): string {
  const random = Array.from(randomBytes(TOKEN_LENGTH - "r8_".length));
  return `r8_${random.map((byte) => TOKEN_ALPHABET[byte % TOKEN_ALPHABET.length]).join("")}`;
}

/** An account with tokens made at random; a CLI token is a UUID. */
export function newAccount(seed: Partial<Account> & Pick<Account, "username">): Account {
  return { type: "user", apiToken: newApiToken(), cliToken: randomUUID(), ...seed };
}

export function modelKey(owner: string, name: string): string {
  return `${owner}/${name}`.toLowerCase();
}

export function findModel(state: State, owner: string, name: string): Model | undefined {
  return state.models.get(modelKey(owner, name));
}

/** Owners are compared without regard to case. */
export function owns(account: Account | undefined, owner: string): boolean {
  return account?.username.toLowerCase() === owner.toLowerCase();
}

/** The versions that the API shows now, the newest first. */
export function listedVersions(model: Model, now = Date.now()): Version[] {
  return model.versions.filter((version) => version.listedFrom <= now && now < version.listedUntil);
}

/** What may be said of a model when it is put in place by hand. */
export interface ModelSeed extends Partial<Record<Editable, string>> {
  readonly owner: string;
  readonly name: string;
  readonly visibility?: "public" | "private";
  readonly official?: boolean;
  readonly hardware?: string;
  readonly cover_image_url?: string;
  /** The newest first; an id is made at random where none is given. */
  readonly versions?: readonly {
    readonly id?: string;
    readonly createdAt?: string;
    readonly cogVersion?: string;
    readonly openapiSchema?: unknown;
  }[];
}

/** Puts a model in place, and gives it back. */
export function addModel(state: State, seed: ModelSeed): Model {
  const texts = Object.fromEntries(
    EDITABLE.flatMap((field) => (seed[field] === undefined ? [] : [[field, seed[field]]])),
  );
  const model: Model = {
    owner: seed.owner,
    name: seed.name,
    visibility: seed.visibility ?? "private",
    official: seed.official ?? false,
    hardware: seed.hardware ?? "cpu",
    coverImageUrl: seed.cover_image_url ?? null,
    texts,
    versions: (seed.versions ?? []).map((version) => ({
      id: version.id ?? randomBytes(32).toString("hex"),
      createdAt: version.createdAt ?? new Date().toISOString(),
      cogVersion: version.cogVersion ?? null,
      openapiSchema: version.openapiSchema ?? null,
      listedFrom: 0,
      listedUntil: Number.POSITIVE_INFINITY,
    })),
  };
  state.models.set(modelKey(seed.owner, seed.name), model);
  return model;
}

/** Takes a name as it is after a deletion. */
export function retire(state: State, fullName: string): void {
  state.models.delete(fullName.toLowerCase());
  state.retired.add(fullName.toLowerCase());
}
