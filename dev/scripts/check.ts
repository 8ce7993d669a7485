import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

/*
 * Runs all checks of the sources at once: each of them uses one processor most of the time. Prints what those that fail
 * say, and exits with 1 then.
 */

const CHECKS = [
  "tsc -p tsconfig.check.json",
  "biome check .",
  "depcruise src dev --config .dependency-cruiser.js",
  "cspell --no-progress --no-summary",
];

async function passes(command: string): Promise<boolean> {
  const [program = "", ...args] = command.split(" ");
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  const code = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  const printed = await Promise.all([text(child.stdout), text(child.stderr)]);
  const isPassed = (await code) === 0;
  console.log(`${isPassed ? "passed" : "failed"}: ${command}`);
  if (!isPassed) console.log(printed.join(""));
  return isPassed;
}

const results = await Promise.all(CHECKS.map(passes));
if (results.includes(false)) process.exitCode = 1;
