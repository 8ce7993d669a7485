import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { scheduleEvent } from "../../dev/sandbox/github/events.ts";
import { annotated, codes, failure } from "../support/world.ts";
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

  it("become one job each, with all that a push needs", async () => {
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

  it.each([
    ["by an absolute link", (outside: string) => outside],
    ["by a relative link", () => "../../../outside/cog.yaml"],
    ["through another link", () => "../link/cog.yaml"],
  ])("are rejected when their file is outside the workspace, %s", async (_case, targetOf) => {
    const origin = await Origin.create({ "models/a/cog.yaml": cog("a"), "models/b/x": "" });
    const outside = join(origin.directory, "outside/cog.yaml");
    await mkdir(dirname(outside));
    await writeFile(outside, cog("stolen"));
    const workspace = await origin.checkout();
    await symlink(dirname(outside), join(workspace, "models/link"));
    await symlink(targetOf(outside), join(workspace, "models/b/cog.yaml"));
    await origin.git(workspace, "add", "--all");

    const result = await origin.discover(workspace, scheduleEvent());

    expect(codes(failure(result))).toEqual(["link-outside-workspace"]);
    expect(result.log).not.toContain("stolen");
  });

  it("may be links within the workspace", async () => {
    const origin = await Origin.create({ "models/a/cog.yaml": cog("a"), "shared/b.yml": cog("b") });
    const workspace = await origin.checkout();
    await mkdir(join(workspace, "models/b"));
    await symlink("../../shared/b.yml", join(workspace, "models/b/cog.yaml"));
    await origin.git(workspace, "add", "--all");

    const result = await origin.discover(workspace, scheduleEvent());

    expect(namesOf(result)).toEqual(["models/a", "models/b"]);
  });

  it("warns when there are none", async () => {
    const result = await all(TREE, { projects: "nowhere/**" });
    expect(namesOf(result)).toEqual([]);
    expect(annotated(result, "warning")).toEqual(["projects-missing"]);
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

  it("defaults to image: or model:", async () => {
    const result = await all({
      "a/cog.yaml": "image: r8.im/acme/one:latest\n",
      "b/cog.yaml": "model: acme/two\n",
    });
    expect(jobsOf(result).map((job) => job["model"])).toEqual(["acme/one", "acme/two"]);
  });

  it("of the root project is named after the repository's folder", async () => {
    const origin = await Origin.create({ "cog.yaml": nameless });
    const workspace = await origin.checkout(undefined, 1, "hotdog");
    const inputs = { "working-directory": "hotdog", model: "acme/{directory}" };
    const result = await origin.discover(workspace, scheduleEvent(), inputs);
    expect(jobsOf(result)).toMatchObject([{ model: "acme/hotdog", "working-directory": "hotdog" }]);
  });
});

describe("an error", () => {
  it.each<[string, Files, Readonly<Record<string, string>>, readonly string[], readonly string[]]>([
    [
      "a cog.yaml that cannot be parsed",
      { "good/cog.yaml": cog("a"), "bad dir/cog.yaml": "a: [", "worse/cog.gpu.yaml": "- 1\n" },
      {},
      ["config-unreadable", "config-unreadable"],
      ["bad dir: cog.yaml", "worse (cog.gpu.yaml)"],
    ],
    [
      "a cog.yaml that names no model",
      { "m/cog.yaml": "predict: a.py:P\n" },
      {},
      ["model-unnamed"],
      ["m: cog.yaml"],
    ],
    [
      "an image on another registry",
      { "m/cog.yaml": "image: ghcr.io/acme/m\n" },
      {},
      ["model-unnamed"],
      ["m: cog.yaml"],
    ],
    [
      "a template that produces an invalid name",
      { "模型/cog.yaml": cog("a") },
      { model: "acme/{directory}" },
      ["model-name-invalid"],
      ["模型", '"acme/{directory}"'],
    ],
    [
      "two projects of one model",
      { "a/cog.yaml": cog("same"), "b/cog.gpu.yaml": cog("same"), "c/cog.yaml": cog("c") },
      {},
      ["model-shared"],
      ["a and b (cog.gpu.yaml)", "acme/same"],
    ],
    [
      "two files that get the same name from a template",
      { "a/cog.yaml": cog("x"), "a/cog.gpu.yaml": cog("y") },
      { model: "acme/{directory}" },
      ["model-shared"],
      ["acme/a.", "{config}"],
    ],
    ["an unknown placeholder", TREE, { model: "acme/{name}" }, ["input-invalid"], ["acme/{name}"]],
    ["a template without an owner", TREE, { model: "{directory}" }, ["input-invalid"], ["model"]],
    ["braces in a glob", TREE, { projects: "models/{a,b}" }, ["input-invalid"], ["projects"]],
    ["an absolute glob", TREE, { "also-when": "/shared" }, ["input-invalid"], ["also-when"]],
    [
      "a glob outside of the repository",
      TREE,
      { projects: "../x" },
      ["glob-invalid"],
      ["projects"],
    ],
    [
      "a shared glob outside of the repository",
      TREE,
      { "also-when": "a\n!../x" },
      ["glob-invalid"],
      ["also-when", '"!../x"'],
    ],
    ["an unknown mode", TREE, { "changed-only": "soon" }, ["input-invalid"], ['"soon"']],
    ["a reflog entry as base", TREE, { base: "main@{1}" }, ["input-invalid"], ['"main@{1}"']],
    ["a git option as base", TREE, { base: "--upload-pack=touch" }, ["input-invalid"], ["base"]],
    ["a base that does not exist", TREE, { base: "nowhere" }, ["base-unknown"], ['"nowhere"']],
    [
      "a directory that does not exist",
      TREE,
      { "working-directory": "no" },
      ["not-a-checkout"],
      ["working-directory"],
    ],
  ])("lists %s", async (_case, files, inputs, expected, named) => {
    const result = await all(files, inputs);
    const message = failure(result);
    expect(codes(message)).toEqual(expected);
    for (const text of named) expect(message).toContain(text);
    expect(result.outputs).toEqual({});
  });

  it("reports a workspace without a checkout", async () => {
    const origin = await Origin.create();
    const workspace = join(origin.runner.directory, "empty");
    await mkdir(workspace);
    await writeFile(join(workspace, "cog.yaml"), cog("a"));
    const message = failure(await origin.discover(workspace, scheduleEvent()));
    expect(codes(message)).toEqual(["not-a-checkout"]);
  });

  it("reports a checkout owned by another user, when git refuses to read it", async () => {
    const origin = await Origin.create({ "cog.yaml": cog("a") });
    const refusal = "fatal: detected dubious ownership in repository at '/x'";
    await writeFile(join(origin.directory, "git"), `#!/bin/sh\necho "${refusal}" >&2\nexit 128\n`, {
      mode: 0o755,
    });
    const { event, env } = scheduleEvent();
    const PATH = `${origin.directory}:${process.env["PATH"]}`;
    const workspace = await origin.checkout();
    const message = failure(await origin.discover(workspace, { event, env: { ...env, PATH } }));
    expect(codes(message)).toEqual(["not-a-checkout"]);
    expect(message).toContain("git config --global --add safe.directory");
  });

  it("names a file that a sparse checkout left out", async () => {
    const origin = await Origin.create({ "a/cog.yaml": cog("a"), "b/cog.yaml": cog("b") });
    const workspace = await origin.checkout();
    await origin.git(workspace, "sparse-checkout", "set", "a");
    const message = failure(await origin.discover(workspace, scheduleEvent()));
    expect(codes(message)).toEqual(["config-unreadable"]);
    expect(message).toMatch(/^b: [\s\S]*sparse-checkout/);
  });

  it("is short for hundreds of problems", async () => {
    const files = Array.from({ length: 200 }, (_, i) => [`m${i}/cog.yaml`, "predict: a.py:P\n"]);
    const message = failure(await all(Object.fromEntries(files)));
    expect(codes(message)).toEqual([...Array(10).fill("model-unnamed"), "more-problems"]);
    expect(message).toContain("190");
  });
});
