import type { CacheOrigin } from "../../build-cache/prepare.ts";
import { fullName } from "../../lib/model-name.ts";
import type { EnsuredModel } from "../../model/ensure-model.ts";
import { checkRegistry, type RegistryAccess } from "../../model/registry-access.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { PreviewPreflight } from "./preflight.ts";

/** Where a preview's layers can come from: its own newest version, else production's. */
export function cacheOrigins(
  { preview, production, connection }: PreviewPreflight,
  { model }: EnsuredModel,
  { session }: RegistryAccess,
  runtime: Runtime,
): (() => Promise<CacheOrigin>)[] {
  const digestOf = (id: string | undefined) => (id === undefined ? undefined : `sha256:${id}`);
  const name = fullName(preview.origin.production);
  return [
    async () => ({ session, digest: digestOf(model.latestVersion?.id), model: fullName(model) }),
    async () => {
      const access = await checkRegistry(name, connection, runtime);
      const digest = digestOf(production?.latestVersion?.id);
      return { session: access.session, digest, model: name };
    },
  ];
}
