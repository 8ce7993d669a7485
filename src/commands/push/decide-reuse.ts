import type { PushPlan } from "../../plan/plan.ts";
import { findReusableVersion, type ReuseDecision } from "../../reuse/find-reusable-version.ts";
import type { PushPreflight } from "./preflight.ts";

/** Decides whether the newest version can be reused, from what the preflight found. */
export function decideReuse(
  plan: PushPlan,
  { known, cog, registry, source }: PushPreflight,
): Promise<ReuseDecision> {
  const latest = known?.state.kind === "exists" ? known.state.model.latestVersion : undefined;
  const context = { cogVersion: cog.version, registry: registry.session, source };
  return findReusableVersion(plan, latest, context);
}
