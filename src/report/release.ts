import type { Findings } from "../gates/findings.ts";
import type { JsonRecord } from "../json.ts";
import { fullName, type ModelName } from "../model-name.ts";
import type { Compatibility } from "../schema/compare.ts";
import { renderCompatibility } from "./compatibility.ts";
import { block, code, details, duration, link, table } from "./markdown.ts";
import { snippets } from "./snippets.ts";

/** What a release is told of a version. */
export interface ReleaseNote {
  readonly name: ModelName;
  readonly version: { readonly id: string; readonly schema: JsonRecord | undefined };
  readonly page: string;
  readonly image: string;
  readonly findings: Findings;
  /** How it differs, and from what: the previous release's version, or the one before. */
  readonly changes: { readonly compatibility: Compatibility; readonly since: string } | undefined;
  readonly apiUrl: string;
}

/** The part of a release's notes that is ours, between markers that nobody sees. */
export function renderRelease(note: ReleaseNote): string {
  const { name, version, image, findings, changes } = note;
  const { trial, moved } = findings;
  const passed = trial?.cases.filter(({ failures }) => failures.length === 0).length ?? 0;
  const run = snippets(name, version.id, version.schema, note.apiUrl);
  return [
    beginOf(name, version.id),
    `### ${code(fullName(name))} on Replicate`,
    table(
      ["", ""],
      [
        ["Version", link(version.id, note.page)],
        ["Image", code(image)],
        [
          "Boots in",
          trial?.boot.phases && duration(trial.boot.phases.queued + (trial.boot.phases.setup ?? 0)),
        ],
        [
          "Tests",
          trial && trial.cases.length > 0 ? `${passed} of ${trial.cases.length} passed` : undefined,
        ],
        [
          "Deployment",
          moved &&
            `${code(fullName(moved.deployment))}, release ${moved.deployment.release.number}`,
        ],
      ],
    ),
    ...(changes === undefined ? [] : [renderCompatibility(changes.compatibility, changes.since)]),
    details(
      "Run it",
      [block("sh", run.curl), block("python", run.python), block("js", run.javascript)].join(
        "\n\n",
      ),
    ),
    endOf(name),
  ].join("\n\n");
}

/**
 * Puts a block into a release's notes: in place of the one that is there, or at the end. Nothing else is
 * touched, line ends neither.
 */
export function putBlock(body: string, name: ModelName, text: string): string {
  const found = findBlock(body, name);
  if (found === undefined) return body.trim() === "" ? text : `${body}\n\n${text}`;
  return body.slice(0, found.from) + text + body.slice(found.to);
}

/** The version that a release's notes tell of; undefined when they have no block of this model. */
export function versionInNotes(body: string, name: ModelName): string | undefined {
  return findBlock(body, name)?.version;
}

function beginOf(name: ModelName, version: string): string {
  return `<!-- push-to-replicate: ${fullName(name)} ${version} -->`;
}

function endOf(name: ModelName): string {
  return `<!-- /push-to-replicate: ${fullName(name)} -->`;
}

/** Only a block that has its end is ours: without one, all that follows would be taken for it. */
function findBlock(
  body: string,
  name: ModelName,
): { readonly from: number; readonly to: number; readonly version: string } | undefined {
  const begins = body.matchAll(/<!-- push-to-replicate: (\S+) ([0-9a-f]{64}) -->/g);
  for (const begin of begins) {
    const [, of, version] = begin;
    const end = body.indexOf(endOf(name), begin.index);
    if (of === fullName(name) && version !== undefined && end !== -1)
      return { from: begin.index, to: end + endOf(name).length, version };
  }
  return undefined;
}
