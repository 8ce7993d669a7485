import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import gte from "semver/functions/gte.js";
import type { Console } from "./console.ts";
import type { Project } from "./project.ts";

/** The same for every run that is to make the same image. */
const FIXED_PUSH_ID = "01900000-0000-7000-8000-000000000000";

export interface Labelled {
  readonly project: Project;
  /** Undefined when its generation was skipped. */
  readonly schema: object | undefined;
  /** Labels that the command adds to those of every image. */
  readonly annotations: Readonly<Record<string, string>>;
}

/** The labels that Cog puts on an image (pkg/image/build.go). */
export function imageLabels(
  version: string,
  { project, schema, annotations }: Labelled,
  console: Console,
): Record<string, string> {
  const { directory, config } = project;
  const commit = gitValue("GITHUB_SHA", directory, ["rev-parse", "HEAD"]);
  const tag = gitValue("GITHUB_REF_NAME", directory, ["describe", "--tags", "--dirty"]);
  const isTold = !gte(version, "0.17.0");
  if (isTold && commit === undefined) console.info("Unable to determine Git commit");
  if (isTold && tag === undefined) console.info("Unable to determine Git tag");
  return {
    "run.cog.version": version,
    "run.cog.config": JSON.stringify(config),
    "run.cog.openapi_schema": schema === undefined ? "" : JSON.stringify(schema),
    "run.cog.has_init": "true",
    "run.cog.pip_freeze": "",
    ...(commit !== undefined && { "org.opencontainers.image.revision": commit }),
    ...(tag !== undefined && { "org.opencontainers.image.version": tag }),
    ...annotations,
  };
}

/** What `cog push` adds since 0.14, a fresh one each time: no two of its images are the same. */
export function pushAnnotations(version: string, isSame: boolean): Record<string, string> {
  if (!gte(version, "0.14.0")) return {};
  return { "run.cog.push_id": isSame ? FIXED_PUSH_ID : uuid7() };
}

/** The variable when it has a value, else what git says. */
function gitValue(variable: string, directory: string, command: string[]): string | undefined {
  const setting = process.env[variable];
  if (setting) return setting;
  const { status, stdout } = spawnSync("git", ["-C", directory, ...command], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}

/** A UUID whose first 48 bits are the time (RFC 9562, version 7). */
function uuid7(): string {
  const hex = Date.now().toString(16).padStart(12, "0") + randomBytes(10).toString("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `7${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}
