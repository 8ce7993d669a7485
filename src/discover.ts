import { discover as discoverProjects } from "./commands/discover/discover.ts";
import { runStep } from "./commands/run-step.ts";
import { readDiscoverInputs } from "./inputs/discover-inputs.ts";

/** The discover action: finds the Cog projects that changed, as a matrix. */
export function discover(): Promise<void> {
  return runStep(({ context, signal }) => discoverProjects(readDiscoverInputs(), context, signal), {
    title: "Discover Cog projects",
    hasStatus: false,
  });
}
