import * as v from "valibot";
import { anyObject, lenient, object, optional, responseParser } from "../lib/parse-response.ts";
import { modelUrl } from "./urls.ts";

/** One of some words. Any other string, which this action does not know, is read as the first of them. */
const oneOf = <const Word extends string>(first: Word, ...others: Word[]) =>
  v.pipe(v.string(), v.fallback(v.picklist([first, ...others]), first));

/** The account that a token belongs to. */
export type Account = v.InferOutput<typeof ACCOUNT>;
const ACCOUNT = object({
  username: v.string(),
  type: v.fallback(v.picklist(["user", "organization"]), "user"),
});

/** Milliseconds since the epoch; undefined for anything that is not a date. */
const TIME = lenient(v.pipe(v.string(), v.transform(Date.parse), v.number()));

export type Version = Pick<ListedVersion, "id" | "schema" | "cogVersion">;

/** A version with the time of its creation. */
export type ListedVersion = v.InferOutput<typeof VERSION>;
const VERSION = v.pipe(
  object({
    id: v.string(),
    openapi_schema: optional(anyObject),
    cog_version: lenient(v.string()),
    created_at: TIME,
  }),
  v.transform(({ id, openapi_schema: schema, cog_version: cogVersion, created_at: createdAt }) => ({
    id,
    /** The version of Cog that built it; undefined if the API does not return it. */
    cogVersion,
    /** The OpenAPI schema that Cog put in the image; the API may have none. */
    schema,
    /** Milliseconds since the epoch; undefined if the API does not return it. */
    createdAt,
  })),
);

export type Model = v.InferOutput<typeof MODEL>;
const MODEL = v.pipe(
  object({
    owner: v.string(),
    name: v.string(),
    url: optional(v.string()),
    // Nothing is taken for public by mistake.
    visibility: oneOf("private", "public"),
    is_official: optional(v.boolean()),
    description: optional(v.string()),
    github_url: optional(v.string()),
    license_url: optional(v.string()),
    paper_url: optional(v.string()),
    cover_image_url: optional(v.string()),
    default_example: lenient(object({ input: optional(anyObject) })),
    latest_version: optional(VERSION),
  }),
  v.transform((model) => ({
    // In the letter case that names of images have, whatever the account's is.
    owner: model.owner.toLowerCase(),
    name: model.name,
    url: model.url ?? modelUrl(model),
    visibility: model.visibility,
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
const HARDWARE = object({ sku: v.string(), name: v.fallback(v.string(), "") });

/** One page of a model's versions, newest first, and the absolute URL of the next page. */
const VERSION_PAGE = v.pipe(
  object({ results: v.array(VERSION), next: optional(v.string()) }),
  v.transform(({ results: versions, next }) => ({ versions, next })),
);

/** A prediction as it is now. Times are milliseconds since the epoch. */
export type Prediction = v.InferOutput<typeof PREDICTION>;
const PREDICTION = v.pipe(
  object({
    id: v.string(),
    version: optional(v.string()),
    // One that is not known counts as running: the time limit ends the wait.
    status: oneOf("processing", "starting", "succeeded", "failed", "canceled", "aborted"),
    output: v.optional(v.unknown()),
    error: v.optional(v.unknown()),
    logs: optional(v.string()),
    created_at: TIME,
    started_at: TIME,
    completed_at: TIME,
    metrics: optional(object({ predict_time: optional(v.number()) })),
    urls: optional(object({ web: optional(v.string()) })),
  }),
  v.transform((prediction) => ({
    id: prediction.id,
    /** The version that runs: 64 hex digits, or `hidden`. */
    version: prediction.version,
    status: prediction.status,
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
