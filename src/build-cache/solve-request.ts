import { bytesFields, encodeField, encodeMapEntry, readFields, textField } from "./protobuf.ts";

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
      /** False when the message continues in a later frame, so that not all attributes are known. */
      readonly isWhole: boolean;
    }
  | { readonly kind: "other" };

/** Attributes of a registry cache, such as `ref`. */
type CacheAttributes = Readonly<Record<string, string>>;

/**
 * Reads the beginning of a gRPC message. No other message of BuildKit's API has a reference, a session, and
 * `dockerfile.v0` in these fields, so the path of the call, which HPACK compresses, is not needed.
 */
export function readSolveRequest(message: Buffer): SolveRequest {
  const { fields, isWhole } = readFields(message);
  const isSolve =
    textField(fields, FRONTEND) === "dockerfile.v0" &&
    textField(fields, REF) !== "" &&
    textField(fields, SESSION) !== "";
  if (!isSolve) return { kind: "other" };
  // Clients name a single exporter twice, for older engines too (moby/buildkit, client/solve.go).
  const [entry = Buffer.alloc(0)] = bytesFields(fields, EXPORTERS);
  const newer = readFields(entry).fields;
  const attributes = [...readMap(bytesFields(fields, FRONTEND_ATTRS)).keys()];
  return {
    kind: "solve",
    exporter: textField(fields, EXPORTER) || textField(newer, ENTRY_TYPE),
    image:
      readMap(bytesFields(fields, EXPORTER_ATTRS)).get("name") ??
      readMap(bytesFields(newer, ENTRY_ATTRS)).get("name") ??
      "",
    addsLabels: attributes.some((name) => name.startsWith(LABEL)),
    noCache: attributes.includes("no-cache"),
    isWhole,
  };
}

/** The key of an entry is known even if its value continues in a later frame: labels contain whole schemas. */
function readMap(entries: readonly Buffer[]): ReadonlyMap<string, string> {
  return new Map(
    entries.map((bytes) => {
      const { fields } = readFields(bytes);
      return [textField(fields, 1), textField(fields, 2)];
    }),
  );
}

/**
 * A field that exports a cache to a registry. Put before a request, all these fields merge with its own: repeated
 * fields are added to, and of a message field all occurrences count (protobuf.dev, "Last One Wins").
 */
export function encodeExport(attributes: CacheAttributes): Buffer {
  return encodeCache(CACHE_EXPORTS, attributes);
}

/** Fields that import a cache from a registry. The Dockerfile frontend reads imports from its own attribute. */
export function encodeImport(attributes: CacheAttributes): Buffer {
  const list = JSON.stringify([{ Type: "registry", Attrs: attributes }]);
  return Buffer.concat([
    encodeCache(CACHE_IMPORTS, attributes),
    encodeMapEntry(FRONTEND_ATTRS, "cache-imports", list),
  ]);
}

function encodeCache(number: number, attributes: CacheAttributes): Buffer {
  const entry = Buffer.concat([
    encodeField(ENTRY_TYPE, "registry"),
    ...Object.entries(attributes).map(([key, value]) => encodeMapEntry(ENTRY_ATTRS, key, value)),
  ]);
  return encodeField(CACHE, encodeField(number, entry));
}

/** A field that adds a label to the image that a SolveRequest builds. */
export function encodeLabel(name: string, value: string): Buffer {
  return encodeMapEntry(FRONTEND_ATTRS, `${LABEL}${name}`, value);
}
