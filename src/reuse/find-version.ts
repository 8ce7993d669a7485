import type { PushPreflight } from "../commands/push/preflight.ts";
import { fullName } from "../lib/model-name.ts";
import type { PushPlan } from "../plan/plan.ts";
import type { Version } from "../replicate/parse.ts";
import { rebuildReason } from "./check-unchanged.ts";

/** The version that stands for the sources as they are, or why there is something to build. */
export type ReuseDecision = { readonly unchanged: Version } | { readonly doubt: string };

/** Looks for a version that stands for the sources; undefined when nobody asks for it. */
export async function findReusableVersion(
  plan: PushPlan,
  { name, known, cog, registry, source }: PushPreflight,
): Promise<ReuseDecision | undefined> {
  if (!plan.skipUnchanged) return undefined;
  if (known === undefined)
    return { doubt: "without api-token nobody says which version is the newest" };
  const latest = known.state.kind === "exists" ? known.state.model.latestVersion : undefined;
  if (latest === undefined) return { doubt: `${fullName(name)} has no version yet` };
  const doubt = await rebuildReason(plan, {
    version: latest.id,
    cogVersion: cog.version,
    registry: registry.session,
    source,
  });
  return doubt === undefined ? { unchanged: latest } : { doubt };
}
