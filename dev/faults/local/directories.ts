import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Matrix } from "../cell.ts";
import { HELD } from "./checks.ts";
import { COMMAND_FILES } from "./command-files.ts";
import { cellOf, type LocalFault } from "./fault.ts";
import type { Machine } from "./machine.ts";
import { whyNoMounts } from "./mounts.ts";
import { plantCog } from "./plant.ts";

type Path = (machine: Machine) => string;

const temporary: Path = ({ world }) => world.runner.temporary;
const tools: Path = ({ world }) => world.runner.toolCache;
const home: Path = ({ world }) => world.runner.home;
const project: Path = ({ world }) => world.project;
const dockerConfig: Path = (machine) => join(home(machine), ".docker");

const NO_TEMP = { failed: /RUNNER_TEMP[\s\S]*\n\S/ };
const NO_CACHE = { failed: /RUNNER_TOOL_CACHE[\s\S]*(?:writ|not set)/ };
const NO_CONFIG = { failed: /Docker's configuration[\s\S]*\n\S/ };

/** A disk that has room for not one byte more: a page, which is taken. */
const full = (path: Path): Partial<LocalFault> => ({
  fault: "full",
  mounts: (machine) => [
    `mount -t tmpfs -o size=4k,mode=755 none ${path(machine)}`,
    `echo filler > ${path(machine)}/filler`,
  ],
  restore: unmount(path),
});

/** A disk that can have no file more. */
const withoutInodes = (path: Path): Partial<LocalFault> => ({
  fault: "full",
  variant: "of files",
  mounts: (machine) => [`mount -t tmpfs -o nr_inodes=1,mode=755 none ${path(machine)}`],
  restore: unmount(path),
});

const readOnly = (path: Path): Partial<LocalFault> => ({
  fault: "read-only",
  mounts: (machine) => [
    `mount --bind ${path(machine)} ${path(machine)}`,
    `mount -o remount,bind,ro ${path(machine)}`,
  ],
  restore: unmount(path),
});

function unmount(path: Path) {
  return (machine: Machine) => machine.mounts?.run(`umount -l ${path(machine)}`);
}

const missing = (path: Path): Partial<LocalFault> => ({
  fault: "missing",
  before: (machine) => rm(path(machine), { recursive: true, force: true }),
  restore: (machine) => mkdir(path(machine), { recursive: true }),
});

const aFile = (path: Path): Partial<LocalFault> => ({
  fault: "another kind",
  before: async (machine) => {
    await rm(path(machine), { recursive: true, force: true });
    await writeFile(path(machine), "");
  },
  restore: async (machine) => {
    await rm(path(machine));
    await mkdir(path(machine));
  },
});

/** Cog in its build, while something is done to the machine. */
const whileCogRuns = (act: (machine: Machine) => unknown): Partial<LocalFault> => ({
  variant: "while Cog runs",
  before: ({ world }) => world.sandbox.scriptCog({ buildTakes: 1500 }),
  during: async (machine) => {
    await machine.world.sandbox.cogReaches("build");
    await act(machine);
  },
});

/** The same with Cog in the tool cache, so that it is not the download that meets the fault. */
const withCog = ({ before, ...fault }: Partial<LocalFault>): Partial<LocalFault> => ({
  ...fault,
  variant: [fault.variant, "with Cog in the tool cache"].filter(Boolean).join(", "),
  before: async (machine) => {
    await plantCog(machine);
    await before?.(machine);
  },
});

function at(
  place: string,
  ends: LocalFault["ends"],
  faults: readonly (Partial<LocalFault> & { readonly fault?: string })[],
): LocalFault[] {
  return faults.map((fault) => ({ place, fault: "", ends, ...fault }));
}

const TEMP: readonly LocalFault[] = at("RUNNER_TEMP", NO_TEMP, [
  { fault: "unset", step: () => ({ env: { RUNNER_TEMP: "" } }) },
  missing(temporary),
  withCog(missing(temporary)),
  aFile(temporary),
  full(temporary),
  withCog(full(temporary)),
  withCog(withoutInodes(temporary)),
  readOnly(temporary),
  withCog(readOnly(temporary)),
  {
    fault: "missing",
    ...whileCogRuns((machine) => rm(temporary(machine), { recursive: true })),
    restore: (machine) => mkdir(temporary(machine), { recursive: true }),
    // Cog has read its configuration by then.
    ends: "recovered",
  },
  {
    fault: "full",
    mounts: (machine) => [`mount -t tmpfs -o size=64k none ${temporary(machine)}`],
    ...whileCogRuns((machine) =>
      machine.mounts?.run(`head -c 100000 /dev/zero > ${temporary(machine)}/filler || true`),
    ),
    ends: "recovered",
  },
  {
    fault: "read-only",
    mounts: (machine) => [`mount -t tmpfs none ${temporary(machine)}`],
    ...whileCogRuns((machine) => machine.mounts?.run(`mount -o remount,ro ${temporary(machine)}`)),
    between: (machine) => machine.mounts?.run(`mount -o remount,rw ${temporary(machine)}`),
    ends: { warned: /Could not remove/ },
  },
]);

const CACHE: readonly LocalFault[] = at("RUNNER_TOOL_CACHE", NO_CACHE, [
  { fault: "unset", step: () => ({ env: { RUNNER_TOOL_CACHE: "" } }) },
  { ...missing(tools), ends: "recovered" },
  aFile(tools),
  full(tools),
  withoutInodes(tools),
  readOnly(tools),
  {
    fault: "missing",
    ...whileCogRuns((machine) => rm(tools(machine), { recursive: true })),
    ends: "recovered",
  },
]);

const WORKSPACE: readonly LocalFault[] = at("GITHUB_WORKSPACE", "recovered", [
  {
    fault: "missing",
    step: (machine) => ({ env: { GITHUB_WORKSPACE: join(project(machine), "nowhere") } }),
    ends: { failed: /cog\.yaml[\s\S]*\n\s*\S/ },
  },
  readOnly(project),
]);

const HOME: readonly LocalFault[] = at("HOME", "recovered", [
  { fault: "unset", step: () => ({ env: { HOME: "" } }) },
  missing(home),
  aFile(home),
  readOnly(home),
]);

const CONFIG: readonly LocalFault[] = at("~/.docker/config.json", NO_CONFIG, [
  { ...aFile(dockerConfig), variant: "its directory is a file", ends: "recovered" },
  {
    fault: "another kind",
    variant: "a directory",
    before: (machine) => mkdir(join(dockerConfig(machine), "config.json"), { recursive: true }),
    restore: (machine) => rm(dockerConfig(machine), { recursive: true }),
  },
  {
    fault: "another kind",
    variant: "half of it",
    before: async (machine) => {
      await mkdir(dockerConfig(machine));
      await writeFile(join(dockerConfig(machine), "config.json"), '{"auths": {');
    },
    restore: (machine) => rm(dockerConfig(machine), { recursive: true }),
  },
]);

export const DIRECTORIES: Matrix = {
  name: "directories",
  title: "Disks, directories and runner files",
  held: HELD,
  columns: {
    unset: "the environment variable is empty",
    missing: "does not exist, or is deleted while Cog runs",
    "another kind": "a file instead of a directory, the reverse, or invalid JSON",
    full: "the disk is full, or out of inodes",
    "read-only": "the file system is read-only, or becomes read-only while Cog runs",
  },
  cells: async () => {
    const all = [...TEMP, ...CACHE, ...WORKSPACE, ...HOME, ...CONFIG, ...COMMAND_FILES];
    const why = whyNoMounts();
    if (why === undefined) return all.map(cellOf);
    const possible = all.filter(({ mounts }) => mounts === undefined);
    if (process.env["DISK_TESTS"] === "required")
      throw new Error(`The cells of disks can't be run: ${why}.`);
    console.warn(`\n!!! SKIPPED: ${all.length - possible.length} cells of disks, since ${why}.\n`);
    return possible.map(cellOf);
  },
};
