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
    ["belongs to the project above it", NESTED, { "models/a/lib/util.py": "2" }, ["models/a"]],
    ["to the nearest one", NESTED, { "models/a/inner/predict.py": "2" }, ["models/a/inner"]],
    ["to the root's where no other is", NESTED, { "models/notes.txt": "2" }, ["."]],
    [
      "of a file in a folder of several is one of all",
      CONFIGS,
      { "m/predict.py": "2" },
      ["m", "m (cog.cpu.yaml)", "m (cog.gpu.yaml)"],
    ],
    [
      "of one configuration is one of that alone",
      CONFIGS,
      { "m/cog.gpu.yaml": `${cog("gpu")}# gpu\n` },
      ["m (cog.gpu.yaml)"],
    ],
    ["that takes a configuration away is none", CONFIGS, { "m/cog.gpu.yaml": null }, []],
    ["that adds a project is one", CONFIGS, { "n/cog.yaml": cog("n") }, ["n"]],
    ["that takes a project away is none", NESTED, { "models/a/inner": null }, ["models/a"]],
    [
      "that takes the last project away is none",
      { "m/cog.yaml": cog("m"), "README.md": "" },
      { m: null },
      [],
    ],
    [
      "of a name counts on both sides",
      { ...NESTED, "b/cog.yaml": cog("b"), "c/cog.yaml": cog("c"), "b/weights.txt": "the same" },
      { "b/weights.txt": null, "c/weights.txt": "the same" },
      ["b", "c"],
    ],
    [
      "of names with spaces, quotes, newlines and other letters is seen",
      {
        "mo dels/\"x\" 'y'\n/ü/cog.yaml": cog("x"),
        "模型/cog.yaml": cog("y"),
        "b/cog.yaml": cog("b"),
      },
      { "mo dels/\"x\" 'y'\n/ü/$(touch it).py": "", "模型/预测\t.py": "" },
      ["mo dels/\"x\" 'y'\n/ü", "模型"],
    ],
    [
      "of what .dockerignore leaves out does not count",
      { "m/cog.yaml": cog("m"), "m/.dockerignore": "docs\n*.md\n!KEEP.md\n", "m/docs/a.txt": "1" },
      { "m/docs/a.txt": "2", "m/NOTES.md": "2" },
      [],
    ],
    [
      "of what .dockerignore takes back does",
      { "m/cog.yaml": cog("m"), "m/.dockerignore": "docs\n*.md\n!KEEP.md\n", "m/KEEP.md": "1" },
      { "m/KEEP.md": "2" },
      ["m"],
    ],
    [
      "of .dockerignore itself does, and of cog.yaml, and of its requirements and observability",
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
      "of what else decides a build does, whatever its path and .dockerignore",
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
        ".github/replicate.yml": "projects: {d: {dockerfile: docker/gpu}}",
      },
      {
        "a/needs.txt": "torch",
        "shared/needs.txt": "torch",
        "c/weights.lock": "x",
        "d/docker/gpu": "x",
        "e/docker/gpu": "x",
      },
      ["a", "b", "c", "d"],
    ],
  ])("%s", async (_case, start, change, expected) => {
    const result = await changing(start, change);
    expect(namesOf(result)).toEqual(expected.toSorted());
  });

  it("of a submodule is one of the project above it, and of those that are in it", async () => {
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

  it("does not run what a name says", async () => {
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
    ["all but", "*\n!docs", { "docs/a.md": "2" }, ["."]],
    ["exclusions alone, from everything", "!docs", { "shared/lib/util.py": "2" }, all],
    ["what exclusions alone exclude", "!docs", { "docs/a.md": "2" }, ["."]],
    ["a star that is no slash", "*.py", { "models/a/lib/util.py": "2" }, ["models/a"]],
    ["a file that is gone", "docs", { "docs/a.md": null }, all],
  ])("takes %s", async (_case, globs, change, expected) => {
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

  it("lets globs lead out of working-directory, within the repository", async () => {
    const origin = await Origin.create({ "m/a/cog.yaml": cog("a"), "shared/x.py": "1" });
    const before = await origin.work("rev-parse", "HEAD");
    const head = await origin.commit({ "shared/x.py": "2" });
    const result = await origin.discover(await origin.checkout(), pushEvent(before, head), {
      "working-directory": "m",
      "also-when": "../shared",
    });
    expect(namesOf(result)).toEqual(["m/a"]);
  });

  it("takes no project that git does not track", async () => {
    const origin = await Origin.create({ "a/cog.yaml": cog("a"), ".github/m/cog.yaml": cog("m") });
    const workspace = await origin.checkout();
    await origin.git(workspace, "rm", "--quiet", "--cached", "a/cog.yaml");
    const result = await origin.discover(workspace, scheduleEvent());
    expect(namesOf(result)).toEqual([".github/m"]);
  });
});
