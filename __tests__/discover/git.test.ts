import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fetchCommits, mergeBase, readCommits } from "../../src/git/commits.ts";
import { changedFiles, changedPaths, trackedFiles, workTreeChanges } from "../../src/git/files.ts";
import { openRepository } from "../../src/git/repository.ts";
import { GitError, git } from "../../src/git/run.ts";
import { createQueue } from "../../src/lib/queue.ts";
import { Origin } from "./support.ts";

function open(
  directory: string,
  environment: Readonly<Record<string, string>> = {},
  fetchInTurn = createQueue(),
) {
  const variables = { PATH: process.env["PATH"], GIT_CONFIG_NOSYSTEM: "1", HOME: "/nonexistent" };
  const { signal } = new AbortController();
  const place = { directory, environment: { ...variables, ...environment }, signal };
  return openRepository(place, "working-directory", fetchInTurn);
}

describe("a repository", () => {
  it("is found from any of its directories, whatever its name", async () => {
    const origin = await Origin.create({ "a\nb/c d/x": "" });
    const workspace = await origin.checkout();
    expect(await open(join(workspace, "a\nb/c d"))).toMatchObject({
      prefix: "a\nb/c d/",
      isShallow: true,
    });
    expect(await open(await origin.checkout(undefined, 0))).toMatchObject({
      prefix: "",
      isShallow: false,
    });
  });

  it("does not get the step's variables, and never prompts", async () => {
    const origin = await Origin.create({ x: "" });
    const variables = { INPUT_SECRET: "hush", HF_TOKEN: "hush", https_proxy: "http://proxy" };
    const repository = await open(await origin.checkout(), variables);
    const alias = "alias.show-environment=!env";
    const shown = `${await git(repository, ["-c", alias, "show-environment"])}`;
    expect(shown).toContain("https_proxy=http://proxy");
    expect(shown).toContain("GIT_TERMINAL_PROMPT=0");
    expect(shown).not.toContain("hush");
  });
});

describe("the work tree", () => {
  it("lists modified, added, deleted, and renamed files, in the directory only", async () => {
    const origin = await Origin.create({
      "m/kept": "1",
      "m/changed": "1",
      "m/gone": "1",
      "m/old name": "1",
      "n/changed": "1",
      ".gitignore": "*.bin\ncache/\n",
    });
    const workspace = await origin.checkout();
    const at = (path: string): string => join(workspace, path);
    await mkdir(at("m/cache/deep"), { recursive: true });
    const written = [
      "m/changed",
      "m/staged",
      "m/new\nline",
      "m/w.bin",
      "m/cache/deep/x",
      "n/changed",
    ];
    for (const path of written) await writeFile(at(path), "2");
    await rename(at("m/old name"), at("m/new name"));
    await origin.git(workspace, "rm", "--quiet", "m/gone");
    await origin.git(workspace, "add", "m/staged", "m/old name", "m/new name");

    const changes = await workTreeChanges(await open(at("m")), ["."]);

    const modified = ["m/changed", "m/gone", "m/old name", "m/new name", "m/staged"];
    const untracked = ["m/new\nline"];
    const ignored = ["m/w.bin", "m/cache/"];
    expect(new Set(changes)).toEqual(new Set([...modified, ...untracked, ...ignored]));
  });
});

describe("commits", () => {
  it("are resolved from any name, with the parents that a shallow clone lacks", async () => {
    const origin = await Origin.create({ x: "1" });
    const first = await origin.work("rev-parse", "HEAD");
    const second = await origin.commit({ x: "2" }, "A message\n\nparent 1234\n\tünd so");
    await origin.work("tag", "--annotate", "--message=x", "v1", second);
    await origin.work("push", "--quiet", "origin", "v1");
    const repository = await open(await origin.checkout());
    const head = { id: second, parents: [first] };
    expect(await readCommits(repository, ["HEAD", first, second, "no such", "HEAD:x"])).toEqual([
      head,
      undefined,
      head,
      undefined,
      undefined,
    ]);
    await fetchCommits(repository, ["v1"]);
    expect(await readCommits(repository, ["FETCH_HEAD"])).toEqual([head]);
    await fetchCommits(repository, [first]);
    expect(await changedFiles(repository, first, second)).toEqual(["x"]);
    expect(await changedPaths(repository, first, second, ["y"])).toEqual([]);
  });

  it("that do not exist are reported with git's own message", async () => {
    const origin = await Origin.create({ x: "1" });
    const repository = await open(await origin.checkout());
    const error: unknown = await fetchCommits(repository, ["1".repeat(40)]).catch((e) => e);
    expect(error).toBeInstanceOf(GitError);
    expect(error).toMatchObject({ exit: 128, reason: expect.stringMatching(/not our ref/) });
  });

  it("can be fetched concurrently through one queue", async () => {
    const origin = await Origin.create({ x: "0" });
    const ids: string[] = [];
    for (let i = 1; i <= 8; i++) ids.push(await origin.commit({ x: String(i) }));
    await origin.commit({ x: "last" });
    const workspace = await origin.checkout();

    const queue = createQueue();
    const fetches = ids.map(async (id) => fetchCommits(await open(workspace, {}, queue), [id]));
    await Promise.all(fetches);

    const known = await readCommits(await open(workspace), ids);
    expect(known.map((commit) => commit?.id)).toEqual(ids);
  });

  it("without history in common have no merge base", async () => {
    const origin = await Origin.create({ x: "1" });
    const main = await origin.work("rev-parse", "HEAD");
    await origin.work("checkout", "--quiet", "--orphan", "other");
    const other = await origin.commit({ x: "2" });
    const repository = await open(await origin.checkout());
    await fetchCommits(repository, [other]);
    expect(await mergeBase(repository, main, other)).toBeUndefined();
  });
});

it("configuration does not change the lists", async () => {
  const origin = await Origin.create({ "m/a": "same same same", "m/ü": "1" });
  const first = await origin.work("rev-parse", "HEAD");
  const second = await origin.commit({ "m/a": null, "b/a": "same same same", "m/ü": "2" });
  const workspace = await origin.checkout(second, 0);
  const settings = { "diff.renames": "copies", "diff.relative": "true", "core.quotePath": "true" };
  for (const [key, value] of Object.entries(settings))
    await origin.git(workspace, "config", key, value);
  const repository = await open(join(workspace, "m"));
  expect(await changedFiles(repository, first, second)).toEqual(["b/a", "m/a", "m/ü"]);
  expect(await trackedFiles(repository, ["."])).toEqual(["m/ü"]);
});
