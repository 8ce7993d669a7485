import { info } from "../../lib/log.ts";
import { fullName } from "../../lib/model-name.ts";
import { setOutputs } from "../../lib/outputs.ts";
import { writeSummary } from "../../lib/summary-file.ts";
import { formatDuration } from "../../lib/units.ts";
import type { ModelState } from "../../model/preflight.ts";
import { reportTools } from "../report.ts";
import type { PushPreflight } from "./preflight.ts";
import { type PushOutcome, renderPush } from "./render.ts";

/** Reports what the preflight found, before anything is changed. */
export function reportPreflight({ name, access, registry, build }: PushPreflight): void {
  setOutputs({ "cog-version": build.cog.version });
  if (access.kind === "api") {
    const { account, state } = access;
    info(`api-token belongs to ${account.username} (${account.type})`);
    info(`${fullName(name)}: ${describeState(state)}`);
  }
  info(`The registry accepts the token of ${registry.credential.username}`);
  reportTools(build);
}

function describeState(state: ModelState): string {
  return state.kind === "missing"
    ? "does not exist yet"
    : `exists, ${state.model.visibility}, newest version ${state.model.latestVersion?.id ?? "none"}`;
}

/** Reports a push that succeeded. */
export async function reportPush(outcome: PushOutcome): Promise<void> {
  setOutputs({ "image-size": outcome.size?.size });
  for (const { name, seconds } of outcome.phases) info(`${name}: ${formatDuration(seconds)}`);
  await writeSummary(renderPush(outcome));
}
