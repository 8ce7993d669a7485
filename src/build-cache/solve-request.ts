import {
  bytesFields,
  encodeField,
  encodeMapEntry,
  type Field,
  readFields,
  textField,
} from "./protobuf.ts";

/** Field numbers of SolveRequest (moby/buildkit, api/services/control/control.proto). */
const REF = 1;
const EXPORTER = 3;
const EXPORTER_ATTRS = 4;
const SESSION = 5;
const FRONTEND = 6;
const FRONTEND_ATTRS = 7;
const CACHE = 8;
const EXPORTERS = 13;
/** Of CacheOptions. */
const CACHE_EXPORTS = 4;
const CACHE_IMPORTS = 5;
/** Of CacheOptionsEntry, and of Exporter. */
const ENTRY_TYPE = 1;
const ENTRY_ATTRS = 2;

const LABEL = "label:";

/** What Cog asks BuildKit to do, as far as it decides whether the request is extended. */
export type SolveRequest =
  | {
      readonly kind: "solve";
      /** `moby`: into the engine's image store. */
      readonly exporter: string;
      /** Name of the image that is built. */
      readonly image: string;
      /** Whether the build adds labels to an image, which is Cog's last step. */
      readonly addsLabels: boolean;
      readonly noCache: boolean;
      /** False when the message goes on in a later frame, so that not all attributes are known. */
      readonly isWhole: boolean;
    }
  | { readonly kind: "other" };

/** Where a cache is read from or written to: the entry of CacheOptions. */
export interface CacheEntry {
  readonly type: "registry";
  readonly attributes: Readonly<Record<string, string>>;
}

const OTHER: SolveRequest = { kind: "other" };

/**
 * Reads the beginning of a gRPC message. No other message of BuildKit's API has a reference, a session, and
 * `dockerfile.v0` in these fields, so the path of the call, which HPACK compresses, is not needed.
 */
export function readSolveRequest(message: Buffer): SolveRequest {
  const read = readFields(message);
  if (read.kind === "malformed") return OTHER;
  const { fields } = read;
  if (textField(fields, FRONTEND, "") !== "dockerfile.v0") return OTHER;
  if (textField(fields, REF, "") === "" || textField(fields, SESSION, "") === "") return OTHER;
  const attributes = [...readMap(fields, FRONTEND_ATTRS).keys()];
  if (read.kind === "cut" && read.cut.number === FRONTEND_ATTRS)
    attributes.push(...keyOfCutEntry(read.cut.bytes));
  return {
    kind: "solve",
    ...readExporter(fields),
    addsLabels: attributes.some((name) => name.startsWith(LABEL)),
    noCache: attributes.includes("no-cache"),
    isWhole: read.kind === "whole",
  };
}

/**
 * Fields that add caches to a SolveRequest. Put before a request they merge with its own: repeated fields are
 * added to, and of a message field all occurrences count (protobuf.dev, "Last One Wins").
 */
export function encodeCaches(
  exports: readonly CacheEntry[],
  imports: readonly CacheEntry[],
): Buffer {
  const options = [
    ...exports.map((entry) => encodeField(CACHE_EXPORTS, encodeEntry(entry))),
    ...imports.map((entry) => encodeField(CACHE_IMPORTS, encodeEntry(entry))),
  ];
  const cache = encodeField(CACHE, Buffer.concat(options));
  if (imports.length === 0) return cache;
  // The Dockerfile frontend reads imports from its own attribute, not from the cache options.
  const list = imports.map(({ type, attributes }) => ({ Type: type, Attrs: attributes }));
  const attribute = encodeMapEntry(FRONTEND_ATTRS, "cache-imports", JSON.stringify(list));
  return Buffer.concat([cache, attribute]);
}

/** A field that adds a label to the image that a SolveRequest builds. */
export function encodeLabel(name: string, value: string): Buffer {
  return encodeMapEntry(FRONTEND_ATTRS, `${LABEL}${name}`, value);
}

/** Clients name a single exporter twice, for older engines too (moby/buildkit, client/solve.go). */
function readExporter(fields: readonly Field[]): { exporter: string; image: string } {
  const exporter = textField(fields, EXPORTER, "");
  if (exporter !== "")
    return { exporter, image: readMap(fields, EXPORTER_ATTRS).get("name") ?? "" };
  const [bytes = Buffer.alloc(0)] = bytesFields(fields, EXPORTERS);
  const entry = readFields(bytes);
  if (entry.kind !== "whole") return { exporter: "", image: "" };
  const image = readMap(entry.fields, ENTRY_ATTRS).get("name") ?? "";
  return { exporter: textField(entry.fields, ENTRY_TYPE, ""), image };
}

function encodeEntry({ type, attributes }: CacheEntry): Buffer {
  const entries = Object.entries(attributes);
  return Buffer.concat([
    encodeField(ENTRY_TYPE, type),
    ...entries.map(([key, value]) => encodeMapEntry(ENTRY_ATTRS, key, value)),
  ]);
}

function readMap(fields: readonly Field[], number: number): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const bytes of bytesFields(fields, number)) {
    const entry = readFields(bytes);
    if (entry.kind === "whole")
      map.set(textField(entry.fields, 1, ""), textField(entry.fields, 2, ""));
  }
  return map;
}

/** The key of a map entry whose value goes on in a later frame: labels hold whole schemas. */
function keyOfCutEntry(bytes: Buffer): readonly string[] {
  const entry = readFields(bytes);
  if (entry.kind === "malformed") return [];
  const key = textField(entry.fields, 1, "");
  return key === "" ? [] : [key];
}
