import { fullName } from "../model-name.ts";
import type { PushPlan } from "../plan.ts";
import { preflightPush } from "../preflight/push.ts";
import {
  reportDryRun,
  reportModel,
  reportPreflight,
  reportPush,
  reportVersion,
} from "../report/report.ts";
import type { Runtime } from "../runtime.ts";
import { confirmVersion, PATIENCE_SECONDS } from "../steps/confirm-version.ts";
import { ensureModel, foreseeModel } from "../steps/ensure-model.ts";
import { addToPath } from "../steps/install-cog.ts";
import { measureImage } from "../steps/measure-image.ts";
import { pushVersion } from "../steps/push-version.ts";
import { Stopwatch } from "../stopwatch.ts";

/** A new version: the model is made sure of, Cog builds and pushes, and what came of it is confirmed. */
export async function push(plan: PushPlan, runtime: Runtime): Promise<void> {
  const watch = new Stopwatch();
  const { target, project } = plan;
  const ready = await watch.time("preflight", () => preflightPush(plan, runtime));
  const { name, known, cog } = ready;
  const { session } = ready.registry;
  const image = `${runtime.context.registryHost}/${fullName(name)}`;
  reportPreflight(ready);
  if (plan.dryRun)
    return reportDryRun(name, [
      ...(known ? await foreseeModel(known, name, target, project.directory) : []),
      `build ${project.directory} with Cog ${cog.version}, and push it to ${image}`,
      "confirm the new version, and write its id to the outputs",
    ]);

  const ensured = await watch.time(
    "model",
    async () => known && ensureModel(known, name, target, project.directory),
  );
  reportModel(name, ensured);
  addToPath(cog);
  const previous = ensured?.model.latestVersion?.id;
  const previousSize = measureImage(session, previous && `sha256:${previous}`);
  const pushed = await watch.time("push", () => pushVersion(plan, ready, image, runtime));
  const pushedSize = measureImage(session, pushed.digests[0]);
  const version = await watch.time("confirm", () =>
    confirmVersion(pushed, {
      name,
      api: known?.api,
      registry: session,
      previous,
      signal: runtime.signal,
      patience: PATIENCE_SECONDS,
    }),
  );
  reportVersion(name, version, image, ensured);
  await reportPush({
    name,
    ensured,
    version,
    size: (await pushedSize) ?? (await measureImage(session, version.digest)),
    previousSize: await previousSize,
    cogVersion: cog.version,
    apiUrl: runtime.context.apiUrl,
    phases: watch.phases,
  });
}
