import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readNotes } from "../support/programs.ts";
import { Sources } from "../support/sources.ts";

/**
 * A repository that somebody has committed as ordinary files, in the directory of the project: git takes a
 * directory with these names for one, and runs what its configuration names.
 */
async function embedRepository(
  { root, directory }: Sources,
  head: string,
  notes: string,
): Promise<void> {
  const place = join(root, directory);
  await Promise.all(
    ["objects", "refs/heads"].map((name) => mkdir(join(place, name), { recursive: true })),
  );
  await writeFile(join(place, "HEAD"), `${head}\n`);
  const evil = `echo ran >> '${notes}'; false`;
  const config = `[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ..\n\tfsmonitor = "${evil}"\n`;
  await writeFile(join(place, "config"), config);
}

describe("a repository that is committed as files in the project's directory", () => {
  it.each(["pull_request_target", "workflow_run"])(
    "is not used on %s to find what is checked out, since it would name our own commit",
    async (name) => {
      const sources = await Sources.create({}, "model");
      const ours = await sources.head();
      const notes = join(sources.world.runner.directory, "notes");
      await embedRepository(sources, ours, notes);
      await sources.commit({ "model/predict.py": "import evil\n" });
      expect(await sources.git("-C", "model", "rev-parse", "HEAD")).toBe(ours);
      const { events } = sources.world.sandbox;
      const traits = { number: 7, headRepository: "stranger/app", author: "stranger" };
      const { event, env } =
        name === "workflow_run"
          ? events.workflowRunEvent(traits)
          : events.pullRequestEvent({ ...traits, action: "opened", name: "pull_request_target" });

      const message = await sources.world.refusal({
        event,
        inputs: { "working-directory": "model" },
        env: { ...env, GITHUB_SHA: ours },
      });

      expect(message).toContain("[untrusted-checkout]");
      expect(sources.world.sandbox.requests).toEqual([]);
      expect(await readNotes(notes)).toEqual([]);
    },
  );

  it("runs nothing from its configuration in a push, and is not named as the source", async () => {
    const sources = await Sources.create({}, "model");
    const notes = join(sources.world.runner.directory, "notes");
    await embedRepository(sources, await sources.head(), notes);
    await sources.git("-C", "model", "status").catch(() => undefined);
    const ranByGitItself = await readNotes(notes);
    await rm(notes);

    const result = await sources.push();

    expect(ranByGitItself).not.toEqual([]);
    expect(result.outputs["status"]).toBe("pushed");
    expect(await readNotes(notes)).toEqual([]);
  });
});
