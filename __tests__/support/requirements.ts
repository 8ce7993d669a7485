import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInMemory } from "./memory.ts";
import { bundleStandIn } from "./stand-in.ts";

/**
 * The tests spawn the action on the Node that runs them: it has to be the one that runners use.
 * @returns what removes the directory of temporary files.
 */
export default async function prepare(): Promise<() => Promise<void>> {
  const [major = 0] = process.versions.node.split(".").map(Number);
  if (major < 24)
    throw new Error(
      `The tests need Node 24, this is ${process.version}. On Linux \`npm ci\` brings it; elsewhere install it.`,
    );
  process.env["SANDBOX_COG"] = await bundleStandIn();
  const given = process.env["TMPDIR"];
  const inMemory = given === undefined ? createInMemory() : undefined;
  const directory = inMemory ?? mkdtempSync(join(tmpdir(), "tests-"));
  process.env["TMPDIR"] = directory;
  return async () => {
    if (given === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = given;
    await rm(directory, { recursive: true, force: true });
  };
}
