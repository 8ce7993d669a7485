import { ActionError } from "../lib/errors.ts";
import type { JsonRecord } from "../lib/json.ts";
import { redact } from "../lib/masks.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { type Compatibility, compareSchemas } from "./compare.ts";

/** The version that users call today, if there is one, and the OpenAPI schema of the new one, if it has one. */
export interface SchemaPair {
  readonly before: ComparedVersion | undefined;
  readonly after: JsonRecord | undefined;
  /** Whether the new one is the older one. Default: false. */
  readonly isRollback?: boolean;
}

/** A version as Replicate's API shows it: its OpenAPI schema, and the version of Cog that built it. */
export interface ComparedVersion {
  readonly schema: JsonRecord | undefined;
  readonly cogVersion: string | undefined;
}

/** What a comparison of two versions found, or that none was made. */
export type CompatibilityResult =
  | { readonly kind: "not-compared" }
  | {
      readonly kind: "compared";
      readonly compatibility: Compatibility;
      readonly isRollback: boolean;
    };

/**
 * Compares a version's schema with that of the version that users call today. Secrets are taken out of the
 * values themselves: a table truncates and escapes what it shows, and part of a secret is no longer found.
 */
export function checkCompatibility({ before, after }: SchemaPair): Compatibility {
  const { verdict, changes } = compareSchemas(before?.schema, after, before?.cogVersion);
  return {
    verdict,
    changes: changes.map((change) => ({
      ...change,
      name: redact(change.name),
      before: change.before && redact(change.before),
      after: change.after && redact(change.after),
      reason: redact(change.reason),
    })),
  };
}

/** Changes that break callers, each in a few words. */
export function breakingChanges(changes: Compatibility["changes"]): string[] {
  return changes
    .filter(({ verdict }) => verdict === "breaking")
    .map(({ part, name, reason }) => `${part}${name === "" ? "" : ` ${name}`}: ${reason}`);
}

/** Which changes break callers, as a sentence. */
export function describeBreak(
  { changes }: Compatibility,
  model: ModelName,
  isRollback: boolean,
): string {
  const subject = isRollback
    ? `The rollback takes away what callers of ${fullName(model)} may use`
    : `This version breaks callers of ${fullName(model)}`;
  return `${subject}: ${breakingChanges(changes).join("; ")}.`;
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
