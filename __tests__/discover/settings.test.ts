import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scheduleEvent } from "../../dev/sandbox/github/events.ts";
import { codes, failure } from "../support/world.ts";
import { cog, type Files, jobsOf, namesOf, Origin, pullEvent, pushEvent } from "./support.ts";

const FILE = ".github/replicate.yml";

async function all(files: Files, inputs: Readonly<Record<string, string>> = {}) {
  const origin = await Origin.create(files);
  return origin.discover(await origin.checkout(), scheduleEvent(), inputs);
}

const TREE: Files = {
  "models/a/cog.yaml": cog("a"),
  "models/b/cog.yaml": cog("b"),
  "models/b/cog.gpu.yaml": cog("b-gpu"),
};

describe("the settings file", () => {
  it("sets the inputs of each project: defaults, globs, directory, file", async () => {
    const settings = `
defaults: &all {hardware: cpu, cog-version: 0.20, boot-check: true}
projects:
  models/b/cog.gpu.yaml: {hardware: gpu-h100}
  models/b: {hardware: gpu-l40s, deployment: live}
  "models/*": {hardware: gpu-t4, secret-envs: [HF=HF_TOKEN, WB=WB_TOKEN]}
  models/a/:
    <<: *all
    test-cases:
      - {name: one, inputs: {n: 3, text: "3"}}
`;
    const result = await all({ ...TREE, [FILE]: settings });

    expect(result.errors).toEqual([]);
    const common = {
      "cog-version": "0.20",
      "boot-check": "true",
      "secret-envs": "HF=HF_TOKEN\nWB=WB_TOKEN",
    };
    const cases = JSON.stringify([{ name: "one", inputs: { n: 3, text: "3" } }]);
    expect(jobsOf(result)).toMatchObject([
      { ...common, name: "models/a", hardware: "cpu", deployment: "", "test-cases": cases },
      { ...common, hardware: "gpu-h100", deployment: "live", "test-cases": "" },
      { ...common, name: "models/b", hardware: "gpu-l40s", deployment: "live" },
    ]);
    const keys = jobsOf(result).map((job) => Object.keys(job).toSorted());
    expect(new Set(keys.map(String)).size).toBe(1);
  });

  it("may name models, which override input model", async () => {
    const settings = `
defaults: {model: "acme/x-{directory}"}
projects:
  models/a: {model: acme/best}
`;
    const result = await all(
      { ...TREE, [FILE]: settings },
      { model: "acme/{path}", projects: "models/*/cog.yaml" },
    );
    expect(jobsOf(result)).toMatchObject([{ model: "acme/best" }, { model: "acme/x-b" }]);
  });

  it("can have another path, and may be missing only at the default one", async () => {
    const settings = "defaults: {hardware: cpu}";
    const elsewhere = await all({ ...TREE, "fleet.yml": settings }, { settings: "fleet.yml" });
    const missing = await all(TREE, { settings: "fleet.yml" });
    const none = await all(TREE);
    const unreadable = await all({ ...TREE, [`${FILE}/a`]: "" });

    expect(jobsOf(elsewhere)[0]).toMatchObject({ hardware: "cpu" });
    for (const result of [missing, unreadable])
      expect(codes(failure(result))).toEqual(["settings-unreadable"]);
    expect(jobsOf(none)[0]).not.toHaveProperty("hardware");
  });

  it("must not be outside the workspace", async () => {
    const settings = `
defaults: {readme-file: ../../README.md}
projects:
  models/a: {working-directory: ../../etc}
  models/b/cog.yaml: {dockerfile: /etc/passwd}
  models/b/cog.gpu.yaml: {config-file: ../../../cog.yaml, openapi-schema: ../../../api.json}
`;
    const message = failure(await all({ ...TREE, [FILE]: settings }));
    expect(codes(message)).toEqual(Array.from({ length: 5 }, () => "settings-invalid"));
    for (const input of ["working-directory", "dockerfile", "config-file", "openapi-schema"])
      expect(message).toContain(` sets ${input} to `);
  });

  it("is found from a working-directory that is a link", async () => {
    const origin = await Origin.create({ ...TREE, [FILE]: "defaults: {hardware: cpu}" });
    const workspace = await origin.checkout();
    await mkdir(join(workspace, "x/y"), { recursive: true });
    await symlink("../../models", join(workspace, "x/y/link"));
    const inputs = { "working-directory": "x/y/link" };
    const result = await origin.discover(workspace, scheduleEvent(), inputs);
    expect(jobsOf(result)[0]).toMatchObject({ hardware: "cpu" });
  });

  it("lists everything that is wrong at once", async () => {
    const settings = `
defaults: {api-token: r8_x, hardwear: cpu, model: not a model}
project: {}
projects:
  models/a: {secrets: HF=x, paths: "a/{b,c}"}
  models/b: [1]
  models/missing: {hardware: cpu}
  "models/{a,b}*": {hardware: cpu}
  ../other: {paths: ../x}
`;
    const message = failure(await all({ ...TREE, [FILE]: settings }));
    expect(codes(message)).toEqual(Array.from({ length: 11 }, () => "settings-invalid"));
    expect(message).toMatch(/\bhardwear\b.*\bhardware\b/);
    expect(message).not.toContain("r8_x");
  });

  it("validates all values as the action does, and names their locations", async () => {
    const settings = `
defaults: {visibility: secret, cog-version: newest, hardware: gpu-t5, secret-envs: HF=NOT_SET_HERE}
projects:
  "models/*": {no-cache: perhaps, timeout-minutes: 0, push-attempts: 2.5, github-url: "https://a:b@example.com"}
  models/a: {test-model: "acme/{directory}-test", secret-files: nothing, deployment-max-instances: 21}
  models/b/cog.gpu.yaml: {preview: "Yes", boot-check: "", build-cache: on, version: latest}
`;
    const message = failure(await all({ ...TREE, [FILE]: settings }));
    const found = message.matchAll(/\.yml: (\S+): Input (\S+) .*\[settings-invalid\]/g);
    expect([...found].map(([, place, input]) => [place, input])).toEqual([
      ["defaults", "cog-version"],
      ["defaults", "visibility"],
      ['"models/*"', "github-url"],
      ['"models/*"', "no-cache"],
      ['"models/*"', "push-attempts"],
      ['"models/*"', "timeout-minutes"],
      ['"models/a"', "test-model"],
      ['"models/a"', "deployment-max-instances"],
      ['"models/a"', "secret-files"],
    ]);
    expect(message).not.toContain("a:b@");
  });

  it.each([
    ["models/[z-a]", ["", "", ""]],
    ["models/*[!z-b]", ["cpu", "cpu", "cpu"]],
  ])("applies to what matches %s", async (glob, expected) => {
    const settings = `projects: {"${glob}": {hardware: cpu}}`;
    const result = await all({ ...TREE, [FILE]: settings });
    expect(result.errors).toEqual([]);
    expect(jobsOf(result).map(({ hardware }) => hardware ?? "")).toEqual(expected);
  });

  it.each([
    ["invalid YAML", "defaults: {a"],
    ["a value that is not a mapping", "- a"],
    ["a duplicate key", "defaults: {}\ndefaults: {}"],
    ["cli-auth-token", "defaults: {cli-auth-token: x}"],
    ["github-token", "defaults: {github-token: x}"],
  ])("is rejected with %s", async (_case, text) => {
    expect(codes(failure(await all({ ...TREE, [FILE]: text })))).toEqual(["settings-invalid"]);
  });

  it("is rejected when the matrix is above 1 MB", async () => {
    const settings = `defaults: {description: ${"x".repeat(200_000)}}`;
    const message = failure(await all({ ...TREE, [FILE]: settings }));
    expect(codes(message)).toEqual(["matrix-too-large"]);
  });
});

describe("a project with paths", () => {
  const GENERATED = `
defaults: {model: "acme/flux-{directory}-{config}"}
projects:
  flux/dev: {paths: [script, "configs/dev*.yaml"]}
  flux/schnell: {paths: "script\\nconfigs/schnell.yaml\\n!script/*.md", working-directory: .}
`;
  const FLEET: Files = {
    ...TREE,
    "script/select.sh": "1",
    "configs/dev.yaml": "1",
    "configs/schnell.yaml": "1",
    [FILE]: GENERATED,
  };

  it("needs no cog.yaml", async () => {
    const result = await all(FLEET, { projects: "flux/*" });
    expect(jobsOf(result)).toEqual([
      {
        model: "acme/flux-dev",
        "working-directory": "flux/dev",
        "config-file": "cog.yaml",
        name: "flux/dev",
      },
      {
        model: "acme/flux-schnell",
        "working-directory": ".",
        "config-file": "cog.yaml",
        name: "flux/schnell",
      },
    ]);
  });

  it("is selected by its directory when its configuration file has another name", async () => {
    const settings = "projects:\n  flux/replicate.yaml: {model: acme/flux, paths: script}\n";
    const files = { ...FLEET, [FILE]: settings };
    expect(namesOf(await all(files, { projects: "flux" }))).toHaveLength(1);
    expect(namesOf(await all(files, { projects: "models" }))).toEqual([]);
  });

  it("is one project under all its names, which projects matches like those in git", async () => {
    const settings = `${GENERATED}  flux/dev/cog.yaml: {paths: more}\n`;
    const files = { ...FLEET, [FILE]: settings };
    expect(namesOf(await all(files, { projects: "flux/d*" }))).toEqual(["flux/dev"]);
    expect(namesOf(await all(files, { projects: "flux" }))).toEqual([]);
  });

  it("is among those whose previews are deleted, unless there are too many", async () => {
    const names = Array.from({ length: 513 }, (_, n) => `  m${n}: {paths: m${n}.txt}\n`);
    const settings = `defaults: {model: "acme/{directory}"}\nprojects:\n${names.join("")}`;
    const origin = await Origin.create({ [FILE]: settings });
    const before = await origin.work("rev-parse", "HEAD");
    const after = await origin.commit({ "m7.txt": "1" });

    const closed = pullEvent(before, after, after, "closed");
    expect(namesOf(await origin.discover(await origin.checkout(), closed))).toEqual(["m7"]);
  });

  it.each<[string, Files, string[]]>([
    ["its own file", { "configs/dev.yaml": "2" }, ["flux/dev"]],
    ["a file in its directory", { "flux/dev/predict.py": "2" }, ["flux/dev"]],
    ["a shared directory", { "script/select.sh": "2" }, ["flux/dev", "flux/schnell"]],
    ["an excluded file", { "script/a.md": "2" }, ["flux/dev"]],
    ["another project", { "models/a/predict.py": "2" }, ["models/a"]],
    ["nothing of these", { "README.md": "2" }, []],
  ])("is changed by %s", async (_case, change, expected) => {
    const origin = await Origin.create(FLEET);
    const before = await origin.work("rev-parse", "HEAD");
    const after = await origin.commit(change);

    const result = await origin.discover(await origin.checkout(), pushEvent(before, after));

    expect(namesOf(result)).toEqual(expected);
  });

  it("counts the paths of the defaults, too", async () => {
    const origin = await Origin.create({ ...TREE, [FILE]: "defaults: {paths: common}" });
    const before = await origin.work("rev-parse", "HEAD");
    const after = await origin.commit({ "common/x.py": "1" });

    const result = await origin.discover(await origin.checkout(), pushEvent(before, after));

    expect(namesOf(result)).toEqual(["models/a", "models/b", "models/b (cog.gpu.yaml)"]);
  });

  it("counts these paths in addition to its files in git", async () => {
    const settings = "projects: {models/a: {paths: [shared, models/a]}}";
    const origin = await Origin.create({ ...TREE, [FILE]: settings });
    const before = await origin.work("rev-parse", "HEAD");
    const changes = ["shared/x.py", "models/a/x.py", "models/b/predict.py"];
    const after = await origin.commit(Object.fromEntries(changes.map((path) => [path, "1"])));

    const result = await origin.discover(await origin.checkout(), pushEvent(before, after));

    expect(namesOf(result)).toEqual(["models/a", "models/b", "models/b (cog.gpu.yaml)"]);
    // Each file counts once.
    expect(result.summary).toContain("`models/a/x.py` and 1 more changed");
  });
});
