import type { CacheOrigin } from "../../build-cache/prepare.ts";
import { fullName } from "../../lib/model-name.ts";
import { checkRegistry, type RegistryAccess } from "../../model/credentials.ts";
import type { EnsuredModel } from "../../model/ensure-model.ts";
import type { PreviewPlan } from "../../plan/plan.ts";
import type { PreviewPreflight } from "../../preview/preflight.ts";
import type { Runtime } from "../../runtime/runtime.ts";

/** Where a preview's layers can come from: its own newest version, else production's. */
export function cacheOrigins(
  { target }: PreviewPlan,
  { preview, production, account }: PreviewPreflight,
  { model }: EnsuredModel,
  { session }: RegistryAccess,
  { http, context }: Runtime,
): (() => Promise<CacheOrigin>)[] {
  const digestOf = (id: string | undefined) => (id === undefined ? undefined : `sha256:${id}`);
  const name = fullName(preview.origin.production);
  return [
    async () => ({ session, digest: digestOf(model.latestVersion?.id), model: fullName(model) }),
    async () => {
      const { credentials } = target;
      const owner = Promise.resolve(account);
      const access = await checkRegistry(http, context.registryHost, name, credentials, owner);
      return {
        session: access.session,
        digest: digestOf(production?.latestVersion?.id),
        model: name,
      };
    },
  ];
}
