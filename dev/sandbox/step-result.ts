import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { StepEnd } from "./step-hosts.ts";

/** The files that the runner gives a step to write commands to: `GITHUB_` and the name. */
export const COMMAND_FILES = ["OUTPUT", "STEP_SUMMARY", "STATE", "ENV", "PATH"] as const;

/** What a step printed and wrote. */
export interface StepResult {
  /** Exit code, or the signal that ended it. */
  readonly code: number | NodeJS.Signals | null;
  /** All that the step printed. */
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** What the step saved for its post step. */
  readonly state: Readonly<Record<string, string>>;
  /** Directories that the step put on the PATH. */
  readonly path: readonly string[];
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly notices: readonly string[];
  /** Values that the step registered as masks. */
  readonly masks: readonly string[];
  /** Every file that the runner gave the step to write, as it is now. */
  readonly files: Readonly<Record<string, string>>;
}

/** Reads what a step that has ended wrote to its files in a directory. */
export async function readResult({ code, log }: StepEnd, directory: string): Promise<StepResult> {
  const contents = COMMAND_FILES.map(
    async (name) => [name, await readFile(join(directory, name), "utf8")] as const,
  );
  const files: Record<string, string> = Object.fromEntries(await Promise.all(contents));
  return {
    code,
    log,
    outputs: parsePairs(files["OUTPUT"]),
    summary: files["STEP_SUMMARY"] ?? "",
    state: parsePairs(files["STATE"]),
    path: (files["PATH"] ?? "").split("\n").filter((line) => line !== ""),
    errors: commands(log, "error"),
    warnings: commands(log, "warning"),
    notices: commands(log, "notice"),
    masks: commands(log, "add-mask"),
    files,
  };
}

/** `name<<delimiter`, lines, `delimiter`: the form of GITHUB_OUTPUT and GITHUB_STATE. */
export function parsePairs(text = ""): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (const [, name = "", , value = ""] of text.matchAll(/^(.+?)<<(.+)\n([\s\S]*?)\n\2$/gm))
    pairs[name] = value;
  return pairs;
}

/** The messages of one workflow command, decoded as the runner does; none from between stop-commands. */
function commands(log: string, name: string): string[] {
  const heard = log.replaceAll(/^::stop-commands::(.+)$[\s\S]*?^::\1::$/gm, "");
  const found = heard.matchAll(new RegExp(`^::${name}(?: [^:]*(?:::?[^:]+)*?)?::(.*)$`, "gm"));
  return [...found].map(([, message = ""]) =>
    message.replaceAll("%0A", "\n").replaceAll("%0D", "\r").replaceAll("%25", "%"),
  );
}
