import * as v from "valibot";
import { anyObject, object, optional, responseParser } from "../lib/parse-response.ts";

/** The account that a token belongs to. */
export type Account = v.InferOutput<typeof ACCOUNT>;
const ACCOUNT = object({
  username: v.string(),
  type: v.pipe(
    v.string(),
    v.transform((type) => (type === "organization" ? "organization" : "user")),
  ),
});

/** Milliseconds since the epoch; undefined for anything that is not a date. */
const TIME = v.pipe(
  v.unknown(),
  v.transform((value) => {
    const time = typeof value === "string" ? Date.parse(value) : Number.NaN;
    return Number.isNaN(time) ? undefined : time;
  }),
);

export type Version = Pick<ListedVersion, "id" | "schema" | "cogVersion">;

/** A version with the time of its creation. */
export type ListedVersion = v.InferOutput<typeof VERSION>;
const VERSION = v.pipe(
  object({
    id: v.string(),
    openapi_schema: optional(anyObject),
    cog_version: v.optional(v.unknown()),
    created_at: v.optional(TIME),
  }),
  v.transform(({ id, openapi_schema: schema, cog_version, created_at: createdAt }) => ({
    id,
    /** The version of Cog that built it; undefined if the API does not say. */
    cogVersion: typeof cog_version === "string" ? cog_version : undefined,
    /** The OpenAPI schema that Cog put in the image; the API may have none. */
    schema,
    /** Milliseconds since the epoch; undefined if the API does not say. */
    createdAt,
  })),
);

export type Model = v.InferOutput<typeof MODEL>;
const MODEL = v.pipe(
  object({
    owner: v.string(),
    name: v.string(),
    url: v.string(),
    visibility: v.string(),
    is_official: optional(v.boolean()),
    description: optional(v.string()),
    github_url: optional(v.string()),
    license_url: optional(v.string()),
    paper_url: optional(v.string()),
    cover_image_url: optional(v.string()),
    default_example: optional(object({ input: optional(anyObject) })),
    latest_version: optional(VERSION),
  }),
  v.transform((model) => ({
    owner: model.owner,
    name: model.name,
    url: model.url,
    // Anything but "public" counts as private, so that nothing is taken for public by mistake.
    visibility: model.visibility === "public" ? ("public" as const) : ("private" as const),
    isOfficial: model.is_official ?? false,
    description: model.description,
    githubUrl: model.github_url,
    licenseUrl: model.license_url,
    paperUrl: model.paper_url,
    coverImageUrl: model.cover_image_url,
    /** Inputs of the example on the model's page. */
    exampleInput: model.default_example?.input,
    /** The version pushed last, which runs for everyone who calls the model by its name. */
    latestVersion: model.latest_version,
  })),
);

/** Hardware that a model or a deployment can run on. */
export type Hardware = v.InferOutput<typeof HARDWARE>;
const HARDWARE = object({ sku: v.string(), name: v.string() });

/** One page of a model's versions, newest first, and the absolute URL of the next page. */
const VERSION_PAGE = v.pipe(
  object({ results: v.array(VERSION), next: optional(v.string()) }),
  v.transform(({ results: versions, next }) => ({ versions, next })),
);

const STATUSES = ["starting", "processing", "succeeded", "failed", "canceled", "aborted"] as const;

/** A prediction as it is now. Times are milliseconds since the epoch. */
export type Prediction = v.InferOutput<typeof PREDICTION>;
const PREDICTION = v.pipe(
  object({
    id: v.string(),
    version: optional(v.string()),
    status: v.string(),
    output: v.optional(v.unknown()),
    error: v.optional(v.unknown()),
    logs: optional(v.string()),
    created_at: v.optional(TIME),
    started_at: v.optional(TIME),
    completed_at: v.optional(TIME),
    metrics: optional(object({ predict_time: optional(v.number()) })),
    urls: optional(object({ web: optional(v.string()) })),
  }),
  v.transform((prediction) => ({
    id: prediction.id,
    /** The version that runs: 64 hex digits, or `hidden`. */
    version: prediction.version,
    // A status that this action does not know counts as running: the time limit ends the wait.
    status: STATUSES.find((status) => status === prediction.status) ?? ("processing" as const),
    output: prediction.output,
    error: errorText(prediction.error),
    logs: prediction.logs ?? "",
    createdAt: prediction.created_at ?? Date.now(),
    /** When predict() began. */
    startedAt: prediction.started_at,
    completedAt: prediction.completed_at,
    /** Seconds that predict() ran. */
    predictSeconds: prediction.metrics?.predict_time,
    url: prediction.urls?.web,
  })),
);

function errorText(error: unknown): string | undefined {
  if (error === undefined || error === null) return undefined;
  return typeof error === "string" ? error : JSON.stringify(error);
}

/** A deployment with the release that it serves now. */
export type Deployment = v.InferOutput<typeof DEPLOYMENT>;
const DEPLOYMENT = v.pipe(
  object({
    owner: v.string(),
    name: v.string(),
    current_release: object({
      number: v.number(),
      model: v.string(),
      version: v.string(),
      configuration: optional(
        object({
          hardware: optional(v.string()),
          min_instances: optional(v.number()),
          max_instances: optional(v.number()),
        }),
      ),
    }),
  }),
  v.transform(({ owner, name, current_release: { configuration, ...release } }) => ({
    owner,
    name,
    release: {
      number: release.number,
      /** `owner/name` of the model. */
      model: release.model,
      version: release.version,
      hardware: configuration?.hardware,
      minInstances: configuration?.min_instances,
      maxInstances: configuration?.max_instances,
    },
  })),
);

/** A file that was uploaded for an input; `url` is what the input is set to. */
export type UploadedFile = v.InferOutput<typeof FILE>;
const FILE = v.pipe(
  object({ id: v.string(), urls: object({ get: v.string() }) }),
  v.transform(({ id, urls }) => ({ id, url: urls.get })),
);

/** Each of these throws an ActionError that names the field which is invalid. */
const parser = responseParser("Replicate");

export const parseAccount = parser(ACCOUNT, "account");
export const parseModel = parser(MODEL, "model");
export const parseHardware = parser(v.array(HARDWARE), "hardware");
export const parseVersion = parser(VERSION, "version");
export const parseVersionPage = parser(VERSION_PAGE, "versions");
export const parsePrediction = parser(PREDICTION, "prediction");
export const parseDeployment = parser(DEPLOYMENT, "deployment");
export const parseFile = parser(FILE, "file");
