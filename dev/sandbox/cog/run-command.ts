import gte from "semver/functions/gte.js";
import { build } from "./build.ts";
import { Console, Fatal, UsageError } from "./console.ts";
import type { Supervision } from "./control.ts";
import type { Command } from "./flags.ts";
import { push } from "./push.ts";
import type { Run } from "./stage.ts";

const COMMANDS: Readonly<Record<Command, (run: Run, words: readonly string[]) => Promise<void>>> = {
  build,
  push,
};

/** Runs a command to its end, says what is wrong when it fails, and returns the exit code. */
export async function runCommand(
  command: Command,
  version: string,
  supervision: Supervision,
  words: readonly string[],
): Promise<number> {
  const console = new Console(version, supervision.script.singleBytes);
  try {
    await COMMANDS[command]({ version, console, supervision }, words);
    return 0;
  } catch (error) {
    if (!(error instanceof Fatal)) throw error;
    if (error instanceof UsageError) console.info(usageOf(command, version));
    if (error.isLiteral) console.info(error.message);
    else console.error(error.message);
    return error.exitCode;
  } finally {
    await console.flushed();
  }
}

/** The head of cobra's usage text, before the error about an argument. */
function usageOf(command: Command, version: string): string {
  const line = command === "push" ? "cog push [IMAGE] [flags]" : "cog build [flags]";
  const examples = examplesOf(command, gte(version, "0.17.0"));
  return `Usage:\n  ${line}\n${examples === undefined ? "" : `\nExamples:\n${examples}\n`}`;
}

/** The first of the examples; `cog build` has some since 0.17. */
function examplesOf(command: Command, isModern: boolean): string | undefined {
  if (command === "build")
    return isModern ? "  # Build with default settings\n  cog build" : undefined;
  return isModern
    ? "  # Push to Replicate\n  cog push r8.im/your-username/my-model"
    : "cog push r8.im/your-username/hotdog-detector";
}
