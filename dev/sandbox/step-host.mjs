/**
 * Runs entries of dist one after the other in this process, each as if the process were new: with its own
 * environment, directory, exit code and clock, and with modules that are evaluated anew. What Node has compiled
 * stays, which is most of the time that a step takes.
 */
const BUNDLE = new URL("../../dist/bundle.js", import.meta.url);
const SIGNALS = ["SIGINT", "SIGTERM"];
const now = performance.now.bind(performance);

let steps = 0;
process.on("disconnect", () => process.exit());
process.on("message", async ({ entry, env, cwd, mark }) => {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  process.chdir(cwd);
  process.exitCode = undefined;
  const start = now();
  performance.now = () => now() - start;
  try {
    const entries = await import(`${BUNDLE.href}?${++steps}`);
    await entries[entry]();
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  }
  const code = process.exitCode ?? 0;
  for (const signal of SIGNALS) process.removeAllListeners(signal);
  process.chdir("/");
  process.exitCode = undefined;
  for (const stream of [process.stdout, process.stderr]) stream.write(mark);
  process.send(code);
});
