import { discover } from "./commands/discover/discover.ts";
import { renderDiscoverFailure } from "./discover/report.ts";
import { readDiscoverInputs } from "./inputs/discover.ts";
import { ActionError, failStep } from "./lib/errors.ts";
import { writeSummary } from "./lib/summary-file.ts";
import { readContext } from "./runtime/context.ts";

try {
  const context = readContext();
  await discover(readDiscoverInputs(), context);
} catch (error) {
  failStep(error);
  if (error instanceof ActionError) await writeSummary(renderDiscoverFailure(error.problems));
}
