import type { Phase } from "../../lib/stopwatch.ts";
import { formatBytes } from "../../lib/units.ts";
import { code, details, facts, shortId, table } from "../../markdown/markdown.ts";
import type { TargetModel } from "../../model/ensure-model.ts";
import type { ConfirmedVersion } from "../../push/confirm-version.ts";
import type { ImageParts } from "../../registry/manifest.ts";
import { type Results, renderResults } from "../results.ts";
import { buildFacts, modelCell, renderPhaseTimes, renderVersion } from "../summary.ts";
import type { VersionOrigin } from "./build-version.ts";

/** What a push that succeeded did. */
export interface PushOutcome {
  readonly model: TargetModel;
  readonly version: ConfirmedVersion;
  readonly results: Results;
  readonly size: ImageParts | undefined;
  readonly previousSize: ImageParts | undefined;
  readonly build: VersionOrigin;
  readonly cogVersion: string;
  readonly apiUrl: string;
  readonly phases: readonly Phase[];
}

const MAX_LAYERS = 5;

/** The summary of a push that succeeded. */
export function renderPush(outcome: PushOutcome): string {
  const { model, version, size, build } = outcome;
  const previous = previousVersion(model);
  const parts = [
    ...renderVersion(model, version, outcomeOf(outcome), outcome.apiUrl),
    ...renderResults(outcome.results, outcome.apiUrl),
    "#### Details",
    ...facts([
      ["Model", model.kind === "ensured" ? modelCell(model) : undefined],
      [
        "Previous version",
        previous === version.id ? undefined : previous && code(shortId(previous)),
      ],
      ["Confirmed by", model.kind === "ensured" ? "Replicate's API" : "the registry only"],
      ["Cog", code(outcome.cogVersion)],
      ["Image", size && imageSize(size, outcome.previousSize)],
      ...(build.kind === "built" ? buildFacts(build) : []),
      ["Time", renderPhaseTimes(outcome.phases)],
    ]),
    size && details("Largest layers", layerTable(size)),
  ];
  return parts.filter((part) => part !== undefined).join("\n\n");
}

function outcomeOf({ version, model, build }: PushOutcome): string {
  if (build.kind === "reused")
    return build.isNewest
      ? "No changes since the latest version; build skipped."
      : "An older version was built from this commit; build skipped.";
  return version.id === previousVersion(model)
    ? "The push created no new version: the latest version already has this image."
    : "A new version is live.";
}

function previousVersion(model: TargetModel): string | undefined {
  return model.kind === "ensured" ? model.model.latestVersion?.id : undefined;
}

function imageSize(image: ImageParts, previous: ImageParts | undefined): string {
  const size = `${formatBytes(image.size)} compressed`;
  if (previous === undefined) return size;
  const change = image.size - previous.size;
  if (change === 0) return `${size}, as big as the previous version`;
  return `${size} (${change < 0 ? "−" : "+"}${formatBytes(Math.abs(change))} against the previous version)`;
}

function layerTable({ layers }: ImageParts): string {
  const largest = layers.toSorted((a, b) => b.size - a.size).slice(0, MAX_LAYERS);
  return table(
    ["Layer", "Compressed"],
    largest.map(({ digest, size }) => [code(digest.slice(0, 19)), formatBytes(size)]),
  );
}
