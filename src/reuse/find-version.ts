import type { Version } from "../replicate/parse.ts";
import { type Evidence, rebuildReason } from "./check-unchanged.ts";
import type { ReuseOptions } from "./options.ts";

/** The version that has the same sources, or why there is something to build. */
export type ReuseDecision =
  | { readonly kind: "not-asked" }
  | { readonly kind: "unchanged"; readonly version: Version }
  | { readonly kind: "rebuild"; readonly reason: string };

/**
 * Decides whether the newest version of the model has the same sources.
 * @param newest undefined: the model has no version, or the API can't be asked.
 */
export async function findReusableVersion(
  options: ReuseOptions,
  newest: Version | undefined,
  evidence: Evidence,
): Promise<ReuseDecision> {
  if (!options.skipUnchanged) return { kind: "not-asked" };
  if (newest === undefined)
    return {
      kind: "rebuild",
      reason: "the model has no version yet, or api-token is missing to ask for it",
    };
  const reason = await rebuildReason(options, newest.id, evidence);
  return reason === undefined
    ? { kind: "unchanged", version: newest }
    : { kind: "rebuild", reason };
}
