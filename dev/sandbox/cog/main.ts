import { enableCompileCache } from "node:module";
import { announce } from "./control.ts";

/*
 * The stand-in for Cog: `main.ts VERSION SANDBOX [arguments of cog...]`. It builds a real image of a
 * project, pushes it when it is told to, and prints what that release of Cog prints. It starts often, so it
 * keeps what Node has compiled, and loads what only a command needs after it has announced itself.
 */

enableCompileCache();

const [version = "", sandbox = "", ...words] = process.argv.slice(2);
const [command, ...rest] = words;

if (words.includes("--version")) {
  process.stdout.write(`cog version ${version} (built 2026-01-01T00:00:00Z)\n`);
} else if (command === "push" || command === "build") {
  const supervision = await announce(sandbox, version, words);
  const { runCommand } = await import("./run-command.ts");
  process.exitCode = await runCommand(command, version, supervision, rest);
} else {
  process.stderr.write(`unknown command "${command ?? ""}" for "cog"\n`);
  process.exitCode = 1;
}
