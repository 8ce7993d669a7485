import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { modelUnnamed } from "../../src/cog/configured-model.ts";
import { type Project, readProject } from "../../src/cog/project.ts";
import { temporaryDirectory } from "./support.ts";

type Files = Readonly<Record<string, string>>;

async function projectOf(
  files: Files,
  location = { directory: ".", configFile: "cog.yaml" },
  registryHost = "r8.im",
): Promise<Project & { readonly root: string }> {
  const root = await temporaryDirectory();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
  return { ...(await readProject(root, location, registryHost)), root };
}

describe("a project's model", () => {
  const hotdog = { kind: "named", name: { owner: "acme", name: "hotdog" } };
  const image = (value: string) => ({ kind: "other", key: "image", value });

  it.each<[string, object]>([
    ["image: r8.im/acme/hotdog", hotdog],
    ["image: 'r8.im/acme/hotdog:v2'", hotdog],
    ["image: ghcr.io/acme/hotdog", image("ghcr.io/acme/hotdog")],
    ["image: acme/hotdog", image("acme/hotdog")],
    ["image: r8.im/acme/models/hotdog", image("r8.im/acme/models/hotdog")],
    ["image: r8.im/Acme/hotdog", image("r8.im/Acme/hotdog")],
    ["image: 7", image("7")],
    ["model: r8.im/acme/hotdog", hotdog],
    ["model: acme/hotdog", hotdog],
    ["model: ghcr.io/acme/hotdog", { kind: "other", key: "model", value: "ghcr.io/acme/hotdog" }],
    ["build: {gpu: true}", { kind: "none" }],
    ["image: ~", { kind: "none" }],
    ["image: &name r8.im/acme/hotdog\nbuild: {x: *name}", hotdog],
  ])("of %j is %j", async (text, model) => {
    expect(await projectOf({ "cog.yaml": text })).toMatchObject({ model, problems: [] });
  });

  it("may name the registry by the host that it has here", async () => {
    const files = { "cog.yaml": "image: 127.0.0.1:5000/acme/hotdog" };
    const location = { directory: ".", configFile: "cog.yaml" };
    expect((await projectOf(files)).model.kind).toBe("other");
    expect((await projectOf(files, location, "127.0.0.1:5000")).model).toEqual(hotdog);
  });

  it.each([
    ["image: r8.im/Acme/Hotdog", '"r8.im/Acme/Hotdog"', "image: r8.im/acme/hotdog"],
    ["image: acme/hotdog", '"acme/hotdog"', "image: r8.im/acme/hotdog"],
    ["image: acme/hotdog:v2", '"acme/hotdog:v2"', "image: r8.im/acme/hotdog"],
    ["image: https://r8.im/acme/hotdog", '"https://r8.im/acme/hotdog"', "image: r8.im/acme/hotdog"],
    ["image: replicate.com/acme/hotdog", "replicate.com", "image: r8.im/acme/hotdog"],
    ["image: hotdog", '"hotdog"', "image: r8.im/owner/name"],
    ["model: ghcr.io/acme/hotdog", '"ghcr.io/acme/hotdog"', "model: r8.im/acme/hotdog"],
    ["build: {}", "cog.yaml", "image: r8.im/owner/name"],
  ])("of %j is invalid: the problem quotes it with the likely fix", async (text, quoted, line) => {
    const { model } = await projectOf({ "cog.yaml": text });
    if (model.kind === "named") throw new Error("It names a model.");
    const { code, message, hint } = modelUnnamed(model, "cog.yaml");
    expect(code).toBe("model-unnamed");
    expect(message).toContain(quoted);
    expect(hint).toContain(line);
  });

  it.each([
    ["image: r8.im/acme/hotdog", false],
    ["model: acme/hotdog", true],
    ["build: {}", false],
  ])("of %j is pushed as a bundle: %s", async (text, isBundle) => {
    expect(await projectOf({ "cog.yaml": text })).toMatchObject({ isBundle });
  });
});

describe("a project", () => {
  it("is read from the paths that the inputs set", async () => {
    const project = await projectOf(
      { "models/a/gpu.yaml": 'image: r8.im/acme/a\npredict: "p.py:P"', "models/a/p.py": "" },
      { directory: "models/a", configFile: "gpu.yaml" },
    );
    expect(project).toMatchObject({
      directory: join(project.root, "models/a"),
      configFile: "gpu.yaml",
      model: { kind: "named", name: { owner: "acme", name: "a" } },
      problems: [],
    });
  });

  it("may be given by an absolute directory", async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, "cog.yaml"), "image: r8.im/acme/hotdog");
    const project = await readProject("/elsewhere", { directory, configFile: "cog.yaml" }, "r8.im");
    expect(project).toMatchObject({ directory, problems: [] });
  });

  it.each([
    ["predict: predict.py:Predictor", { "predict.py": "" }],
    ["predict: src/predict.py:Predictor", { "src/predict.py": "" }],
    ["predict: predict.py", { "predict.py": "" }],
    ["train: train.py:train", { "train.py": "" }],
    ["run: run.py:Runner", { "run.py": "" }],
    ["model: acme/b\nweights: [{name: a}]", { "weights.lock": "{}" }],
    ["model: acme/b\nweights: []", {}],
    ["image: r8.im/acme/b\nweights: [{name: a}]", {}],
  ])("has no problem with %s when the file is there", async (text, files) => {
    expect((await projectOf({ "cog.yaml": text, ...files })).problems).toEqual([]);
  });
});

describe("the problems of a project", () => {
  it.each<[string, Files, string, readonly string[]]>([
    ["no configuration", {}, "config-unreadable", ["working-directory"]],
    ["a directory in its place", { "cog.yaml/x": "" }, "config-unreadable", []],
    ["an empty one", { "cog.yaml": "" }, "config-not-yaml", []],
    ["one of comments", { "cog.yaml": "# nothing" }, "config-not-yaml", []],
    ["a list", { "cog.yaml": "- image" }, "config-not-yaml", []],
    ["a text", { "cog.yaml": "image" }, "config-not-yaml", []],
    [
      "one that is not YAML",
      { "cog.yaml": "build:\n  gpu: true\nimage: [r8.im/acme/hotdog\n" },
      "config-not-yaml",
      ["line "],
    ],
    ["a tab", { "cog.yaml": "build:\n\tgpu: true\n" }, "config-not-yaml", ["line 2"]],
    ["a key twice", { "cog.yaml": "image: a\nimage: b\n" }, "config-not-yaml", ["line 2"]],
    ["an alias of nothing", { "cog.yaml": "image: *nowhere\n" }, "config-not-yaml", []],
    [
      "image and model",
      { "cog.yaml": "image: r8.im/acme/a\nmodel: acme/b\n" },
      "config-image-and-model",
      ["image", "model"],
    ],
    [
      "weights without their lock",
      { "cog.yaml": "model: acme/b\nweights: [{name: a}]\n" },
      "weights-not-imported",
      ["cog weights import"],
    ],
    [
      "a file that is missing",
      { "cog.yaml": 'predict: "predict.py:Predictor"' },
      "predict-file-missing",
      ["predict.py:Predictor"],
    ],
    [
      "a directory instead of a file",
      { "cog.yaml": "predict: src:Predictor", "src/x.py": "" },
      "predict-file-missing",
      ['"src"'],
    ],
    [
      "a file for run that is missing",
      { "cog.yaml": "run: run.py:R" },
      "predict-file-missing",
      ['"run.py"'],
    ],
  ])("are returned, never thrown: %s", async (_, files, code, words) => {
    const { problems } = await projectOf(files);
    expect(problems.map((problem) => problem.code)).toEqual([code]);
    for (const word of words)
      expect(`${problems[0]?.message} ${problems[0]?.hint}`).toContain(word);
  });

  it.each<[string, string]>([
    ["build.python_requirements", "build: {python_requirements: FILE}"],
    ["build.python_overrides", "build: {python_overrides: FILE}"],
    ["observability.config", "observability: {config: FILE}"],
  ])("%s is not copied into the image from Git's directory", async (key, text) => {
    const root = await temporaryDirectory();
    await mkdir(join(root, ".git"));
    await writeFile(join(root, ".git/config"), "");
    await symlink(".git/config", join(root, "link"));
    for (const file of [".git/config", "link"]) {
      await writeFile(join(root, "cog.yaml"), text.replace("FILE", file));
      const location = { directory: ".", configFile: "cog.yaml" };
      const { problems } = await readProject(root, location, "r8.im");
      expect(problems).toMatchObject([{ code: "file-in-git-directory" }]);
      expect(problems[0]?.message).toContain(`cog.yaml sets ${key} to "${file}"`);
    }
  });

  it("are all returned together", async () => {
    const text = "image: r8.im/acme/a\nmodel: acme/b\npredict: p.py:P\ntrain: t.py:t\n";
    const { problems } = await projectOf({ "cog.yaml": text });
    expect(problems).toMatchObject([
      { code: "config-image-and-model" },
      { code: "predict-file-missing", message: expect.stringContaining("p.py") },
      { code: "predict-file-missing", message: expect.stringContaining("t.py") },
    ]);
  });
});
