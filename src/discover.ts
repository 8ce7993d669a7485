import { discover as discoverProjects } from "./commands/discover/discover.ts";
import { renderFailure } from "./commands/summary.ts";
import { readDiscoverInputs } from "./inputs/discover-inputs.ts";
import { ActionError, failStep } from "./lib/errors.ts";
import { writeSummary } from "./lib/summary-file.ts";
import { readContext } from "./runtime/context.ts";

/** The discover action: runs it, and reports its failure. */
export async function discover(): Promise<void> {
  try {
    const context = readContext();
    await discoverProjects(readDiscoverInputs(), context);
  } catch (error) {
    failStep(error);
    if (error instanceof ActionError)
      await writeSummary(renderFailure(error.problems, "Discover Cog projects"));
  }
}
