import { randomBytes } from "node:crypto";
import { fullName } from "../../src/lib/model-name.ts";
import { ownershipMarker } from "../../src/preview/ownership.ts";
import type { Machine } from "./machine.ts";
import { costOf, type Results } from "./results.ts";
import { repeat } from "./statistics.ts";

/** Of the events that the sandbox makes. */
const REPOSITORY = "acme/hotdog-app";

/**
 * A pull request closes, and its preview goes, with so many versions.
 * @throws when something of it is left.
 */
export async function removePreviews(
  machine: Machine,
  versions: number,
  runs: number,
): Promise<Results["removal"]> {
  const observed = await repeat(runs, async (turn) => {
    const name = addPreview(machine, turn + 1, versions);
    const { event, env } = machine.sandbox.events.pullRequestEvent({
      action: "closed",
      number: turn + 1,
    });
    const run = await machine.action("deleted", { event, env });
    if (machine.sandbox.model(name) !== undefined) throw new Error(`${name} is still there.`);
    return run;
  });
  return { versions, cost: costOf(observed) };
}

function addPreview({ sandbox, model }: Machine, number: number, versions: number): string {
  const [owner = "", base = ""] = model.split("/");
  const production = { owner, name: base };
  const repository = {
    name: REPOSITORY,
    id: "",
    serverUrl: "https://github.com",
    hasFormerName: async () => false,
  };
  const origin = { repository, number, production, project: "cog.yaml" };
  const preview = { owner, name: `${base}-pr-${number}` };
  sandbox.addModel({
    ...preview,
    ...ownershipMarker(origin),
    visibility: "private",
    versions: Array.from({ length: versions }, () => ({ id: randomBytes(32).toString("hex") })),
  });
  return fullName(preview);
}
