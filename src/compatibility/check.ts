import { ActionError } from "../lib/errors.ts";
import type { JsonRecord } from "../lib/json.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { joinLimited } from "../lib/text.ts";
import type { Compatibility } from "./compare.ts";

/** The version that users call today, if there is one, and the OpenAPI schema of the new one, if it has one. */
export interface SchemaPair {
  /** As Replicate's API shows it: its OpenAPI schema, and the version of Cog that built it. */
  readonly before:
    | { readonly schema: JsonRecord | undefined; readonly cogVersion: string | undefined }
    | undefined;
  readonly after: JsonRecord | undefined;
  /** Whether the new one is the older one. Default: false. */
  readonly isRollback?: boolean;
}

/** What a comparison of two versions found, or that none was made. */
export type CompatibilityResult =
  | { readonly kind: "not-compared" }
  | {
      readonly kind: "compared";
      readonly compatibility: Compatibility;
      readonly isRollback: boolean;
    };

const MOST_CHANGES = 50;

/** Which changes break callers, as a sentence. */
export function describeBreak(
  { changes }: Compatibility,
  model: ModelName,
  isRollback: boolean,
): string {
  const subject = isRollback
    ? `The rollback takes away what callers of ${fullName(model)} may use`
    : `This version breaks callers of ${fullName(model)}`;
  const breaking = changes
    .filter(({ verdict }) => verdict === "breaking")
    .map(({ part, name, reason }) => `${`${part} ${name}`.trimEnd()}: ${reason}`);
  return `${subject}: ${joinLimited(breaking, "; ", MOST_CHANGES)}.`;
}

/**
 * The error for a version that breaks callers when `compatibility` is `fail`.
 * @param impact what the failure means for production: `Nothing was pushed.`
 */
export function breakingChangesError(
  compatibility: Compatibility,
  model: ModelName,
  impact: string,
  isRollback: boolean,
): ActionError {
  return new ActionError({
    code: "schema-breaking",
    message: `${describeBreak(compatibility, model, isRollback)} ${impact}`,
    hint: isRollback
      ? "Set compatibility to warn to roll back anyway."
      : "Keep what callers use (give new inputs a default), or set compatibility to warn if the break is intended.",
  });
}
