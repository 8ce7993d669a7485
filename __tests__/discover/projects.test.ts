import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scheduleEvent } from "../../dev/sandbox/github/events.ts";
import { failure } from "../support/world.ts";
import { cog, type Files, jobsOf, namesOf, Origin } from "./support.ts";

async function all(files: Files, inputs: Readonly<Record<string, string>> = {}) {
  const origin = await Origin.create(files);
  return origin.discover(await origin.checkout(), scheduleEvent(), inputs);
}

const TREE: Files = {
  "models/a/cog.yaml": cog("a"),
  "models/b/cog.yaml": cog("b"),
  "models/b/cog.gpu.yaml": cog("b-gpu"),
  "models/deep/c/cog.yaml": cog("c"),
  "other/cog-old.yaml": cog("old"),
  "other/notcog.yaml": "x: 1\n",
  "other/cog.yaml.template": "{{ nothing }}",
};

describe("projects", () => {
  it.each([
    ["nothing", "", ["models/a", "models/b", "models/b (cog.gpu.yaml)", "models/deep/c"]],
    ["a directory", "models/a", ["models/a"]],
    ["directories", "models/*", ["models/a", "models/b", "models/b (cog.gpu.yaml)"]],
    ["all below", "models/deep/**", ["models/deep/c"]],
    ["files", "models/*/cog.*.yaml", ["models/b (cog.gpu.yaml)"]],
    ["files of another name", "other/cog-old.yaml", ["other (cog-old.yaml)"]],
    ["ranges", "models/[a-b]", ["models/a", "models/b", "models/b (cog.gpu.yaml)"]],
    ["several", " models/a/ \n\n models/deep/c ", ["models/a", "models/deep/c"]],
    ["all but a directory", "!models/b", ["models/a", "models/deep/c"]],
    ["some but a file", "models/*\n!**/cog.gpu.yaml", ["models/a", "models/b"]],
  ])("as %s", async (_case, projects, expected) => {
    expect(namesOf(await all(TREE, { projects }))).toEqual(expected);
  });

  it("makes a job of each, with all that a push needs", async () => {
    expect(jobsOf(await all(TREE, { projects: "models/b" }))).toEqual([
      {
        model: "acme/b-gpu",
        "working-directory": "models/b",
        "config-file": "cog.gpu.yaml",
        name: "models/b (cog.gpu.yaml)",
      },
      {
        model: "acme/b",
        "working-directory": "models/b",
        "config-file": "cog.yaml",
        name: "models/b",
      },
    ]);
  });

  it("warns when there are none", async () => {
    const result = await all(TREE, { projects: "nowhere/**" });
    expect(namesOf(result)).toEqual([]);
    expect(result.warnings.join()).toContain("no Cog project");
  });

  it("has a summary with every job and its model", async () => {
    const { summary } = await all(TREE);
    for (const cell of [
      "models/b (cog.gpu.yaml)",
      "acme/b-gpu",
      "models/deep/c",
      "4 of 4 projects",
    ])
      expect(summary).toContain(cell);
  });
});

describe("model", () => {
  const nameless = "predict: predict.py:Predictor\n";
  it.each([
    ["acme/{directory}", "Models/My_Flux.1 Dev", "cog.yaml", "acme/my_flux.1-dev"],
    ["acme/{path}", "models/a/b", "cog.yaml", "acme/models-a-b"],
    ["acme/x-{path}-{config}", "a", "cog.gpu.yaml", "acme/x-a-gpu"],
    ["acme/x-{path}-{config}", "a", "cog.yaml", "acme/x-a"],
    ["acme/{directory}_{config}", "a", "cog.A100 80GB.yaml", "acme/a_a100-80gb"],
    ["acme/{directory}", "-a--b__c...d-", "cog.yaml", "acme/a--b__c-d"],
  ])("%s of %s/%s is %s", async (model, directory, file, expected) => {
    const result = await all({ [`${directory}/${file}`]: nameless }, { model });
    expect(jobsOf(result).map((job) => job["model"])).toEqual([expected]);
  });

  it("is by default what image: or model: says", async () => {
    const result = await all({
      "a/cog.yaml": "image: r8.im/acme/one:latest\n",
      "b/cog.yaml": "model: acme/two\n",
    });
    expect(jobsOf(result).map((job) => job["model"])).toEqual(["acme/one", "acme/two"]);
  });

  it("names the root's project by the folder that the repository lies in", async () => {
    const origin = await Origin.create({ "cog.yaml": nameless });
    const workspace = await origin.checkout(undefined, 1, "hotdog");
    const inputs = { "working-directory": "hotdog", model: "acme/{directory}" };
    const result = await origin.discover(workspace, scheduleEvent(), inputs);
    expect(jobsOf(result)).toMatchObject([{ model: "acme/hotdog", "working-directory": "hotdog" }]);
  });
});

describe("what is refused", () => {
  it.each<[string, Files, Readonly<Record<string, string>>, readonly RegExp[]]>([
    [
      "a cog.yaml that can't be parsed",
      { "good/cog.yaml": cog("a"), "bad dir/cog.yaml": "a: [", "worse/cog.gpu.yaml": "- 1\n" },
      {},
      [/bad dir: its cog\.yaml can't be read/, /worse \(cog\.gpu\.yaml\)/],
    ],
    [
      "one that names no model",
      { "m/cog.yaml": "predict: a.py:P\n" },
      {},
      [/^m: .*no model/, /model/],
    ],
    ["an image elsewhere", { "m/cog.yaml": "image: ghcr.io/acme/m\n" }, {}, [/^m: .*no model/]],
    [
      "a template that makes no name",
      { "模型/cog.yaml": cog("a") },
      { model: "acme/{directory}" },
      [/模型: input model, "acme\/\{directory\}", makes no name/],
    ],
    [
      "two projects of one model",
      { "a/cog.yaml": cog("same"), "b/cog.gpu.yaml": cog("same"), "c/cog.yaml": cog("c") },
      {},
      [/a and b \(cog\.gpu\.yaml\) would be pushed to one model, acme\/same/],
    ],
    [
      "two files that a template names alike",
      { "a/cog.yaml": cog("x"), "a/cog.gpu.yaml": cog("y") },
      { model: "acme/{directory}" },
      [/one model, acme\/a\./, /\{config\}/],
    ],
    ["an unknown placeholder", TREE, { model: "acme/{name}" }, [/Input model is "acme\/\{name\}"/]],
    ["a template without an owner", TREE, { model: "{directory}" }, [/Input model/]],
    ["braces in a glob", TREE, { projects: "models/{a,b}" }, [/Input projects.*\n.*braces/]],
    ["an absolute glob", TREE, { "also-when": "/shared" }, [/Input also-when/]],
    ["a glob outside", TREE, { projects: "../x" }, [/globs of input projects/]],
    ["a mode that there is not", TREE, { "changed-only": "yes" }, [/changed-only is "yes"/]],
    ["an option for git as base", TREE, { base: "--upload-pack=touch" }, [/Input base/]],
    [
      "a base that there is not",
      TREE,
      { base: "nowhere" },
      [/base is "nowhere", which can't be had/],
    ],
    ["a directory that there is not", TREE, { "working-directory": "no" }, [/no git repository/]],
  ])("%s", async (_case, files, inputs, patterns) => {
    const result = await all(files, inputs);
    const message = failure(result);
    for (const pattern of patterns) expect(message).toMatch(pattern);
    expect(result.outputs).toEqual({});
    expect(result.summary).toContain("Discover Cog projects failed");
  });

  it("a workspace that nothing was checked out to", async () => {
    const origin = await Origin.create();
    const workspace = join(origin.runner.directory, "empty");
    await mkdir(workspace);
    await writeFile(join(workspace, "cog.yaml"), cog("a"));
    const message = failure(await origin.discover(workspace, scheduleEvent()));
    expect(message).toMatch(/no git repository.*\n.*actions\/checkout/);
  });

  it("a checkout of another user's, by a git that is too old to take it all the same", async () => {
    const origin = await Origin.create({ "cog.yaml": cog("a") });
    const refusal = "fatal: detected dubious ownership in repository at '/x'";
    await writeFile(join(origin.directory, "git"), `#!/bin/sh\necho "${refusal}" >&2\nexit 128\n`, {
      mode: 0o755,
    });
    const { event, env } = scheduleEvent();
    const PATH = `${origin.directory}:${process.env["PATH"]}`;
    const workspace = await origin.checkout();
    const message = failure(await origin.discover(workspace, { event, env: { ...env, PATH } }));
    expect(message).toMatch(/dubious ownership.*\n.*git config --global --add safe\.directory/);
  });

  it("a file that a sparse checkout has left out, by its name", async () => {
    const origin = await Origin.create({ "a/cog.yaml": cog("a"), "b/cog.yaml": cog("b") });
    const workspace = await origin.checkout();
    await origin.git(workspace, "sparse-checkout", "set", "a");
    const message = failure(await origin.discover(workspace, scheduleEvent()));
    expect(message).toMatch(/^b: its cog\.yaml can't be read[\s\S]*sparse-checkout/);
  });

  it("a message of hundreds of problems", async () => {
    const files = Array.from({ length: 200 }, (_, i) => [`m${i}/cog.yaml`, "predict: a.py:P\n"]);
    const message = failure(await all(Object.fromEntries(files)));
    expect(message).toContain("And 190 more");
    expect(message.split("\n").length).toBeLessThan(30);
  });
});
