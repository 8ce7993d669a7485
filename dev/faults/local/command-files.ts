import { rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { End } from "./ends.ts";
import type { LocalFault } from "./fault.ts";
import type { Machine } from "./machine.ts";

/** A file of the runner's, in all the ways in which it can't be written to. */
function commandFile(variable: string, unset: End, ends: End): LocalFault[] {
  const faults: readonly (Pick<LocalFault, "fault"> & {
    ends: End;
    path: (root: string) => string;
  })[] = [
    { fault: "unset", ends: unset, path: () => "" },
    { fault: "missing", ends, path: (root) => join(root, "nowhere") },
    { fault: "another kind", ends, path: (root) => root },
    // A device of Linux that has never room.
    { fault: "full", ends, path: () => "/dev/full" },
  ];
  return faults.map(({ path, ...fault }) => ({
    place: variable,
    ...fault,
    step: ({ world }) => ({ env: { [variable]: path(world.runner.directory) } }),
  }));
}

const outputs = ({ world }: Machine): string => join(world.runner.directory, "outputs");

/** No room for the outputs any more when the version is there: then the log has it. */
const fullAfterwards: LocalFault = {
  place: "GITHUB_OUTPUT",
  fault: "full",
  variant: "while Cog runs",
  before: async (machine) => {
    machine.world.sandbox.scriptCog({ buildTakes: 1500 });
    await writeFile(`${outputs(machine)}.txt`, "");
    await symlink(`${outputs(machine)}.txt`, outputs(machine));
  },
  step: (machine) => ({ env: { GITHUB_OUTPUT: outputs(machine) } }),
  during: async (machine) => {
    await machine.world.sandbox.cogReaches("build");
    await rm(outputs(machine));
    await symlink("/dev/full", outputs(machine));
  },
  ends: { failed: /GITHUB_OUTPUT[\s\S]*\n\S/, outputsAreLost: true, noticed: /has a new version/ },
};

/**
 * Where there is no variable, @actions/core prints the command that came before the file. The steps that
 * follow need the outputs, and the post step has to know of credentials; without the rest there are a cog on
 * the PATH and a summary less.
 */
export const COMMAND_FILES: readonly LocalFault[] = [
  fullAfterwards,
  ...commandFile("GITHUB_OUTPUT", "printed", {
    failed: /GITHUB_OUTPUT[\s\S]*\n\S/,
    outputsAreLost: true,
  }),
  ...commandFile("GITHUB_STATE", "recovered", { failed: /GITHUB_STATE[\s\S]*\n\S/ }),
  ...commandFile("GITHUB_PATH", "recovered", { warned: /GITHUB_PATH/ }),
  ...commandFile("GITHUB_STEP_SUMMARY", { warned: /summary/ }, { warned: /summary/ }),
];
