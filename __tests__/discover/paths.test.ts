import { describe, expect, it } from "vitest";
import { scheduleEvent } from "../../dev/sandbox/github/events.ts";
import { cog, type Files, jobsOf, namesOf, Origin, pushEvent } from "./support.ts";

/** The jobs after one commit. */
async function changing(
  start: Files,
  change: Files,
  inputs: Readonly<Record<string, string>> = {},
) {
  const origin = await Origin.create(start);
  const before = await origin.work("rev-parse", "HEAD");
  const head = await origin.commit(change);
  return origin.discover(await origin.checkout(), pushEvent(before, head), inputs);
}

const NESTED: Files = {
  "cog.yaml": cog("root"),
  "predict.py": "",
  "models/a/cog.yaml": cog("a"),
  "models/a/lib/util.py": "1",
  "models/a/inner/cog.yaml": cog("inner"),
  "models/a/inner/predict.py": "1",
};
const CONFIGS: Files = {
  "m/cog.yaml": cog("plain"),
  "m/cog.gpu.yaml": cog("gpu"),
  "m/cog.cpu.yaml": cog("cpu"),
  "m/predict.py": "1",
};

describe("a change", () => {
  it.each<[string, Files, Files, readonly string[]]>([
    [
      "belongs to the project whose directory contains it",
      NESTED,
      { "models/a/lib/util.py": "2" },
      ["models/a"],
    ],
    [
      "belongs to the nearest project",
      NESTED,
      { "models/a/inner/predict.py": "2" },
      ["models/a/inner"],
    ],
    [
      "belongs to the root project when no other contains it",
      NESTED,
      { "models/notes.txt": "2" },
      ["."],
    ],
    [
      "to a file in a folder of several projects belongs to all of them",
      CONFIGS,
      { "m/predict.py": "2" },
      ["m", "m (cog.cpu.yaml)", "m (cog.gpu.yaml)"],
    ],
    [
      "to one configuration belongs to its project only",
      CONFIGS,
      { "m/cog.gpu.yaml": `${cog("gpu")}# gpu\n` },
      ["m (cog.gpu.yaml)"],
    ],
    ["that deletes a configuration selects no project", CONFIGS, { "m/cog.gpu.yaml": null }, []],
    ["that adds a project selects it", CONFIGS, { "n/cog.yaml": cog("n") }, ["n"]],
    ["that deletes a project selects no project", NESTED, { "models/a/inner": null }, ["models/a"]],
    [
      "that deletes the last project selects no project",
      { "m/cog.yaml": cog("m"), "README.md": "" },
      { m: null },
      [],
    ],
    [
      "that renames a file counts for both names",
      { ...NESTED, "b/cog.yaml": cog("b"), "c/cog.yaml": cog("c"), "b/weights.txt": "the same" },
      { "b/weights.txt": null, "c/weights.txt": "the same" },
      ["b", "c"],
    ],
    [
      "to names with spaces, quotes, newlines, and other letters is detected",
      {
        "mo dels/\"x\" 'y'\n/ü/cog.yaml": cog("x"),
        "模型/cog.yaml": cog("y"),
        "b/cog.yaml": cog("b"),
      },
      { "mo dels/\"x\" 'y'\n/ü/$(touch it).py": "", "模型/预测\t.py": "" },
      ["mo dels/\"x\" 'y'\n/ü", "模型"],
    ],
    [
      "to a file that .dockerignore excludes does not count",
      { "m/cog.yaml": cog("m"), "m/.dockerignore": "docs\n*.md\n!KEEP.md\n", "m/docs/a.txt": "1" },
      { "m/docs/a.txt": "2", "m/NOTES.md": "2" },
      [],
    ],
    [
      "to a file that .dockerignore includes again counts",
      { "m/cog.yaml": cog("m"), "m/.dockerignore": "docs\n*.md\n!KEEP.md\n", "m/KEEP.md": "1" },
      { "m/KEEP.md": "2" },
      ["m"],
    ],
    [
      "to .dockerignore, cog.yaml, its requirements, or its observability file counts",
      {
        "a/cog.yaml": cog("a"),
        "a/.dockerignore": "**",
        "b/cog.yaml": cog("b"),
        "b/.dockerignore": "**",
        "c/cog.yaml": `${cog("c")}build:\n  python_requirements: needs.txt\n`,
        "c/.dockerignore": "**",
        "d/cog.yaml": `${cog("d")}observability:\n  config: trace.py\n`,
        "d/.dockerignore": "**",
      },
      {
        "a/cog.yaml": `${cog("a")}\n`,
        "b/.dockerignore": "*",
        "c/needs.txt": "torch",
        "d/trace.py": "x",
      },
      ["a", "b", "c", "d"],
    ],
    [
      "to any other build input counts, whatever its path and .dockerignore",
      {
        "a/cog.yaml": `${cog("a")}build:\n  python_requirements: ./needs.txt\n`,
        "a/.dockerignore": "**",
        "b/cog.yaml": `${cog("b")}build:\n  python_requirements: ../shared/needs.txt\n`,
        "c/cog.yaml": `${cog("c")}weights:\n  - source: hf://x\n`,
        "c/.dockerignore": "**",
        "d/cog.yaml": cog("d"),
        "d/.dockerignore": "**",
        "e/cog.yaml": cog("e"),
        "e/.dockerignore": "**",
        "f/cog.yaml": cog("f"),
        ".github/replicate.yml":
          "projects: {d: {dockerfile: docker/gpu}, f: {working-directory: tools, dockerfile: gpu}}",
      },
      {
        "a/needs.txt": "torch",
        "shared/needs.txt": "torch",
        "c/weights.lock": "x",
        "d/docker/gpu": "x",
        "e/docker/gpu": "x",
        "tools/gpu": "x",
      },
      ["a", "b", "c", "d", "f"],
    ],
  ])("%s", async (_case, start, change, expected) => {
    const result = await changing(start, change);
    expect(namesOf(result)).toEqual(expected.toSorted());
  });

  it("to a submodule belongs to the project that contains it, and to the projects in it", async () => {
    const files = { "cog.yaml": cog("inside"), "lib.py": "1", ".dockerignore": "*.md\n" };
    const inside = await Origin.create(files);
    const origin = await Origin.create({ "m/cog.yaml": cog("m"), "n/cog.yaml": cog("n") });
    await origin.work("submodule", "--quiet", "add", inside.url, "m/lib");
    await origin.work("submodule", "--quiet", "add", inside.url, "vendor");
    await origin.commit({ "m/cog.yaml": `${cog("m")}\n` });
    const before = await origin.work("rev-parse", "HEAD");
    await inside.commit({ "lib.py": "2" });
    await origin.work("submodule", "--quiet", "update", "--remote");
    const head = await origin.commit({});

    const without = await origin.checkout();
    expect(namesOf(await origin.discover(without, pushEvent(before, head)))).toEqual(["m"]);

    const workspace = await origin.checkout();
    await origin.git(workspace, "submodule", "--quiet", "update", "--init");
    const projects = { projects: "vendor\nm\nn" };
    const result = await origin.discover(workspace, pushEvent(before, head), projects);
    expect(namesOf(result)).toEqual(["vendor"]);
  });

  it("to a configuration of any name belongs to it alone", async () => {
    const files = { "m/a.yaml": cog("a"), "m/b.yaml": cog("b") };
    const result = await changing(files, { "m/a.yaml": cog("a2") }, { projects: "m/*.yaml" });
    expect(namesOf(result)).toEqual(["m (a.yaml)"]);
  });

  it("never executes file names", async () => {
    const result = await changing(
      { "$(touch pwned)/cog.yaml": cog("a"), "; touch pwned/cog.yaml": cog("b") },
      { "\n::error::pwned/cog.yaml": cog("c") },
    );
    expect(jobsOf(result)).toMatchObject([{ "working-directory": "\n::error::pwned" }]);
    expect(result.errors).toEqual([]);
  });
});

describe("also-when", () => {
  const start: Files = { ...NESTED, "shared/lib/util.py": "1", "docs/a.md": "1" };
  const all = [".", "models/a", "models/a/inner"];

  it.each<[string, string, Files, readonly string[]]>([
    ["a directory", "shared", { "shared/lib/util.py": "2" }, all],
    ["a directory and a slash", "shared/", { "shared/lib/util.py": "2" }, all],
    ["a glob", "docs\n**/util.py", { "shared/lib/util.py": "2" }, all],
    ["a glob of a directory", "sh*", { "shared/lib/util.py": "2" }, all],
    ["a file that has not changed", "shared", { "docs/a.md": "2" }, ["."]],
    ["everything except a directory", "*\n!docs", { "docs/a.md": "2" }, ["."]],
    [
      "a pattern of exclusions only, which starts from everything",
      "!docs",
      { "shared/lib/util.py": "2" },
      all,
    ],
    ["a file that a pattern of exclusions only excludes", "!docs", { "docs/a.md": "2" }, ["."]],
    ["a star, which does not match a slash", "*.py", { "models/a/lib/util.py": "2" }, ["models/a"]],
    ["a deleted file", "docs", { "docs/a.md": null }, all],
  ])("handles %s", async (_case, globs, change, expected) => {
    const result = await changing(start, change, { "also-when": globs });
    expect(namesOf(result)).toEqual(expected);
  });
});

describe("where the repository is", () => {
  it.each([
    ["the root", ".", ".", ["models/a", "services/b", "services/c/d"]],
    ["a directory of it", ".", "services", ["services/b", "services/c/d"]],
    [
      "a checkout in a folder",
      "app",
      "app",
      ["app/models/a", "app/services/b", "app/services/c/d"],
    ],
    ["both", "app", "./app/services/", ["app/services/b", "app/services/c/d"]],
  ])("%s: directories are relative to the workspace", async (_case, path, input, expected) => {
    const origin = await Origin.create({
      "models/a/cog.yaml": cog("a"),
      "services/b/cog.yaml": cog("b"),
      "services/c/d/cog.yaml": cog("d"),
    });
    const before = await origin.work("rev-parse", "HEAD");
    const head = await origin.commit({ "services/c/d/x.py": "", "models/a/x.py": "" });
    const workspace = await origin.checkout(undefined, 1, path);
    const inputs = { "working-directory": input };

    const all = jobsOf(await origin.discover(workspace, scheduleEvent(), inputs));
    expect(all.map((job) => job["working-directory"])).toEqual(expected);
    const changed = namesOf(await origin.discover(workspace, pushEvent(before, head), inputs));
    expect(changed).toEqual(expected.filter((name) => !name.endsWith("/b")));
  });

  it("allows globs outside working-directory, within the repository", async () => {
    const origin = await Origin.create({ "m/a/cog.yaml": cog("a"), "shared/x.py": "1" });
    const before = await origin.work("rev-parse", "HEAD");
    const head = await origin.commit({ "shared/x.py": "2" });
    const result = await origin.discover(await origin.checkout(), pushEvent(before, head), {
      "working-directory": "m",
      "also-when": "../shared",
    });
    expect(namesOf(result)).toEqual(["m/a"]);
  });

  it("selects no project that git does not track", async () => {
    const origin = await Origin.create({ "a/cog.yaml": cog("a"), ".github/m/cog.yaml": cog("m") });
    const workspace = await origin.checkout();
    await origin.git(workspace, "rm", "--quiet", "--cached", "a/cog.yaml");
    const result = await origin.discover(workspace, scheduleEvent());
    expect(namesOf(result)).toEqual([".github/m"]);
  });
});
