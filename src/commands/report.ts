import * as core from "@actions/core";
import { isTooOld } from "../docker/engine.ts";
import { ActionError, errorMessage } from "../lib/errors.ts";
import { debug, info } from "../lib/log.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { setOutputs } from "../lib/outputs.ts";
import { writeSummary } from "../lib/summary-file.ts";
import { formatDuration } from "../lib/units.ts";
import type { EnsuredModel } from "../model/ensure-model.ts";
import type { ModelState } from "../model/preflight.ts";
import { modelUrl, versionUrl } from "../model/urls.ts";
import type { ConfirmedVersion } from "../push/confirm-version.ts";
import type { PushPreflight } from "./push/preflight.ts";
import {
  type PushOutcome,
  renderDryRun,
  renderEnsured,
  renderFailure,
  renderPush,
} from "./summary.ts";

/** Tells what the preflight found, before anything is changed. */
export function reportPreflight({ name, known, registry, cog, docker }: PushPreflight): void {
  setOutputs({ "cog-version": cog.version });
  if (known) info(`api-token belongs to ${known.account.username} (${known.account.type})`);
  if (known) info(`${fullName(name)}: ${describeState(known.state)}`);
  info(`The registry accepts ${registry.credential.username}`);
  info(`Cog ${cog.version}, ${docker.description}`);
  if (isTooOld(docker, cog.version))
    core.warning(
      `Cog ${cog.version} was seen to fail with Docker 20.10, at the labels that it puts on the image ("Failed to add labels to image"); this is ${docker.description}. Docker 26 was seen to work.`,
    );
}

function describeState(state: ModelState): string {
  return state.kind === "missing"
    ? "does not exist yet"
    : `exists, ${state.model.visibility}, newest version ${state.model.latestVersion?.id ?? "none"}`;
}

/** Tells which model the step works on, as soon as it exists. */
export function reportModel(name: ModelName, ensured: EnsuredModel | undefined): void {
  setOutputs({
    model: fullName(name),
    "model-url": modelUrl(name, ensured),
    "model-created": ensured && ensured.createdOn !== undefined,
    "previous-version": ensured?.model.latestVersion?.id,
  });
  if (ensured?.createdOn !== undefined)
    info(`Created ${fullName(name)} (${ensured.model.visibility}, on ${ensured.createdOn}).`);
  if (ensured && ensured.updated.length > 0)
    info(`Updated ${ensured.updated.join(", ")} of ${fullName(name)}.`);
}

/** Tells of a version as soon as it is confirmed. */
export function reportVersion(
  name: ModelName,
  { id, digest }: ConfirmedVersion,
  image: string,
  ensured: EnsuredModel | undefined,
): void {
  const changed = id !== ensured?.model.latestVersion?.id;
  // Before the outputs: where those can't be written, the log is what has the version.
  if (changed) core.notice(`${fullName(name)} has a new version: ${id}`);
  else
    core.warning(
      `The push to ${fullName(name)} made no new version: the image has the digest of the version before, ${id}. With a Cog up to 0.15.8, this happens when a docker-container builder pushes a stale image (replicate/cog issue 1620).`,
    );
  setOutputs({
    version: id,
    digest,
    image: `${image}@${digest}`,
    "version-url": versionUrl(name, id, ensured),
    // Without the API nobody knows what was there before.
    changed: ensured && changed,
    status: "pushed",
  });
}

/** Tells that the newest version stands for the sources as they are. */
export function reportUnchanged(
  name: ModelName,
  { id, digest }: ConfirmedVersion,
  image: string,
  ensured: EnsuredModel | undefined,
): void {
  setOutputs({
    version: id,
    digest,
    image: `${image}@${digest}`,
    "version-url": versionUrl(name, id, ensured),
    changed: false,
    status: "unchanged",
  });
  core.notice(
    `Nothing that goes into the image has changed since the newest version of ${fullName(name)} was built, so nothing was: ${id}`,
  );
}

/** Tells of the whole push, when it has ended well. */
export async function reportPush(outcome: PushOutcome): Promise<void> {
  setOutputs({ "image-size": outcome.size?.size });
  for (const { name, seconds } of outcome.phases) info(`${name}: ${formatDuration(seconds)}`);
  await writeSummary(renderPush(outcome));
}

/** Tells of a model that was made sure of, without a push. */
export async function reportEnsured(ensured: EnsuredModel): Promise<void> {
  setOutputs({ status: "ensured" });
  await writeSummary(renderEnsured(ensured));
}

/** Tells what a run would have done. */
export async function reportDryRun(name: ModelName, actions: readonly string[]): Promise<void> {
  setOutputs({ model: fullName(name), status: "dry-run" });
  info("Every check passed. This is what a run would do:");
  for (const action of actions) info(`- ${action}`);
  await writeSummary(renderDryRun(name, actions));
}

/** Tells that the step failed. The annotation is failStep's. */
export async function reportFailure(error: unknown): Promise<void> {
  try {
    setOutputs({ status: "failed" });
  } catch (unwritten) {
    // The step has its one error; without the output, its conclusion says the same.
    debug(errorMessage(unwritten));
  }
  if (error instanceof ActionError) await writeSummary(renderFailure(error.problems));
}
