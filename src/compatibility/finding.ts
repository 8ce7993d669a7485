import { formatterOf, type MessageOf } from "../lib/messages.ts";
import { joinLimited, truncate } from "../lib/text.ts";

/**
 * The values that a schema allows after a change: fewer, more, others, or the same ones (then it is only noted). Fewer
 * values break callers that send one, more values break callers that receive one.
 */
export type Effect = "narrower" | "wider" | "different" | "noted";

/** Differences in few words. */
const WORDS = {
  added: "new",
  removed: "removed",
  required: "newly required",
  optional: "no longer required",
  "new-required-input": "new required input",
  "new-optional-input": "new optional input",
  "new-required-property": "new required property",
  "new-optional-property": "new optional property",
  "order-changed": "order changed",
  "type-changed": "type changed",
  "type-widened": "type widened",
  "type-narrowed": "type narrowed",
  "format-changed": "format changed",
  "null-allowed": "null allowed",
  "null-refused": "null no longer allowed",
  "keys-allowed": "other keys allowed",
  "keys-refused": "other keys no longer allowed",
  "choices-unlimited": "no longer limited to choices",
  "choices-limited": "limited to choices",
  "choices-reordered": "choices reordered",
  narrowed: "{about} narrowed",
  widened: "{about} widened",
  moved: "{about} moved",
  "keyword-added": "{about} added",
  "keyword-removed": "{about} removed",
  "keyword-changed": "{about} changed",
  "choices-removed": "choices removed: {about}",
  "choices-added": "choices added: {about}",
} as const;

/** One difference between two schemas, and where it is within an input or output: `[].text`, or empty. */
export type Finding = MessageOf<typeof WORDS> & {
  readonly effect: Effect;
  readonly inner?: string;
};

const describe = formatterOf(WORDS);

const MAX_FINDINGS = 10;
/** Characters. */
const MAX_LENGTH = 1000;

/** Differences in few words, without secrets: "type changed; newly required", "range narrowed". */
export function describeFindings(findings: readonly Finding[]): string {
  const words = findings.map((finding) => {
    const text = describe(finding);
    return finding.inner ? `${finding.inner} ${text}` : text;
  });
  return truncate(joinLimited([...new Set(words)], "; ", MAX_FINDINGS), MAX_LENGTH);
}
