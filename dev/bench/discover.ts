import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Machine } from "./machine.ts";
import { makeRepository } from "./repository.ts";
import { type Cost, costOf, type Discovery } from "./results.ts";
import type { Scale } from "./scale.ts";
import { repeat } from "./statistics.ts";

const ACTION = fileURLToPath(new URL("../../discover", import.meta.url));
const BUILT = fileURLToPath(new URL("../../dist/discover.js", import.meta.url));
const CHANGED = "3";

/**
 * Finds which of many projects have changed, in a checkout as actions/checkout makes it by default, and in
 * one with all commits.
 * @throws when it does not find those that have changed.
 */
export async function discoverProjects(
  machine: Machine,
  { projects, files, runs }: Scale,
): Promise<Discovery | undefined> {
  if (!existsSync(BUILT)) return undefined;
  const directory = join(machine.runner.directory, "repository");
  const repository = await makeRepository(directory, projects, files);
  const { before, after } = repository;
  const step = {
    action: ACTION,
    // Each project's own model counts, which is one at r8.im.
    inputs: { model: "" },
    event: { ref: "refs/heads/main", before, after },
    env: { GITHUB_EVENT_NAME: "push", GITHUB_SHA: after, COG_REGISTRY_HOST: "r8.im" },
  };
  const discover = async (depth: "shallow" | "full"): Promise<Cost> => {
    const workspace = await repository.checkout(depth);
    const turn = async () => {
      await repository.restore(workspace);
      const found = await machine.action("", { ...step, workspace });
      const { count } = found.result.outputs;
      if (count !== CHANGED) throw new Error(`${count} projects were found to have changed.`);
      return found;
    };
    await turn();
    return costOf(await repeat(runs, turn));
  };
  return { projects, files, shallow: await discover("shallow"), full: await discover("full") };
}
