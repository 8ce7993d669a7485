import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseConfig } from "../cog/config-yaml.ts";
import { errorMessage } from "../lib/errors.ts";
import { recordAt } from "../lib/json.ts";
import { debug } from "../lib/log.ts";

/** What deletes previews: a run on `closed`, a sweep afterwards, or nothing. */
export type DeletionTrigger = "closed" | "sweep" | "none";

const DIRECTORY = ".github/workflows";

/**
 * Finds what deletes the previews of closed pull requests, in the workflows that are checked out.
 * @param workflowFile the workflow of this run; undefined: it is in another repository.
 * @returns `closed` as well when the workflow of this run is not there to read.
 */
export async function findDeletionTrigger(
  workspace: string,
  workflowFile: string | undefined,
): Promise<DeletionTrigger> {
  const workflows = await readWorkflows(join(workspace, DIRECTORY));
  const own = workflowFile && workflows.get(workflowFile.slice(DIRECTORY.length + 1));
  if (!own || runsOnClosed(own)) return "closed";
  const ours = [...workflows.values()].filter((text) => /\bpush-to-replicate\b/.test(text));
  if (ours.some(runsOnClosed)) return "closed";
  return ours.some((text) => /\bpush-to-replicate\/sweep@/.test(text)) ? "sweep" : "none";
}

/** The texts of workflows by their file's name. A link is not followed. */
async function readWorkflows(directory: string): Promise<ReadonlyMap<string, string>> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name));
    const texts = files.map(
      async ({ name }) => [name, await readFile(join(directory, name), "utf8")] as const,
    );
    return new Map(await Promise.all(texts));
  } catch (error) {
    debug(`Could not read the workflows: ${errorMessage(error)}`);
    return new Map();
  }
}

/** Whether a workflow runs when a pull request is closed. One that cannot be parsed is assumed to. */
function runsOnClosed(text: string): boolean {
  try {
    // `on: push`, `on: [push]`, or a mapping from events to filters.
    const events = recordAt(parseConfig(text), "on") ?? {};
    return ["pull_request", "pull_request_target"].some((event) =>
      [recordAt(events, event)?.["types"]].flat().includes("closed"),
    );
  } catch (error) {
    debug(`Could not parse a workflow: ${errorMessage(error)}`);
    return true;
  }
}
