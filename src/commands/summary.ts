import type { CacheOutcome } from "../build-cache/build-extension.ts";
import { renderCacheOutcome } from "../build-cache/render.ts";
import { exampleInput } from "../compatibility/openapi.ts";
import type { DiskOutcome } from "../disk/preflight.ts";
import { diskCell } from "../disk/render.ts";
import type { Problem } from "../lib/errors.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import type { Phase } from "../lib/stopwatch.ts";
import { formatBytes, formatDuration } from "../lib/units.ts";
import { block, code, details, link, plain, table } from "../markdown/markdown.ts";
import { snippets } from "../markdown/snippets.ts";
import type { EnsuredModel } from "../model/ensure-model.ts";
import { modelUrl, versionUrl } from "../model/urls.ts";
import type { ConfirmedVersion } from "../push/confirm-version.ts";
import type { ImageParts } from "../registry/manifest.ts";
import type { Findings } from "../testing/findings.ts";
import { renderFindings } from "./findings.ts";

/** Everything that is known of a push when it has ended well. */
export interface PushOutcome {
  readonly name: ModelName;
  /** Undefined when the API could not be asked. */
  readonly ensured: EnsuredModel | undefined;
  readonly version: ConfirmedVersion;
  readonly findings: Findings;
  readonly size: ImageParts | undefined;
  readonly previousSize: ImageParts | undefined;
  /** What was done for room; undefined when nothing was built. */
  readonly disk: DiskOutcome | undefined;
  /** Whether the newest version stands for the sources as they are. */
  readonly isUnchanged: boolean;
  readonly cacheOutcome: CacheOutcome;
  readonly cogVersion: string;
  readonly apiUrl: string;
  readonly phases: readonly Phase[];
}

const LARGEST_LAYERS = 5;

export function renderPush(outcome: PushOutcome): string {
  const { name, version, ensured, size } = outcome;
  const previous = ensured?.model.latestVersion?.id;
  const run = snippets(name, version.id, exampleInput(version.schema), outcome.apiUrl);
  const disk = outcome.disk && diskCell(outcome.disk);
  const cache = renderCacheOutcome(outcome.cacheOutcome);
  const parts = [
    `## ${link(fullName(name), modelUrl(name, ensured))} on Replicate`,
    outcomeOf(outcome),
    table(
      ["", ""],
      [
        ["Version", link(version.id, versionUrl(name, version.id, ensured))],
        ["Confirmed by", ensured ? "Replicate's API" : "the registry alone"],
        ["Previous version", previous === version.id ? undefined : previous && code(previous)],
        ["Model", ensured && whatHappened(ensured)],
        ["Cog", code(outcome.cogVersion)],
        ["Image", size && imageSize(size, outcome.previousSize)],
        ["Build cache", cache === "" ? undefined : plain(cache)],
        ["Disk", disk && plain(disk)],
        [
          "Time",
          outcome.phases
            .map((phase) => `${phase.name} ${formatDuration(phase.seconds)}`)
            .join(", "),
        ],
      ],
    ),
    ...renderFindings(outcome.findings, outcome.apiUrl),
    size && details("Largest layers", layerTable(size)),
    details(
      "Run this version",
      [block("sh", run.curl), block("python", run.python), block("js", run.javascript)].join(
        "\n\n",
      ),
    ),
  ];
  return parts.filter((part) => part !== undefined).join("\n\n");
}

function outcomeOf({ version, ensured, isUnchanged }: PushOutcome): string {
  if (isUnchanged)
    return "Nothing that goes into the image has changed since the newest version was built, so nothing was.";
  return version.id === ensured?.model.latestVersion?.id
    ? "The push made no new version: the model's newest one is this very image."
    : "A new version is live.";
}

export function renderEnsured(ensured: EnsuredModel): string {
  const { model } = ensured;
  return [
    `## ${link(fullName(model), model.url)} on Replicate`,
    table(["", ""], [["Model", whatHappened(ensured)]]),
  ].join("\n\n");
}

export function renderDryRun(name: ModelName, actions: readonly string[]): string {
  return [
    `## Dry run for ${code(fullName(name))}`,
    "Every check passed, and nothing was changed. This is what a run would do:",
    actions.map((action, i) => `${i + 1}. ${plain(action)}`).join("\n"),
  ].join("\n\n");
}

export function renderFailure(problems: readonly Problem[]): string {
  const sections = problems.map(({ message: what, hint: remedy, details: more = "" }) =>
    [block("text", what), block("text", remedy)]
      .concat(more === "" ? [] : details("Last lines of the output", block("text", more)))
      .join("\n\n"),
  );
  return ["## Push to Replicate failed", ...sections].join("\n\n");
}

function whatHappened({ model, createdOn, updated }: EnsuredModel): string {
  const made =
    createdOn === undefined
      ? `there already, ${model.visibility}`
      : `created, ${model.visibility}, on ${code(createdOn)}`;
  return updated.length === 0 ? made : `${made}; updated ${updated.map(code).join(", ")}`;
}

function imageSize(image: ImageParts, previous: ImageParts | undefined): string {
  const size = `${formatBytes(image.size)} compressed`;
  if (previous === undefined) return size;
  const change = image.size - previous.size;
  if (change === 0) return `${size}, as big as the previous version`;
  return `${size} (${change < 0 ? "−" : "+"}${formatBytes(Math.abs(change))} against the previous version)`;
}

function layerTable({ layers }: ImageParts): string {
  const largest = layers.toSorted((a, b) => b.size - a.size).slice(0, LARGEST_LAYERS);
  return table(
    ["Layer", "Compressed"],
    largest.map(({ digest, size }) => [code(digest.slice(0, 19)), formatBytes(size)]),
  );
}
