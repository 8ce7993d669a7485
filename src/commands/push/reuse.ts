import { addToPath } from "../../cog/install.ts";
import { notice } from "../../lib/log.ts";
import { fullName } from "../../lib/model-name.ts";
import { setOutputs } from "../../lib/outputs.ts";
import { latestVersion } from "../../model/preflight.ts";
import type { PushPlan } from "../../plan/plan.ts";
import { readImageSize } from "../../push/image-size.ts";
import { imageOf } from "../../push/publish-version.ts";
import { findVersion, findVersions } from "../../replicate/models.ts";
import type { Version } from "../../replicate/parse.ts";
import { findReusableVersion, type ReuseDecision } from "../../reuse/find-reusable-version.ts";
import { versionOutputs } from "../report.ts";
import type { PublishedVersion, PushContext } from "./build-version.ts";
import type { PushPreflight } from "./preflight.ts";

/** Decides whether an existing version is used instead of a build: one of the same commit, where a deployment moves. */
export function findReusable(plan: PushPlan, ready: PushPreflight): Promise<ReuseDecision> {
  const { name, access, registry, build, source, deployment } = ready;
  const reusesCommit = plan.reuse.reusesCommit && deployment.kind === "deployment";
  return findReusableVersion({ ...plan.reuse, reusesCommit }, latestVersion(access), {
    cogVersion: build.cog.version,
    registry: registry.session,
    source,
    listVersions: async (max) =>
      access.kind === "api" ? ((await findVersions(access.api, name, { max })) ?? []) : [],
  });
}

/** Reports an existing version, which is used instead of one that would be the same. */
export async function reuseVersion(
  { ready, model, runtime }: PushContext,
  { version: { id, schema }, isNewest }: Extract<ReuseDecision, { kind: "reuse" }>,
): Promise<PublishedVersion> {
  const { name, build, registry, access } = ready;
  addToPath(build.cog);
  const digest = `sha256:${id}`;
  const image = imageOf(name, runtime);
  setOutputs({ ...versionOutputs(model, { id }, image), changed: false, status: "unchanged" });
  notice(
    "build-skipped",
    isNewest
      ? `No changes since the latest version of ${fullName(name)}, ${id}; build skipped.`
      : `Version ${id} of ${fullName(name)} was built from this commit; build skipped.`,
  );
  return {
    version: { id, schema, digest },
    image,
    size: readImageSize(registry.session, digest),
    origin: { kind: "reused", isNewest },
    isFresh: false,
    previous: isNewest ? latestVersion(access) : await servedVersion(ready),
  };
}

/** The version that the deployment serves, which is what users of an older version call. */
async function servedVersion({
  access,
  name,
  deployment,
}: PushPreflight): Promise<Version | undefined> {
  const isServing = deployment.kind === "deployment" && deployment.state.kind === "exists";
  if (access.kind === "registry-only" || !isServing) return undefined;
  return findVersion(access.api, name, deployment.state.deployment.release.version);
}
