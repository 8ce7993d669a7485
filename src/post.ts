import { cancelOrphans, removeOrphans, stopMain } from "./commands/clean-up.ts";

/** The post step: removes what a main step that was killed has left behind, and ends one that still runs. */
export async function post(): Promise<void> {
  // The runner cancels before it kills, and there is little to do: it is finished anyway.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);
  const directories = await stopMain();
  await Promise.all([removeOrphans(directories), cancelOrphans()]);
}
