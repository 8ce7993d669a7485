import { info, warning } from "../lib/log.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { setOutputs } from "../lib/outputs.ts";
import { writeSummary } from "../lib/summary-file.ts";
import { formatCount } from "../lib/units.ts";
import type { Removal } from "./remove.ts";
import { type PreviewOutcome, renderPreview, renderRemoval } from "./render.ts";

/** Reports a preview that was pushed and confirmed. */
export async function reportPreview(outcome: PreviewOutcome): Promise<void> {
  if (outcome.deletion === "none")
    warning(
      "preview-stays",
      "This preview is not deleted when the pull request is closed: no workflow of this repository deletes previews. Add closed to on.pull_request.types ([opened, synchronize, reopened, closed]), or delete previews with the sweep action.",
    );
  await writeSummary(renderPreview(outcome));
}

/** Reports what was deleted for a closed pull request. */
export async function reportRemoval(
  production: ModelName,
  removals: readonly Removal[],
): Promise<void> {
  const isDone = removals.every(({ deleted }) => deleted);
  setOutputs({
    preview: true,
    model: removals[0] && fullName(removals[0].name),
    status: isDone ? "deleted" : "failed",
  });
  for (const removal of removals)
    if (removal.deleted)
      info(`Deleted ${fullName(removal.name)} (${formatCount(removal.versions, "version")}).`);
    else warnOfRefusal(removal);
  if (removals.length === 0) info("There is no preview to delete.");
  await writeSummary(renderRemoval(production, removals));
}

/** Warns that a preview is left over, and why. */
export function warnOfRefusal({ name, refusals }: Removal): void {
  warning("preview-not-deleted", `Could not delete ${fullName(name)}: ${refusals.join("; ")}.`);
}
