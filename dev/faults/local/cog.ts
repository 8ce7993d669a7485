import { chmod, mkdir, rm } from "node:fs/promises";
import type { CogScript } from "../../sandbox/server.ts";
import type { Matrix } from "../cell.ts";
import { HELD } from "./checks.ts";
import { cellOf, type LocalFault } from "./fault.ts";
import type { Machine } from "./machine.ts";
import { inCog, moment, until } from "./moments.ts";
import { cogEntry, cogItself, plant, plantCog } from "./plant.ts";

/** `timeout-minutes` for what would never end: 6 seconds. */
const SHORT = { inputs: { "timeout-minutes": "0.1" } };
const BY_TIMEOUT = { failed: /timeout-minutes/ };
const NOT_STARTED = { failed: /Cog could not be started[\s\S]*tool cache/ };
const LAST_WORDS = "the last words of it";
const ELF = "\u007fELF\u0002\u0001\u0001";

/** What the tool cache can hold in the place of Cog. */
const ENTRY: readonly LocalFault[] = [
  { fault: "missing", before: (machine: Machine) => plant(machine, undefined) },
  {
    fault: "damaged",
    variant: "not executable",
    before: async (machine: Machine) => plant(machine, await cogItself(machine), 0o644),
  },
  { fault: "damaged", variant: "empty", before: (machine: Machine) => plant(machine, "") },
  {
    fault: "damaged",
    variant: "a directory",
    before: async (machine: Machine) => {
      await plant(machine, undefined);
      await mkdir(cogEntry(machine).file);
    },
  },
  {
    fault: "damaged",
    variant: "half-written by a run that was killed",
    before: async (machine: Machine) => {
      await plant(machine, ELF);
      await rm(cogEntry(machine).mark);
    },
  },
  {
    fault: "damaged",
    variant: "truncated",
    before: (machine: Machine) => plant(machine, ELF),
    restore: plantCog,
    // The kernel does not take it for an executable, and libuv then gives it to a shell.
    ends: { failed: /exit code 127[\s\S]*tool cache/ },
  },
].map((fault) => ({ place: "entry in the tool cache", ends: "recovered", ...fault }));

/** What becomes of Cog after it was found, and before it starts. */
const BEFORE_START: readonly LocalFault[] = [
  { fault: "missing", act: (file: string) => rm(file) },
  { fault: "damaged", variant: "not executable", act: (file: string) => chmod(file, 0o644) },
].map(({ act, ...fault }) => ({
  place: "start",
  ...fault,
  before: async (machine) => {
    await plantCog(machine);
    machine.world.sandbox.fault({ path: "/v1/account", delay: 1500 });
  },
  during: async (machine) => {
    const { world } = machine;
    await until("a request", () => world.requests().includes("GET /v1/account"));
    await moment(0.75);
    await act(cogEntry(machine).file);
  },
  restore: plantCog,
  ends: NOT_STARTED,
}));

/** Ends of Cog, and the cause that is reported. */
const KILLERS = [
  ["SIGKILL", "out of memory"],
  ["SIGSEGV", "crashed"],
  ["SIGTERM", "stopped Cog"],
] as const;
const EXITS = [
  [1, ""],
  [2, ""],
  [126, "could not be executed"],
  [127, "could not be executed"],
  [137, "out of memory"],
  [139, "crashed"],
  [143, "stopped Cog"],
] as const;

/** Everything that can befall Cog in a stage of its work. */
function inStage(stage: "build" | "push"): LocalFault[] {
  const place = stage;
  const { hold, reached } = inCog(stage);
  const killed = KILLERS.map(
    ([signal, cause]): LocalFault => ({
      place,
      fault: "killed",
      variant: signal,
      before: ({ world }) => hold(world),
      during: async ({ world }) => {
        await reached(world);
        process.kill(world.sandbox.cogRuns[0]?.pid ?? 0, signal);
      },
      ends: {
        failed: new RegExp(`cog push failed with signal ${signal}\\. .*${cause}[\\s\\S]*\\n\\S`),
      },
    }),
  );
  const hanging = [{}, { ignoresSigterm: true }].map(
    (script): LocalFault => ({
      place,
      fault: "hangs",
      ...("ignoresSigterm" in script && { variant: "deaf to SIGTERM" }),
      isSlow: true,
      before: ({ world }) => hold(world, script),
      step: () => SHORT,
      ends: BY_TIMEOUT,
      seconds: 20,
    }),
  );
  const failing = EXITS.map(
    ([exitCode, cause]): LocalFault => ({
      place,
      fault: "fails",
      variant: `exit ${exitCode}`,
      before: ({ world }) =>
        world.sandbox.scriptCog({ fails: { at: stage, message: LAST_WORDS, exitCode } }),
      ends: {
        failed: new RegExp(
          `exit code ${exitCode}\\. .*${cause}[\\s\\S]*${LAST_WORDS}[\\s\\S]*\\n\\S`,
        ),
      },
    }),
  );
  return [...killed, ...hanging, ...failing];
}

/** Output that is not as Cog's usually is, and has the version all the same. */
const ODD: Readonly<Record<string, CogScript>> = {
  "one byte at a time": { singleBytes: true },
  "bytes that are no UTF-8": { invalidUtf8: true },
  "a line of 5 MB": { buildPrints: "x".repeat(5_000_000) },
  "no digest": { hidesDigest: "both" },
};

const OUTPUT: readonly LocalFault[] = [
  ...Object.entries(ODD).map(
    ([variant, script]): LocalFault => ({
      place: "output",
      fault: "odd output",
      variant,
      before: ({ world }) => world.sandbox.scriptCog(script),
      ends: "recovered",
    }),
  ),
  {
    place: "output",
    fault: "odd output",
    variant: "a line without an end",
    isSlow: true,
    before: (machine) =>
      plant(machine, "#!/bin/sh\nhead -c 20000000 /dev/zero | tr '\\0' x\nexec sleep 600\n"),
    step: () => SHORT,
    restore: plantCog,
    ends: BY_TIMEOUT,
    seconds: 20,
  },
  {
    place: "output",
    fault: "odd output",
    variant: "none, and exit 3",
    before: (machine) => plant(machine, "#!/bin/sh\nexit 3\n"),
    restore: plantCog,
    ends: { failed: /exit code 3 without output\.[\s\S]*\n\S/ },
  },
];

export const COG: Matrix = {
  name: "cog",
  title: "Cog",
  held: HELD,
  columns: {
    missing: "the executable does not exist",
    damaged: "the executable can't be run, for various reasons",
    killed: "killed by an external signal: SIGKILL, SIGSEGV, SIGTERM",
    hangs: "never ends, with and without ignoring SIGTERM, until `timeout-minutes`",
    fails: "exit code 1, 2, 126, 127, 137, 139 or 143",
    "odd output": "single bytes, invalid UTF-8, very long lines, or no output",
  },
  cells: async () =>
    [...ENTRY, ...BEFORE_START, ...inStage("build"), ...inStage("push"), ...OUTPUT].map(cellOf),
};
