import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { globalAgent } from "node:http";
import { pathToFileURL } from "node:url";

/**
 * Runs the stand-in for Cog again and again, each time as if the process were new: with the arguments, environment,
 * directory, process ID and output of the `cog` that was started.
 */
let runs = 0;
process.on("disconnect", () => process.exit());
process.on("message", async ({ program, argv, env, cwd, pid, stdout, stderr }) => {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  process.chdir(cwd);
  process.argv = [process.execPath, program, ...argv];
  const streams = { stdout: createWriteStream(stdout), stderr: createWriteStream(stderr) };
  for (const [name, value] of Object.entries({ pid, ...streams }))
    Object.defineProperty(process, name, { value, configurable: true });
  try {
    await import(`${pathToFileURL(program).href}?${++runs}`);
  } catch (error) {
    streams.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
  }
  const code = process.exitCode ?? 0;
  process.exitCode = undefined;
  process.chdir("/");
  // A new process would have no connections of an older one.
  globalAgent.destroy();
  await Promise.all(Object.values(streams).map((stream) => once(stream.end(), "close")));
  process.send(code);
});
