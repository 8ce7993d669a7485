import { type JsonRecord, reader, stringAt } from "../lib/json.ts";
import type { ModelName } from "../lib/model-name.ts";

/** The account that a token belongs to. */
export interface Account {
  readonly username: string;
  readonly type: "user" | "organization";
}

export interface Model extends ModelName {
  readonly url: string;
  readonly visibility: "public" | "private";
  readonly isOfficial: boolean;
  readonly description: string | undefined;
  readonly githubUrl: string | undefined;
  readonly licenseUrl: string | undefined;
  readonly paperUrl: string | undefined;
  readonly coverImageUrl: string | undefined;
  /** Inputs of the example that the model's page shows. */
  readonly exampleInput: JsonRecord | undefined;
  /** The version pushed last, which is what people run who call the model by its name. */
  readonly latestVersion: Version | undefined;
}

export interface Hardware {
  readonly sku: string;
  readonly name: string;
}

export interface Version {
  readonly id: string;
  /** The OpenAPI schema that Cog put in the image; the API may have none. */
  readonly schema: JsonRecord | undefined;
}

/** One page of a model's versions, newest first. */
export interface VersionPage {
  readonly versions: readonly Version[];
  /** Absolute address of the next page. */
  readonly next: string | undefined;
}

export function parseAccount(body: unknown): Account {
  const read = reader("Replicate's answer about the account");
  const account = read.record(body);
  return {
    username: read.text(account, "username"),
    type: read.text(account, "type") === "organization" ? "organization" : "user",
  };
}

export function parseModel(body: unknown): Model {
  const read = reader("Replicate's answer about the model");
  const model = read.record(body);
  const latest = read.optionalRecord(model, "latest_version");
  const example = read.optionalRecord(model, "default_example");
  return {
    owner: read.text(model, "owner"),
    name: read.text(model, "name"),
    url: read.text(model, "url"),
    // Anything but "public" is treated as private: never take for public what may not be.
    visibility: read.text(model, "visibility") === "public" ? "public" : "private",
    isOfficial: read.optionalFlag(model, "is_official") ?? false,
    description: read.optionalText(model, "description"),
    githubUrl: read.optionalText(model, "github_url"),
    licenseUrl: read.optionalText(model, "license_url"),
    paperUrl: read.optionalText(model, "paper_url"),
    coverImageUrl: read.optionalText(model, "cover_image_url"),
    exampleInput: example && read.optionalRecord(example, "input"),
    latestVersion: latest && parseVersion(latest),
  };
}

export function parseHardware(body: unknown): Hardware[] {
  const read = reader("Replicate's answer about hardware");
  return read.list(body).map((entry) => {
    const hardware = read.record(entry);
    return { sku: read.text(hardware, "sku"), name: read.text(hardware, "name") };
  });
}

export function parseVersion(body: unknown): Version {
  const read = reader("Replicate's answer about the version");
  const version = read.record(body);
  return { id: read.text(version, "id"), schema: read.optionalRecord(version, "openapi_schema") };
}

export function parseVersionPage(body: unknown): VersionPage {
  const read = reader("Replicate's answer about the versions");
  const page: JsonRecord = read.record(body);
  return {
    versions: read.list(page["results"], "results").map(parseVersion),
    next: read.optionalText(page, "next"),
  };
}

/** A prediction, as far as the API tells of it. Times are milliseconds of the epoch. */
export interface Prediction {
  readonly id: string;
  readonly status: "starting" | "processing" | "succeeded" | "failed" | "canceled" | "aborted";
  readonly output: unknown;
  readonly error: string | undefined;
  readonly logs: string;
  readonly createdAt: number;
  /** When predict() began; undefined when it has not. */
  readonly startedAt: number | undefined;
  readonly completedAt: number | undefined;
  /** Seconds that predict() ran, when it is told. */
  readonly predictSeconds: number | undefined;
  /** Page of the prediction. */
  readonly url: string | undefined;
}

const STATUSES = [
  "starting",
  "processing",
  "succeeded",
  "failed",
  "canceled",
  "aborted",
] as const satisfies readonly Prediction["status"][];

export function parsePrediction(body: unknown): Prediction {
  const read = reader("Replicate's answer about the prediction");
  const prediction = read.record(body);
  const said = read.text(prediction, "status");
  const metrics = read.optionalRecord(prediction, "metrics") ?? {};
  return {
    id: read.text(prediction, "id"),
    // A status of later years is one that is still under way: the time limit ends the wait.
    status: STATUSES.find((status) => status === said) ?? "processing",
    output: prediction["output"],
    error: errorText(prediction["error"]),
    logs: read.optionalText(prediction, "logs") ?? "",
    createdAt: timeAt(prediction, "created_at") ?? Date.now(),
    startedAt: timeAt(prediction, "started_at"),
    completedAt: timeAt(prediction, "completed_at"),
    predictSeconds: read.optionalNumber(metrics, "predict_time"),
    url: read.optionalText(read.optionalRecord(prediction, "urls") ?? {}, "web"),
  };
}

function errorText(error: unknown): string | undefined {
  if (error === undefined || error === null) return undefined;
  return typeof error === "string" ? error : JSON.stringify(error);
}

function timeAt(record: JsonRecord, field: string): number | undefined {
  const time = Date.parse(stringAt(record, field) ?? "");
  return Number.isNaN(time) ? undefined : time;
}

/** A deployment with the release that it serves now. */
export interface Deployment extends ModelName {
  readonly release: {
    readonly number: number;
    /** `owner/name` of the model. */
    readonly model: string;
    readonly version: string;
    readonly hardware: string | undefined;
    readonly minInstances: number | undefined;
    readonly maxInstances: number | undefined;
  };
}

export function parseDeployment(body: unknown): Deployment {
  const read = reader("Replicate's answer about the deployment");
  const deployment = read.record(body);
  const release = read.record(deployment["current_release"], "current_release");
  const configuration = read.optionalRecord(release, "configuration") ?? {};
  return {
    owner: read.text(deployment, "owner"),
    name: read.text(deployment, "name"),
    release: {
      number: read.number(release, "number"),
      model: read.text(release, "model"),
      version: read.text(release, "version"),
      hardware: read.optionalText(configuration, "hardware"),
      minInstances: read.optionalNumber(configuration, "min_instances"),
      maxInstances: read.optionalNumber(configuration, "max_instances"),
    },
  };
}

/** A file that was uploaded for an input. */
export interface UploadedFile {
  readonly id: string;
  /** What is given as the input's value. */
  readonly url: string;
}

export function parseFile(body: unknown): UploadedFile {
  const read = reader("Replicate's answer about the file");
  const file = read.record(body);
  const urls = read.record(file["urls"], "urls");
  return { id: read.text(file, "id"), url: read.text(urls, "get") };
}
