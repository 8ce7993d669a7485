import { readContext } from "./context.ts";
import { ActionError, failStep } from "./errors.ts";
import { readDiscoverInputs } from "./inputs/discover.ts";
import { renderDiscoverFailure } from "./report/discover.ts";
import { writeSummary } from "./report/write.ts";
import { discover } from "./uses/discover.ts";

try {
  const context = readContext();
  await discover(readDiscoverInputs(), context);
} catch (error) {
  failStep(error);
  if (error instanceof ActionError) await writeSummary(renderDiscoverFailure(error.problems));
}
