import type { Compatibility, SchemaChange } from "../../../src/compatibility/compare.ts";

/** What differs, by codes: `[] type-changed; keyword-changed default`. Each difference once. */
export function codesOf({ findings }: Pick<SchemaChange, "findings">): string {
  const codes = findings.map((finding) =>
    [finding.inner, finding.code, "about" in finding ? finding.about : undefined]
      .filter((part) => part !== undefined)
      .join(" "),
  );
  return [...new Set(codes)].join("; ");
}

/** Each change as one line: `breaking Input seed: removed`. */
export function lines({ changes }: Compatibility): string[] {
  return changes.map(
    (change) => `${change.verdict} ${change.part} ${change.name}: ${codesOf(change)}`,
  );
}
