import gte from "semver/functions/gte.js";
import { Console, Fatal, UsageError } from "./console.ts";
import type { Supervision } from "./control.ts";
import { push } from "./push.ts";

/** Runs a push to its end, says what is wrong when it fails, and returns the exit code. */
export async function runPush(
  version: string,
  supervision: Supervision,
  words: readonly string[],
): Promise<number> {
  const console = new Console(version, supervision.script.singleBytes);
  try {
    await push({ version, console, supervision }, words);
    return 0;
  } catch (error) {
    if (!(error instanceof Fatal)) throw error;
    if (error instanceof UsageError) console.info(usageOf(version));
    if (error.isLiteral) console.info(error.message);
    else console.error(error.message);
    return error.exitCode;
  } finally {
    await console.flushed();
  }
}

/** The head of cobra's usage text, before the error about an argument. */
function usageOf(version: string): string {
  const examples = gte(version, "0.17.0")
    ? "  # Push to Replicate\n  cog push r8.im/your-username/my-model"
    : "cog push r8.im/your-username/hotdog-detector";
  return `Usage:\n  cog push [IMAGE] [flags]\n\nExamples:\n${examples}\n`;
}
