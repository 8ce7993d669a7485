import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type StepEvent, scheduleEvent } from "../../dev/sandbox/github/events.ts";
import { codes, failure } from "../support/world.ts";
import { cog, gitCommands, jobsOf, namesOf, Origin, pullEvent, pushEvent } from "./support.ts";

/** A repository of so many projects, with so many files each, and a commit after it that changes three. */
async function manyProjects(projects: number, files: number) {
  const origin = await Origin.create();
  const directories = Array.from({ length: projects }, (_, i) => `models/m${i}`);
  const stream = [
    "blob\nmark :1\ndata 2\n1\n",
    "blob\nmark :2\ndata 2\n2\n",
    ...directories.map((_, i) => blob(10 + i, cog(`m${i}`))),
    commit("first", 3),
    ...directories.flatMap((directory, i) => [
      `M 644 :${10 + i} ${directory}/cog.yaml`,
      ...Array.from({ length: files }, (_, j) => `M 644 :1 ${directory}/src${j % 5}/${j}.py`),
    ]),
    commit("second", 4, 3),
    ...[7, 77, 177].map((i) => `M 644 :2 models/m${i}/src1/1.py`),
  ];
  const bare = join(origin.directory, "bare.git");
  const git = spawn("git", ["-C", bare, "fast-import", "--quiet", "--force"], {
    stdio: ["pipe", "ignore", "inherit"],
  });
  git.stdin.end(`${stream.join("\n")}\n`);
  const [code] = await once(git, "close");
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`);
  const [before = "", after = ""] = (await origin.git(bare, "rev-parse", "main~1", "main")).split(
    "\n",
  );
  return { origin, before, after };
}

function blob(mark: number, text: string): string {
  return `blob\nmark :${mark}\ndata ${Buffer.byteLength(text)}\n${text}`;
}

function commit(message: string, mark: number, from?: number): string {
  const head = `commit refs/heads/main\nmark :${mark}\ncommitter mona <mona@example.com> 1767225600 +0000`;
  const parent = from === undefined ? [] : [`from :${from}`];
  return [head, `data ${message.length}`, message, ...parent].join("\n");
}

/** A step with git's own trace on. */
async function traced(
  origin: Origin,
  workspace: string,
  { event, env }: StepEvent,
  inputs: Readonly<Record<string, string>> = {},
) {
  const trace = join(workspace, "..", `trace-${Math.random()}`);
  await mkdir(trace);
  // The action gives git no variables of its trace, but the user's configuration.
  const configuration = `${trace}.gitconfig`;
  await writeFile(configuration, `[trace2]\n\teventTarget = ${trace}\n`);
  const variables = { ...env, GIT_CONFIG_GLOBAL: configuration };
  const result = await origin.discover(workspace, { event, env: variables }, inputs);
  return { result, commands: await gitCommands(trace) };
}

/** Every repository needs these, whatever its size. */
const ONCE = ["cat-file", "diff", "ls-files", "rev-parse"];

describe("300 projects and 20,000 files", () => {
  it("need one git command per query, and no history", { timeout: 60_000 }, async () => {
    const { origin, before, after } = await manyProjects(300, 66);
    const workspace = await origin.checkout();

    const { result, commands } = await traced(origin, workspace, pushEvent(before, after));

    expect(namesOf(result)).toEqual(["models/m177", "models/m7", "models/m77"]);
    expect(commands).toEqual([...ONCE, "config", "fetch"].toSorted());
    const inputs = { projects: "models/m1*", "also-when": "shared", model: "acme/x-{directory}" };
    const again = await traced(origin, workspace, pushEvent(before, after), inputs);
    expect(jobsOf(again.result)).toMatchObject([{ model: "acme/x-m177" }]);
    expect(again.commands).toEqual(ONCE);
  });

  it("exceed the limit of a matrix: the error explains how to split them", async () => {
    const { origin, before, after } = await manyProjects(513, 1);
    const workspace = await origin.checkout();

    const message = failure(await origin.discover(workspace, scheduleEvent()));
    expect(codes(message)).toEqual(["matrix-too-large"]);
    for (const text of ["513 projects", "512"]) expect(message).toContain(text);

    const half = { projects: "models/m[0-1]*" };
    expect(jobsOf(await origin.discover(workspace, scheduleEvent(), half))).toHaveLength(
      1 + 1 + 10 + 100,
    );
    expect(namesOf(await origin.discover(workspace, pushEvent(before, after)))).toHaveLength(3);
    const closed = pullEvent(before, after, after, "closed");
    expect(namesOf(await origin.discover(workspace, closed))).toHaveLength(3);
  });

  it.each([
    [256, [256, 0]],
    [257, [256, 1]],
    [512, [256, 256]],
  ])("are split into matrices of at most 256: %i", async (count, expected) => {
    const { origin } = await manyProjects(count, 1);
    const { outputs } = await origin.discover(await origin.checkout(), scheduleEvent());
    const lengths = ["matrix", "matrix-2"].map(
      (name) => JSON.parse(outputs[name] ?? "").include.length,
    );
    expect(lengths).toEqual(expected);
    expect(outputs["count"]).toBe(String(count));
  });
});

describe("a shallow clone", () => {
  /** Thirty commits, each of another file of one project. */
  async function longHistory() {
    const origin = await Origin.create({ "m/cog.yaml": cog("m"), "n/cog.yaml": cog("n") });
    const first = await origin.work("rev-parse", "HEAD");
    for (let i = 0; i < 30; i++)
      await origin.work("commit", "--quiet", "--allow-empty", "-m", `${i}`);
    const last = await origin.commit({ "m/x.py": "x".repeat(1000) });
    return { origin, first, last };
  }

  it("fetches only the missing commit, and stays shallow", async () => {
    const { origin, first, last } = await longHistory();
    const workspace = await origin.checkout();

    const { result, commands } = await traced(origin, workspace, pushEvent(first, last));

    expect(namesOf(result)).toEqual(["m"]);
    expect(commands).toEqual([...ONCE, "config", "fetch"].toSorted());
    expect(await origin.git(workspace, "rev-list", "--count", "HEAD", first)).toBe("2");
    expect(await origin.git(workspace, "config", "core.repositoryformatversion")).toBe("0");
  });

  it("fetches nothing when both commits are present", async () => {
    const { origin, last } = await longHistory();
    const before = await origin.work("rev-parse", "HEAD~1");
    const workspace = await origin.checkout(last, 2);
    const { result, commands } = await traced(origin, workspace, pushEvent(before, last));
    expect(namesOf(result)).toEqual(["m"]);
    expect(commands).toEqual(ONCE);
  });

  it("is deepened only for a pull request without a merge commit, and without files", async () => {
    const { origin, first, last } = await longHistory();
    await origin.work("checkout", "--quiet", "-b", "topic", first);
    const head = await origin.commit({ "n/x.py": "1" });
    const workspace = await origin.checkout();

    const { result, commands } = await traced(origin, workspace, pullEvent(last, head, last));

    expect(namesOf(result)).toEqual(["n"]);
    expect(commands.filter((command) => command === "fetch")).toHaveLength(2);
    expect(result.warnings).toEqual([]);
  });

  it("is never made from a full clone, even for a commit that a force push replaced", async () => {
    const { origin, first, last } = await longHistory();
    const parent = await origin.work("rev-parse", "HEAD~1");
    await origin.work("reset", "--quiet", "--hard", parent);
    const forced = await origin.commit({ "n/x.py": "1" });
    const workspace = await origin.checkout(forced, 0);

    const result = await origin.discover(workspace, pushEvent(last, forced));

    expect(namesOf(result)).toEqual(["m", "n"]);
    expect(await origin.git(workspace, "rev-parse", "--is-shallow-repository")).toBe("false");
    expect(await origin.git(workspace, "merge-base", last, first)).toBe(first);
  });
});
