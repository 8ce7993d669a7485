import { createHash } from "node:crypto";
import { canonicalJson } from "../lib/json.ts";
import type { ReuseOptions } from "./options.ts";
import type { Source, SourceState } from "./source.ts";

/** Hex digits of the hash; a mark only has to differ from the few others of a model. */
const LENGTH = 8;
const MARK = /(?:^|\+)build\.([0-9a-f]{8})$/;

/**
 * A short hash of what decides the build and is in no file of the commit and no label of Cog's: the directory
 * and the inputs. Two directories with equal files of the same names, or two workflows, may push to one model.
 */
export function buildMark(
  { build, project }: Pick<ReuseOptions, "build" | "project">,
  { repository }: Source,
): string {
  const { dockerfile, openapiSchema, separateWeights, useCogBaseImage, useCudaBaseImage } = build;
  const inputs = {
    directory: repository.prefix,
    configFile: project.configFile,
    dockerfile,
    openapiSchema,
    separateWeights,
    useCogBaseImage,
    useCudaBaseImage,
    secrets: build.secrets.map(({ id }) => id).toSorted(),
  };
  return createHash("sha256").update(canonicalJson(inputs)).digest("hex").slice(0, LENGTH);
}

/**
 * The version that the image is labeled with: the tag, and the mark as build metadata (semver.org). Without git, nobody
 * knows what went into the image, so it has no mark.
 */
export function markedVersion(
  tag: string | undefined,
  options: Pick<ReuseOptions, "build" | "project">,
  source: SourceState,
): string | undefined {
  if (source.kind === "unknown") return tag;
  return `${tag === undefined ? "" : `${tag}+`}build.${buildMark(options, source)}`;
}

/** The mark in a version label; undefined: it has none. */
export function markIn(version: string | undefined): string | undefined {
  return MARK.exec(version ?? "")?.[1];
}
