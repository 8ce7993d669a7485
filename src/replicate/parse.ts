import { type JsonRecord, reader } from "../json.ts";
import type { ModelName } from "../model-name.ts";

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
