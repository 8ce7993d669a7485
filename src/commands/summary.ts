import type { CacheOutcome } from "../build-cache/build-extension.ts";
import { renderCacheOutcome } from "../build-cache/render.ts";
import { exampleInput } from "../compatibility/openapi.ts";
import type { DiskOutcome } from "../disk/preflight.ts";
import { renderDiskOutcome } from "../disk/render.ts";
import type { Problem } from "../lib/errors.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import type { Phase } from "../lib/stopwatch.ts";
import { formatDuration } from "../lib/units.ts";
import {
  address,
  block,
  code,
  details,
  facts,
  link,
  paragraph,
  plain,
  plainLines,
} from "../markdown/markdown.ts";
import { renderRun } from "../markdown/snippets.ts";
import type { EnsuredModel } from "../model/ensure-model.ts";
import type { Version } from "../replicate/parse.ts";
import { versionUrl } from "../replicate/urls.ts";

/** The summary of a model that was created or updated without a push. */
export function renderEnsured(ensured: EnsuredModel): string {
  const { model } = ensured;
  return [
    `## ${link(fullName(model), model.url)} on Replicate`,
    ...facts([["Model", modelCell(ensured)]]),
  ].join("\n\n");
}

/** The beginning of a summary: the model, what was done, and how to run the version. */
export function renderVersion(
  { name, url }: { readonly name: ModelName; readonly url: string },
  { id, schema }: Pick<Version, "id" | "schema">,
  done: string,
  apiUrl: string,
): string[] {
  const page = versionUrl(url, id);
  return [
    `## ${link(fullName(name), url)} on Replicate`,
    done,
    renderRun({ model: name, version: id, page, input: exampleInput(schema), apiUrl }),
  ];
}

/** What a build removed from this machine, and what it reused. */
export interface BuildOutcome {
  readonly disk: DiskOutcome;
  readonly cache: CacheOutcome;
}

/** Facts about a build; without a cell where there is nothing to report. */
export function buildFacts({ disk, cache }: BuildOutcome) {
  return [
    ["Build cache", plain(renderCacheOutcome(cache))],
    ["Disk", plain(renderDiskOutcome(disk))],
  ] as const;
}

/** The summary of a dry run. */
export function renderDryRun(name: ModelName, actions: readonly string[]): string {
  return [
    `## Dry run for ${code(fullName(name))}`,
    "All checks passed, and nothing was changed. Without `dry-run`, this step would:",
    actions.map((action, i) => `${i + 1}. ${plain(action)}`).join("\n"),
  ].join("\n\n");
}

/** The page that lists every code, below a heading of that name. */
const TROUBLESHOOTING =
  "https://github.com/OWNER/push-to-replicate/blob/main/docs/troubleshooting.md";

/** The summary of a step that failed. */
export function renderFailure(problems: readonly Problem[], title = "Push to Replicate"): string {
  return [`## ${title} failed`, ...renderProblems(problems)].join("\n\n");
}

/** What failed, and how to fix it: the parts of a summary or comment. */
export function renderProblems(problems: readonly Problem[]): string[] {
  return [
    ...(problems.length > 1 ? [`Found ${problems.length} problems:`] : []),
    ...problems.map(renderProblem),
  ];
}

function renderProblem({ code: id, message, quote, hint, details: log = "" }: Problem): string {
  return [
    `> [!CAUTION]\n> ${paragraph(message)}`,
    ...(quote === undefined ? [] : [block("text", quote)]),
    `**How to fix:** ${withLinks(hint)} (${link(id, `${TROUBLESHOOTING}#${id}`)})`,
    ...(log === "" ? [] : [details("Last lines of the output", block("text", log))]),
  ].join("\n\n");
}

const OWN_PAGES = /https:\/\/(?:replicate\.com|github\.com)\/[^\s()]*[^\s().,;:]/g;

/** A hint as a paragraph in which addresses of Replicate and GitHub are links. */
function withLinks(hint: string): string {
  const texts = hint.split(OWN_PAGES).map(plainLines);
  const links = [...hint.matchAll(OWN_PAGES)].map(([url]) => `[${plain(url)}](${address(url)})`);
  return texts.map((text, i) => `${text}${links[i] ?? ""}`).join("");
}

/** The summary of a step that does nothing. */
export function renderSkip(reason: string, title = "Push to Replicate"): string {
  return `## ${title}: skipped\n\n${plain(reason)}`;
}

/** The durations of a step's phases. */
export function renderPhaseTimes(phases: readonly Phase[]): string {
  return phases.map(({ name, seconds }) => `${name} ${formatDuration(seconds)}`).join(", ");
}

/** What was done with the model, as a cell of a table. */
export function modelCell({ model, creation, updated }: EnsuredModel): string {
  const made =
    creation.kind === "existed"
      ? `existing, ${model.visibility}`
      : `created, ${model.visibility}, on ${code(creation.hardware)}`;
  return updated.length === 0 ? made : `${made}; updated ${updated.map(code).join(", ")}`;
}
