import { createHash } from "node:crypto";
import { canonicalJson } from "../lib/json.ts";
import type { ReuseOptions } from "./options.ts";
import type { SourceState } from "./source.ts";

/** Bytes of the hash; a mark only has to differ from the few others of a model. */
const BYTES = 4;
const MARK = /(?:^|\+)build\.([0-9a-f]{8})$/;

/**
 * A short hash of what decides the build and is in no file of the commit and no label of Cog's: the directory
 * and the inputs. Two directories with equal files of the same names, or two workflows, may push to one model.
 * @returns undefined for a project in the repository's root without such inputs.
 */
export function buildMark(
  { build, project }: Pick<ReuseOptions, "build" | "project">,
  source: SourceState,
): string | undefined {
  const { secrets, separateWeights, useCogBaseImage, useCudaBaseImage } = build;
  const directory = source.kind === "known" ? source.repository.prefix : "";
  const inputs = Object.entries({
    directory: directory || undefined,
    configFile: project.configFile === "cog.yaml" ? undefined : project.configFile,
    dockerfile: build.dockerfile,
    openapiSchema: build.openapiSchema,
    separateWeights: separateWeights || undefined,
    useCogBaseImage,
    useCudaBaseImage,
    secrets: secrets.length === 0 ? undefined : secrets.map(({ id }) => id).toSorted(),
  }).filter(([, value]) => value !== undefined);
  if (inputs.length === 0) return undefined;
  const hash = createHash("sha256").update(canonicalJson(Object.fromEntries(inputs)));
  return hash.digest("hex").slice(0, 2 * BYTES);
}

/** The version that the image is labeled with: the tag, and the mark as build metadata (semver.org). */
export function markedVersion(
  tag: string | undefined,
  mark: string | undefined,
): string | undefined {
  if (mark === undefined) return tag;
  return `${tag === undefined ? "" : `${tag}+`}build.${mark}`;
}

/** The mark in a version label; undefined: it has none. */
export function markIn(version: string | undefined): string | undefined {
  return MARK.exec(version ?? "")?.[1];
}
