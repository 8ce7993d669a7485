import type { Compatibility } from "../compatibility/compare.ts";
import { renderCompatibility } from "../compatibility/render.ts";
import type { JsonRecord } from "../lib/json.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { block, code, details, link, table } from "../markdown/markdown.ts";
import { snippets } from "../markdown/snippets.ts";

/** What a release is told of a version. */
export interface ReleaseNote {
  readonly name: ModelName;
  readonly version: { readonly id: string; readonly schema: JsonRecord | undefined };
  readonly page: string;
  readonly image: string;
  /** Further rows of the table: cells are markdown. */
  readonly rows: readonly (readonly [name: string, cell: string])[];
  /** How it differs, and from what: the previous release's version, or the one before. */
  readonly changes: { readonly compatibility: Compatibility; readonly since: string } | undefined;
  readonly apiUrl: string;
}

/** What a release's notes are told of a version. */
export function renderRelease(note: ReleaseNote): string {
  const { name, version, image, changes } = note;
  const run = snippets(name, version.id, version.schema, note.apiUrl);
  return [
    `### ${code(fullName(name))} on Replicate`,
    table(
      ["", ""],
      [["Version", link(version.id, note.page)], ["Image", code(image)], ...note.rows],
    ),
    ...(changes === undefined ? [] : [renderCompatibility(changes.compatibility, changes.since)]),
    details(
      "Run it",
      [block("sh", run.curl), block("python", run.python), block("js", run.javascript)].join(
        "\n\n",
      ),
    ),
  ].join("\n\n");
}

/**
 * Puts what is told between markers that nobody sees, and this block into a release's notes: in place of the
 * one that is there, or at the end. Nothing else is touched, line ends neither. What is told can't hold a
 * marker: the next run would take it for the end of the block.
 */
export function putBlock(body: string, name: ModelName, version: string, text: string): string {
  const told = text.replace(MARKER, (marker) => marker.replace("<!--", "<! --"));
  const ours = `${beginOf(name, version)}\n\n${told}\n\n${endOf(name)}`;
  const found = findBlock(body, name);
  if (found === undefined) return body.trim() === "" ? ours : `${body}\n\n${ours}`;
  return body.slice(0, found.from) + ours + body.slice(found.to);
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

/** Any marker, of any model: `<!-- push-to-replicate: acme/hotdog 5c7d… -->`, and the same with a slash. */
const MARKER = /<!-- (\/?)push-to-replicate: (\S+)(?: ([0-9a-f]{64}))? -->/g;

/** Only a begin whose end follows next is ours: all between another pair is the author's text. */
function findBlock(
  body: string,
  name: ModelName,
): { readonly from: number; readonly to: number; readonly version: string } | undefined {
  const markers = [...body.matchAll(MARKER)];
  for (const [place, begin] of markers.entries()) {
    const end = markers[place + 1];
    const [, slash, of, version] = begin;
    if (of !== fullName(name) || slash !== "" || version === undefined) continue;
    if (end?.[1] === "/" && end[2] === of)
      return { from: begin.index, to: end.index + end[0].length, version };
  }
  return undefined;
}
