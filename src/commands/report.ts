import { emulationWarnings, engineWarnings } from "../docker/engine.ts";
import { errorMessage } from "../lib/errors.ts";
import { debug, info, notice, warning } from "../lib/log.ts";
import { keepFromRedaction } from "../lib/masks.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { setOutputs } from "../lib/outputs.ts";
import { writeSummary } from "../lib/summary-file.ts";
import type { TargetModel } from "../model/ensure-model.ts";
import type { ModelState } from "../model/preflight.ts";
import { describeSkip, type SkipReason } from "../plan/skip-reasons.ts";
import type { BuildPreflight } from "../push/preflight.ts";
import type { Published } from "../push/publish-version.ts";
import type { Account } from "../replicate/parse.ts";
import { versionUrl } from "../replicate/urls.ts";
import { renderSkip } from "./summary.ts";

/** Reports whose token it is, and what is known of the model before anything is changed. */
export function reportAccess(account: Account, name: ModelName, state: ModelState): void {
  info(`api-token belongs to ${account.username} (${account.type})`);
  info(
    state.kind === "missing"
      ? `${fullName(name)}: does not exist yet`
      : `${fullName(name)}: exists, ${state.model.visibility}, latest version ${state.model.latestVersion?.id ?? "none"}`,
  );
}

/** Reports what builds the image. */
export function reportTools({ cog, docker }: BuildPreflight): void {
  setOutputs({ "cog-version": cog.version });
  info(`Cog ${cog.version}, ${docker.description}`);
  for (const text of engineWarnings(docker, cog.version)) warning("engine-unsupported", text);
  for (const text of emulationWarnings(docker)) warning("emulation", text);
}

/** Writes the model to the log and the outputs, as soon as it exists. */
export function reportModel(target: TargetModel): void {
  const { name, url } = target;
  // A preview has its own name.
  for (const text of [fullName(name), url]) keepFromRedaction(text);
  setOutputs({ model: fullName(name), "model-url": url });
  if (target.kind === "registry-only") return;
  const { model, creation, updated } = target;
  setOutputs({
    "model-created": creation.kind === "created",
    "previous-version": model.latestVersion?.id,
  });
  if (creation.kind === "created")
    info(`Created ${fullName(name)} (${model.visibility}, on ${creation.hardware}).`);
  if (updated.length > 0) info(`Updated ${updated.join(", ")} of ${fullName(name)}.`);
}

/** Writes a version to the log and the outputs, as soon as it is confirmed. */
export function reportVersion(target: TargetModel, { version, image }: Published): void {
  const name = fullName(target.name);
  const isChanged =
    target.kind === "registry-only" || version.id !== target.model.latestVersion?.id;
  // Before the outputs: where those can't be written, the log is what has the version.
  if (isChanged) notice("version-created", `${name} has a new version: ${version.id}`);
  else
    warning(
      "version-unchanged",
      `The push to ${name} created no new version: the image has the digest of the previous version, ${version.id}. With Cog up to 0.15.8, this happens when a docker-container builder pushes a stale image (replicate/cog issue 1620).`,
    );
  setOutputs({
    ...versionOutputs(target, version, image),
    // Without the API, the previous version is unknown.
    changed: target.kind === "registry-only" ? undefined : isChanged,
    status: "pushed",
  });
}

/**
 * The outputs that name a version.
 * @param image its name without a digest: `r8.im/acme/hotdog`.
 */
export function versionOutputs({ url }: { url: string }, { id }: { id: string }, image: string) {
  const digest = `sha256:${id}`;
  return { version: id, digest, image: `${image}@${digest}`, "version-url": versionUrl(url, id) };
}

/** Reports why nothing is done. */
export async function reportSkip(reason: SkipReason): Promise<void> {
  setOutputs({ status: "skipped" });
  notice(reason.code, describeSkip(reason));
  await writeSummary(renderSkip(describeSkip(reason)));
}

/** Writes the failure to the output status. */
export function reportFailed(): void {
  try {
    setOutputs({ status: "failed" });
  } catch (unwritten) {
    // The error is already reported, and the step's conclusion matches the output.
    debug(errorMessage(unwritten));
  }
}
