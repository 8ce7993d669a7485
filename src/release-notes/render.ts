import type { JsonRecord } from "../lib/json.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { block, code, details, facts } from "../markdown/markdown.ts";
import { renderRun } from "../markdown/snippets.ts";

/** The block about a version in release notes. */
export interface ReleaseNote {
  readonly name: ModelName;
  readonly version: { readonly id: string; readonly exampleInput: JsonRecord };
  /** URL of the version. */
  readonly page: string;
  /** `r8.im/acme/hotdog@sha256:…` */
  readonly image: string;
  /** Further rows of the table, as label and markdown; rows without markdown are left out. */
  readonly facts: readonly (readonly [label: string, markdown: string | undefined])[];
  /** The differences from an earlier version, as markdown; empty when they are unknown. */
  readonly changes: string;
}

/** Renders the block about a version in release notes. */
export function renderRelease(
  { name, version, page, image, facts: rows, changes }: ReleaseNote,
  apiUrl: string,
): string {
  return [
    `### ${code(fullName(name))} on Replicate`,
    renderRun({ model: name, version: version.id, page, input: version.exampleInput, apiUrl }),
    ...facts(rows),
    ...(changes === "" ? [] : [changes]),
    details("Image", block("text", image)),
  ].join("\n\n");
}

/**
 * Puts a text between invisible markers, and this block into a release's notes: instead of the existing
 * block, or at the end. The rest of the notes, line ends included, stays as it is. Markers in the text are
 * defused, because the next run would take them for the end of the block.
 */
export function putBlock(body: string, name: ModelName, version: string, text: string): string {
  const content = text.replace(MARKER, (marker) => marker.replace("<!--", "<! --"));
  const [start, end] = ["", "/"].map(
    (slash) => `<!-- ${slash}push-to-replicate: ${fullName(name)}`,
  );
  const ours = `${start} ${version} -->\n\n${content}\n\n${end} -->`;
  const existing = findBlock(body, name);
  if (existing === undefined) return body.trim() === "" ? ours : `${body}\n\n${ours}`;
  return body.slice(0, existing.from) + ours + body.slice(existing.to);
}

/** The version in a release's notes; undefined when they have no block of this model. */
export function versionInNotes(body: string, name: ModelName): string | undefined {
  return findBlock(body, name)?.version;
}

/**
 * Any marker of any model: `<!-- push-to-replicate: acme/hotdog 5c7d… -->`, or with a slash. This action writes each on
 * a line of its own. Anywhere else, such as in the title of a pull request in generated notes, it is the author's text.
 */
const MARKER =
  /(?<=^|\n)<!-- (\/?)push-to-replicate: (\S+)(?: ([0-9a-f]{64}))? -->(?=[ \t]*\r?(?:\n|$))/g;

/** A block is a start marker and the end marker that follows next: anything else is the author's text. */
function findBlock(
  body: string,
  name: ModelName,
): { readonly from: number; readonly to: number; readonly version: string } | undefined {
  const markers = [...body.matchAll(MARKER)];
  for (const [index, start] of markers.entries()) {
    const end = markers[index + 1];
    const [, slash, model, version] = start;
    if (model !== fullName(name) || slash !== "" || version === undefined) continue;
    if (end?.[1] === "/" && end[2] === model)
      return { from: start.index, to: end.index + end[0].length, version };
  }
  return undefined;
}
