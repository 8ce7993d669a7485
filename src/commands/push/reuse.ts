import { unexpectedResponse } from "../../http/unexpected-response.ts";
import { fullName } from "../../lib/model-name.ts";
import { latestVersion } from "../../model/preflight.ts";
import type { PushPlan } from "../../plan/plans.ts";
import { readImageSize } from "../../push/image-size.ts";
import { imageOf, type Published } from "../../push/publish-version.ts";
import { findVersion, listVersions } from "../../replicate/models.ts";
import type { Version } from "../../replicate/parse.ts";
import { findReusableVersion, type ReuseDecision } from "../../reuse/find-reusable-version.ts";
import { reportUnchanged } from "../report.ts";
import type { PushPreflight } from "./preflight.ts";
import type { PreparedBuild, PushContext } from "./steps.ts";

/** Decides whether an existing version is used instead of a build: one of the same commit, where a deployment moves. */
export function findReusable(plan: PushPlan, ready: PushPreflight): Promise<ReuseDecision> {
  const { name, access, registry, build, source, deployment } = ready;
  const reusesCommit = plan.reuse.reusesCommit && deployment.kind === "deployment";
  return findReusableVersion({ ...plan.reuse, reusesCommit }, latestVersion(access), {
    cogVersion: build.cog.version,
    registry: registry.session,
    source,
    listVersions: async (most) => {
      if (access.kind === "registry-only") return [];
      const answer = await listVersions(access.api, name, { most });
      if (answer.ok) return answer.value;
      throw unexpectedResponse(`Listing the versions of ${fullName(name)}`, answer.response);
    },
  });
}

/** An existing version, instead of one that would be the same. */
export function reuseVersion(
  { ready, model, runtime }: PushContext,
  { version: { id, schema }, isNewest }: Extract<PreparedBuild, { kind: "reused" }>,
): Published {
  const digest = `sha256:${id}`;
  const published: Published = {
    version: { id, schema, digest },
    image: imageOf(ready.name, runtime),
    size: readImageSize(ready.registry.session, digest),
    cacheOutcome: { kind: "unused" },
  };
  reportUnchanged(model, published, isNewest);
  return published;
}

/** The version that users call today: the newest one, or for an older version what the deployment serves. */
export async function versionInUse(
  { access, name, deployment }: PushPreflight,
  prepared: PreparedBuild,
): Promise<Version | undefined> {
  if (prepared.kind === "built" || prepared.isNewest) return latestVersion(access);
  const isServing = deployment.kind === "deployment" && deployment.state.kind === "exists";
  if (access.kind === "registry-only" || !isServing) return undefined;
  return findVersion(access.api, name, deployment.state.deployment.release.version);
}
