import pMap from "p-map";
import { readCheckout } from "../../git/repository.ts";
import { type CommentDraft, upsertComment } from "../../github/comment.ts";
import type { PullRequest } from "../../github/event.ts";
import type { CollectInputs } from "../../inputs/collect-inputs.ts";
import { previewTemplate } from "../../inputs/matrix-input.ts";
import { ActionError } from "../../lib/errors.ts";
import { info, notice, warning } from "../../lib/log.ts";
import { fullName } from "../../lib/model-name.ts";
import { setOutputs } from "../../lib/outputs.ts";
import { writeSummary } from "../../lib/summary-file.ts";
import { formatCount } from "../../lib/units.ts";
import { connect, noToken } from "../../model/connection.ts";
import { decideEvent, type EventDecision } from "../../plan/events.ts";
import { describeSkip, type SkipReason } from "../../plan/skip-reasons.ts";
import { previewName } from "../../preview/name.ts";
import { openPullRequest } from "../../preview/pull-request.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { renderSkip } from "../summary.ts";
import { findVersionOf, type Search } from "./find-version.ts";
import { COLLECT_TITLE, type CollectedVersion, renderCollection } from "./render.ts";

/** Models looked at, at the same time. */
const CONCURRENCY = 8;
const MARKER = "<!-- push-to-replicate collect -->";

/** Finds the version that each model of a matrix got from this commit, and reports all of them together. */
export async function collect(inputs: CollectInputs, runtime: Runtime): Promise<void> {
  const { context, signal } = runtime;
  const { workspace: directory, environment, event } = context;
  const { apiToken, cliAuthToken } = inputs.credentials;
  const checkout = await readCheckout({ directory, environment, signal });
  // Nothing is built here, so the event is judged as that of a promotion, whose checkout is never run.
  const decision = decideEvent({
    context,
    checkout,
    hasToken: apiToken !== undefined || cliAuthToken !== undefined,
    hasBuildSecret: false,
    hasLogin: false,
    isPromotion: true,
    stopAfter: "test",
  });
  if (decision.kind !== "build") return skip(decision, inputs, runtime);

  for (const note of inputs.notes) notice("input-note", note);
  const commit = inputs.commit ?? decision.commit;
  if (!commit)
    throw new ActionError({
      code: "commit-unknown",
      message:
        "The commit of this run is unknown: GITHUB_SHA is not set, and nothing is checked out.",
      hint: "Set commit to the ID of the commit.",
    });
  const connection = connect(inputs.credentials, runtime);
  if (connection.kind === "registry-only" && cliAuthToken === undefined) throw noToken();
  if (connection.kind === "api") await connection.account;
  const { pullRequest } = event;
  const isPreview = decision.target === "preview" && pullRequest.kind === "pull-request";
  const isCheckedOut = checkout.kind === "commit" && checkout.commit.startsWith(commit);
  const search: Search = { commit, connection, isCheckedOut, isPreview };
  const collected = await pMap(
    inputs.jobs,
    ({ model, entry }) => {
      const template = previewTemplate(entry, inputs.template);
      const name = isPreview ? previewName(template, { ...model, ...pullRequest }) : model;
      return findVersionOf(name, entry, search, runtime);
    },
    { concurrency: CONCURRENCY },
  );
  report(inputs, collected);
  const text = renderCollection(commit, collected);
  await writeSummary(text);
  if (isPreview) await comment(pullRequest, inputs, () => text, runtime);
}

function report(inputs: CollectInputs, collected: readonly CollectedVersion[]): void {
  for (const { model, result } of collected)
    info(`${fullName(model)}: ${result.kind === "version" ? result.id : result.reason}`);
  setVersions(inputs, collected);
  const missing = collected.filter(({ result }) => result.kind === "missing").length;
  if (missing > 0)
    warning(
      "versions-missing",
      `No version of this commit: ${missing} of ${formatCount(collected.length, "model")}.`,
    );
}

/**
 * The outputs have the models of the matrix, also on pull requests, where the versions are those of previews.
 * @param collected of the jobs, in their order; empty for a run that pushes nothing.
 */
function setVersions({ jobs }: CollectInputs, collected: readonly CollectedVersion[]): void {
  const versions = jobs.map(({ model }, i) => {
    const result = collected[i]?.result;
    return { name: fullName(model), id: result?.kind === "version" ? result.id : "" };
  });
  const [found, missing] = [versions.filter(({ id }) => id), versions.filter(({ id }) => !id)];
  setOutputs({
    versions: JSON.stringify(Object.fromEntries(found.map(({ name, id }) => [name, id]))),
    missing: JSON.stringify(missing.map(({ name }) => name)),
    complete: missing.length === 0,
  });
}

/** A run that pushes nothing has no versions. */
async function skip(
  decision: Exclude<EventDecision, { kind: "build" }>,
  inputs: CollectInputs,
  runtime: Runtime,
): Promise<void> {
  setVersions(inputs, []);
  const reason: SkipReason =
    decision.kind === "skip" ? decision.reason : { code: "previews-deleted" };
  const text = describeSkip(reason);
  notice(reason.code, text);
  await writeSummary(renderSkip(text, COLLECT_TITLE));
  if (decision.kind === "closed") {
    const render = (existing: readonly string[]) => (existing.length === 0 ? undefined : text);
    await comment(decision.pullRequest, inputs, render, runtime);
  }
}

async function comment(
  { number }: PullRequest,
  { githubToken }: CollectInputs,
  render: CommentDraft["render"],
  runtime: Runtime,
): Promise<void> {
  const wanted = { githubToken, comment: true, deployment: false };
  const pullRequest = await openPullRequest(wanted, number, runtime);
  if (pullRequest) await upsertComment(pullRequest, { marker: MARKER, render });
}
