import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { COG_VERSION } from "../../../__tests__/support/world.ts";
import type { Machine } from "./machine.ts";

/** Where the tool cache has Cog, and the mark that makes an entry of it (@actions/tool-cache). */
export function cogEntry({ world }: Machine): { readonly file: string; readonly mark: string } {
  const entry = join(world.runner.toolCache, "cog", COG_VERSION, process.arch);
  return { file: join(entry, "cog"), mark: `${entry}.complete` };
}

/**
 * Puts something in the place of Cog in the tool cache, and calls it whole.
 * @param content undefined: nothing.
 */
export async function plant(
  machine: Machine,
  content: string | undefined,
  mode = 0o755,
): Promise<void> {
  const { file, mark } = cogEntry(machine);
  await mkdir(dirname(file), { recursive: true });
  if (content !== undefined) await writeFile(file, content, { mode });
  await writeFile(mark, "");
}

/** Puts Cog itself there, as an earlier run has left it. */
export async function plantCog(machine: Machine): Promise<void> {
  await plant(machine, await cogItself(machine));
}

/** What the mirror publishes as Cog. */
export async function cogItself({ world }: Machine): Promise<string> {
  const response = await fetch(`${world.sandbox.mirror}/download/v${COG_VERSION}/cog_Linux_x86_64`);
  return response.text();
}
