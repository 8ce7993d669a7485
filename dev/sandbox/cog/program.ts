import { announce } from "./control.ts";

/**
 * Runs the stand-in for Cog: it builds a real image of a project, pushes it on request, and prints what that
 * release of Cog prints. What only a command needs is loaded after the run was announced to the sandbox.
 * @param argv VERSION SANDBOX [arguments of cog...]
 */
export async function run(argv: readonly string[]): Promise<void> {
  const [version = "", sandbox = "", ...words] = argv;
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
}
