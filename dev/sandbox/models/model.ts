import { randomBytes } from "node:crypto";

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
  /** Known to the platform, returned by no endpoint. */
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
  /** Somebody else ran it, a deployment has it, a training is based on it, a version overrides it. */
  readonly reason: "used" | "deployment" | "training" | "override";
  /** 403 by default: which one Replicate answers is not known. */
  readonly status?: number;
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
    /** Null where the image has no such label. */
    readonly cogVersion?: string | null;
    readonly openapiSchema?: unknown;
  }[];
}

/** What built a version that is put in place by hand. */
const COG_VERSION = "0.22.0";

export function modelKey(owner: string, name: string): string {
  return `${owner}/${name}`.toLowerCase();
}

/** The versions that the API shows now, the newest first. */
export function listedVersions(model: Model, now = Date.now()): Version[] {
  return model.versions.filter((version) => version.listedFrom <= now && now < version.listedUntil);
}

/** A model from its seed. */
export function newModel(seed: ModelSeed): Model {
  const texts = Object.fromEntries(
    EDITABLE.flatMap((field) => (seed[field] === undefined ? [] : [[field, seed[field]]])),
  );
  return {
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
      cogVersion: version.cogVersion === undefined ? COG_VERSION : version.cogVersion,
      openapiSchema: version.openapiSchema ?? null,
      listedFrom: 0,
      listedUntil: Number.POSITIVE_INFINITY,
    })),
  };
}
