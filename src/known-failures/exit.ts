import type { Failure } from "./failure.ts";

/** Why Cog may have ended as it did, whatever it said. */
type Reason = Pick<Failure, "code" | "message" | "hint"> & {
  /** Signals, and what a shell makes of them: 128 and the signal's number. */
  readonly exits: readonly (number | NodeJS.Signals)[];
};

/** Cog itself ends with 0, or with 1 for any error (its console.Fatalf): any other end is somebody else's doing. */
const REASONS: readonly Reason[] = [
  {
    code: "cog-killed",
    exits: ["SIGKILL", 137],
    message: "It was killed, most likely because the runner ran out of memory.",
    hint: "Run the job on a runner with more memory, or let the build take less at once.",
  },
  {
    code: "cog-stopped",
    exits: ["SIGTERM", 143, "SIGINT", 130, "SIGHUP", 129],
    message: "Something other than this step stopped it.",
    hint: "See what else ends processes on this runner, and run the job again.",
  },
  {
    code: "cog-crashed",
    exits: ["SIGSEGV", 139, "SIGABRT", 134, "SIGBUS", 135, "SIGILL", 132, "SIGFPE", 136],
    message: "It crashed.",
    hint: "Remove Cog's entry from the runner's tool cache, which may be damaged, and run the job again; if it crashes again, set another cog-version.",
  },
  {
    code: "cog-not-executable",
    exits: [126, 127],
    message: "That is how a shell tells of a program that can't be run.",
    hint: "Remove Cog's entry from the runner's tool cache, which may be damaged, and run the job again.",
  },
];

/** What the mere end of Cog tells; undefined when that is nothing. */
export function exitReason(
  exit: number | NodeJS.Signals,
): Pick<Failure, "code" | "message" | "hint"> | undefined {
  return REASONS.find(({ exits }) => exits.includes(exit));
}
