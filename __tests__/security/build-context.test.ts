import { mkdir, symlink, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Project, readProject } from "../../src/cog/project.ts";
import { checkRequirements } from "../../src/push/config-checks.ts";
import { annotated, codes, failure, HOTDOG, World } from "../support/world.ts";

const DRY = { "dry-run": "true" };

function header(token: string): string {
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  return `[http "https://github.com/"]\n\textraheader = AUTHORIZATION: basic ${basic}\n`;
}

const JOB = header("ghs_0123456789abcdefghijABCDEFGHIJ012345");
const PERSONAL = header("ghp_0123456789abcdefghijABCDEFGHIJ012345");

async function write(world: World, file: string, text: string): Promise<void> {
  await mkdir(dirname(join(world.project, file)), { recursive: true });
  await world.write(file, text);
}

/** A world with the model, and these files in its project. */
async function worldWith(
  files: Readonly<Record<string, string>>,
  visibility: "public" | "private" = "private",
): Promise<World> {
  const world = await World.create({ models: [{ ...HOTDOG, visibility }] });
  for (const [file, text] of Object.entries(files)) await write(world, file, text);
  return world;
}

describe("a token in the build context", () => {
  it.each<[string, "public" | "private", Readonly<Record<string, string>>]>([
    ["of the job, for a public model", "public", { ".git/config": JOB }],
    ["of a person, for a private model", "private", { ".git/config": PERSONAL }],
    ["of a submodule", "public", { ".git/modules/lib/config": JOB }],
    ["of a second checkout", "public", { "lib/.git/config": JOB }],
    ["of a work tree", "public", { ".git/config.worktree": JOB }],
    [
      "in the address of a remote",
      "private",
      {
        ".git/config": '[remote "o"]\n\turl = https://x:ghp_0123456789abcdef0123@github.com/a/b\n',
      },
    ],
    [
      "without a user's name",
      "private",
      { ".git/config": '[remote "o"]\n\turl = https://github_pat_0123456789@github.com/a/b\n' },
    ],
    [
      "before another word",
      "private",
      {
        ".git/config":
          '[remote "o"]\n\turl = https://ghp_0123456789abcdef:x-oauth-basic@github.com/a\n',
      },
    ],
    [
      "in the address of a submodule",
      "private",
      { ".gitmodules": '[submodule "o"]\n\turl = https://ghp_0123456789abcdef0@github.com/a/b\n' },
    ],
    ["in another case", "public", { ".git/config": JOB.replace("extraheader", "extraHeader") }],
  ])("is rejected: %s", async (_case, visibility, files) => {
    const world = await worldWith(files, visibility);

    const message = await world.refusal();

    expect(codes(message)).toEqual(["git-token-in-context"]);
    const remedies = [".dockerignore", "actions/checkout@v6", "persist-credentials: false"];
    const places = remedies.map((remedy) => message.indexOf(remedy));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it("of a person is named, after one of the job", async () => {
    const world = await worldWith({ ".git/config": JOB, "lib/.git/config": PERSONAL });

    expect(await world.refusal()).toContain('"lib/.git/config"');
  });

  it("of the job is a warning for a private model", async () => {
    const world = await worldWith({ ".git/config": JOB });

    const result = await world.run({ inputs: DRY });

    expect(result.errors).toEqual([]);
    expect(result.warnings.join("\n")).toContain(".git/config");
  });

  it("of the job is a warning where the model's visibility is unknown", async () => {
    const world = await worldWith({ ".git/config": JOB }, "public");

    const result = await world.run({
      inputs: { ...DRY, "api-token": "", "cli-auth-token": world.sandbox.cliToken },
    });

    expect(result.warnings.join("\n")).toContain(".git/config");
    expect(result.errors).toEqual([]);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    [
      "the includeIf of checkout v6",
      { ".git/config": '[includeIf "gitdir:/w/.git"]\n\tpath = /t/git-credentials-1.config\n' },
    ],
    ["what .dockerignore excludes", { ".git/config": PERSONAL, ".dockerignore": ".git\n" }],
    ["what it excludes everywhere", { "lib/.git/config": PERSONAL, ".dockerignore": "**/.git\n" }],
    ["a comment", { ".git/config": `# ${PERSONAL.replaceAll("\n", " ")}\n` }],
    ["an address without a password", { ".git/config": "[x]\n\turl = https://github.com/a/b\n" }],
  ])("is not %s", async (_case, files) => {
    const world = await worldWith(files, "public");

    const result = await world.run({ inputs: DRY });

    expect(result.errors).toEqual([]);
    expect(result.warnings).toEqual([]);
  });
});

describe("RUNNER_TEMP in the build context", () => {
  it.each(["temp", "a/b/temp", ".temp", "..temp"])("is rejected: %s", async (path) => {
    const world = await worldWith({});
    await mkdir(join(world.project, path), { recursive: true });

    const message = await world.refusal({ env: { RUNNER_TEMP: join(world.project, path) } });

    expect(codes(message)).toEqual(["runner-temp-in-context"]);
    expect(message).toContain(`"${path}"`);
  });

  it("is accepted where .dockerignore excludes it", async () => {
    const world = await worldWith({ ".dockerignore": "temp\n", "temp/x": "" });

    const result = await world.run({
      inputs: DRY,
      env: { RUNNER_TEMP: join(world.project, "temp") },
    });

    expect(result.errors).toEqual([]);
  });
});

function pointer(size: number): string {
  return `version https://git-lfs.github.com/spec/v1\noid sha256:${"a".repeat(64)}\nsize ${size}\n`;
}

describe("a pointer of Git LFS", () => {
  it.each<[string, Readonly<Record<string, string>>, string]>([
    ["for a large file", { "weights/model.bin": pointer(10_000_001) }, "weights/model.bin"],
    [
      "that cog.yaml names",
      {
        "cog.yaml": "predict: predict.py:Predictor\nbuild:\n  run:\n    - python a.py data.bin\n",
        "data.bin": pointer(5),
      },
      "data.bin",
    ],
    ["instead of the predict file", { "predict.py": pointer(5) }, "predict.py"],
  ])("is rejected: %s", async (_case, files, path) => {
    const message = await (await worldWith(files)).refusal();

    expect(codes(message)).toEqual(["lfs-pointer-in-context"]);
    expect(message).toContain("lfs: true");
    expect(message).toContain(path);
  });

  it("for another file is a warning", async () => {
    const result = await (await worldWith({ "a/b.png": pointer(10_000_000) })).run({ inputs: DRY });

    expect(result.errors).toEqual([]);
    expect(result.warnings.join("\n")).toContain("a/b.png");
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ["excluded", { "model.bin": pointer(10_000_001), ".dockerignore": "*.bin\n" }],
    ["quoted in a page", { "a.md": `About LFS:\n${pointer(10_000_001)}` }],
  ])("causes no warning when %s", async (_case, files) => {
    const result = await (await worldWith(files)).run({ inputs: DRY });

    expect([...result.errors, ...result.warnings]).toEqual([]);
  });
});

const KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n";

describe("files that may hold secrets", () => {
  it.each<[string, string]>([
    [".env", "A=1\n"],
    ["config/.env.production", "A=1\n"],
    ["id_ed25519", KEY],
    ["keys/server.pem", "-----BEGIN RSA PRIVATE KEY-----\n"],
    [".netrc", "machine a\n"],
    [".docker/config.json", "{}"],
  ])("are a warning: %s", async (path, text) => {
    const result = await (await worldWith({ [path]: text })).run({ inputs: DRY });

    expect(result.errors).toEqual([]);
    expect(result.warnings.join("\n")).toContain(`"${path}"`);
  });

  it.each<[string, string]>([
    [".env.example", "A=\n"],
    ["ca.pem", "-----BEGIN CERTIFICATE-----\n"],
    ["id_rsa.pub", "ssh-rsa AAAA\n"],
  ])("are not %s", async (path, text) => {
    const result = await (await worldWith({ [path]: text })).run({ inputs: DRY });

    expect(result.warnings).toEqual([]);
  });
});

describe("Git's data in the build context", () => {
  it.each([
    ["a warning above 1 GB", 1_000_000_001, "", true],
    ["accepted up to 1 GB", 999_999_000, "", false],
    ["accepted when it is excluded", 2_000_000_000, ".git\n", false],
  ])("is %s", async (_case, size, ignored, warns) => {
    const world = await worldWith({ ".git/objects/pack/a.pack": "", ".dockerignore": ignored });
    await truncate(join(world.project, ".git/objects/pack/a.pack"), size);

    const result = await world.run({ inputs: DRY });

    expect(result.warnings.join("\n").includes(".git")).toBe(warns);
  });
});

describe("a file in Git's directory is not published", () => {
  it.each<[string, (world: World) => Promise<string>]>([
    ["named", async () => ".git/config"],
    [
      "by a link",
      async ({ project }) => {
        await symlink(".git/config", join(project, "link"));
        return "link";
      },
    ],
    [
      "by a link to the directory",
      async ({ project }) => {
        await symlink(".git", join(project, "folder"));
        return "folder/config";
      },
    ],
  ])("%s", async (_case, prepare) => {
    const world = await worldWith({ ".git/config": "[core]\n" });
    const path = await prepare(world);
    const cases = `- name: a\n  inputs: {image: "@${path}"}\n`;

    const readme = await world.refusal({ inputs: { "readme-file": path } });
    const tests = await world.run({ inputs: { "test-cases": cases } });

    expect(codes(readme)).toEqual(["file-in-git-directory"]);
    expect(codes(failure(tests))).toEqual(["file-in-git-directory"]);
    expect(world.changes()).toEqual([]);
  });

  it("where .git is a file that names the directory", async () => {
    const world = await worldWith({ ".git": "gitdir: data\n", "data/config": "[core]\n" });

    const message = await world.refusal({ inputs: { "readme-file": "data/config" } });

    expect(codes(message)).toEqual(["file-in-git-directory"]);
  });
});

const PREDICT = "predict: predict.py:Predictor\n";

describe("cog.yaml is read as Cog reads it:", () => {
  it.each<[string, string, string]>([
    [
      "a merge key",
      "build: {<<: {python_requirements: /etc/passwd}}\n",
      "config-path-outside-workspace",
    ],
    [
      "a merged anchor",
      "x: &x {python_requirements: /etc/passwd}\nbuild: {<<: [*x]}\n",
      "config-path-outside-workspace",
    ],
    [
      "a merged mapping at the top",
      "<<: {build: {python_requirements: /etc/passwd}}\n",
      "config-path-outside-workspace",
    ],
    [
      "a quoted merge key",
      'build: {"<<": {python_requirements: /etc/passwd}}\n',
      "config-not-yaml",
    ],
    [
      "a binary value",
      "build: {python_requirements: !!binary L2V0Yy9wYXNzd2Q=}\n",
      "config-value-not-text",
    ],
    ["a number", "build: {python_requirements: 12}\n", "config-value-not-text"],
    ["a list", "build: {python_requirements: [/etc/passwd]}\n", "config-value-not-text"],
    [
      "requirements that do not exist",
      "build: {python_requirements: nope.txt}\n",
      "config-file-missing",
    ],
    [
      "requirements that are a directory",
      "build: {python_requirements: .}\n",
      "config-file-missing",
    ],
    [
      "merged requirements that do not exist",
      "build: {<<: {python_requirements: no.txt}}\n",
      "config-file-missing",
    ],
  ])("%s is rejected", async (_case, text, code) => {
    const world = await worldWith({ "cog.yaml": PREDICT + text });

    expect(codes(await world.refusal())).toEqual([code]);
  });

  it.each<[string, string]>([
    ["a second document", `${PREDICT}---\n`],
    ["another document", `${PREDICT}---\nimage: [\n`],
    ["a comment after a quote", `${PREDICT}build:\n  python_version: "3.12"#c\n`],
    ["a bracket in column 0", `${PREDICT}build:\n  run: [\n    "a"\n]\n`],
    ["brackets without indentation", `${PREDICT}build: {run: [\na,\nb\n]\n}\n`],
    ["a quoted line without indentation", `${PREDICT}build:\n  run:\n    - "a\nb"\n`],
  ])("%s is accepted", async (_case, text) => {
    const result = await (await worldWith({ "cog.yaml": text })).run({ inputs: DRY });

    expect(result.errors).toEqual([]);
    expect(result.outputs["status"]).toBe("dry-run");
  });

  it.each(["utf16le", "utf16be", "utf8-bom"])("%s is accepted", async (encoding) => {
    const world = await worldWith({});
    const bytes = Buffer.from(`\uFEFF${PREDICT}`, encoding === "utf8-bom" ? "utf8" : "utf16le");
    await writeFile(
      join(world.project, "cog.yaml"),
      encoding === "utf16be" ? bytes.swap16() : bytes,
    );

    expect((await world.run({ inputs: DRY })).errors).toEqual([]);
  });
});

async function requirements(line: string): Promise<Project> {
  const { project } = await worldWith({
    "cog.yaml": `${PREDICT}build: {python_requirements: requirements.txt}\n`,
    "requirements.txt": `numpy\n${line}\n`,
  });
  return readProject(project, { directory: ".", configFile: "cog.yaml" }, "r8.im");
}

// The sandbox's mirror has no Cog 0.22 that the action would install, so the check is called.
describe("requirements", () => {
  it.each([
    "-r other.txt",
    "-rother.txt",
    "--requirement=other.txt",
    "-f ./wheels",
    "-r file:///a",
    "./package",
    "../wheels/a.whl; python_version > '3.9'",
    "/src/a.whl[gpu]",
    "file:///src/a.whl",
    "a @ file:///src/a.whl",
    "a @ ./a.whl",
  ])("with %s are rejected by Cog 0.22", async (line) => {
    const project = await requirements(line);

    await expect(checkRequirements(project, "0.22.0", undefined)).rejects.toMatchObject({
      problems: [{ code: "requirements-option-unsupported" }],
    });
    await expect(checkRequirements(project, "0.21.0", undefined)).resolves.toBeUndefined();
    await expect(checkRequirements(project, "0.22.0", "Dockerfile")).resolves.toBeUndefined();
  });

  it.each([
    "-r https://example.com/r.txt",
    "# -r other.txt",
    "--extra-index-url https://a.example",
    "./wheels/a.whl",
    "/src/a.tar.gz",
    "a @ https://a.example/a.whl",
    "a[gpu]==1.0; python_version > '3.9'",
    "git+https://a.example/a.git",
    "-e .",
  ])("with %s are accepted", async (line) => {
    const project = await requirements(line);

    await expect(checkRequirements(project, "0.22.0", undefined)).resolves.toBeUndefined();
  });
});

const MOUNT = `${PREDICT}build:\n  run:\n    - command: pip install x\n      mounts:\n        - {type: secret, id: pip, target: /etc/pip.conf}\n`;

describe("a secret that cog.yaml mounts", () => {
  it.each<[string, string, Record<string, string>]>([
    ["none is set", MOUNT, {}],
    ["another is set", MOUNT, { secrets: "pip2=abcdefgh" }],
    ["it is merged", MOUNT.replace("    - command", "    - <<: {}\n      command"), {}],
  ])("is rejected when %s", async (_case, text, inputs) => {
    const message = await (await worldWith({ "cog.yaml": text })).refusal({ inputs });

    expect(codes(message)).toEqual(["build-secret-missing"]);
    expect(message).toContain('"pip"');
  });

  it.each<[string, Record<string, string>]>([
    ["it is set", { secrets: "pip=abcdefgh" }],
    ["a Dockerfile is used", { dockerfile: "Dockerfile" }],
  ])("is accepted when %s", async (_case, inputs) => {
    const world = await worldWith({ "cog.yaml": MOUNT, Dockerfile: "FROM scratch\n" });

    expect((await world.run({ inputs: { ...DRY, ...inputs } })).errors).toEqual([]);
  });
});

describe("what Cog silently accepts is a warning:", () => {
  it.each<[string, Readonly<Record<string, string>>, string]>([
    ["a hidden predict file", { ".dockerignore": "predict.py\n" }, '"predict.py"'],
    ["a predict file hidden by a pattern", { ".dockerignore": "*.py\n" }, '"predict.py"'],
    ["an unknown key", { "cog.yaml": `${PREDICT}enviroment: [A=1]\n` }, '"environment"'],
    [
      "an unknown key of build",
      { "cog.yaml": `${PREDICT}build: {system_package: [a]}\n` },
      '"build.system_package"',
    ],
    [
      "all unknown keys, at most five of them by their names",
      {
        "cog.yaml": `${PREDICT}${["a", "b", "c", "d"].map((key) => `${key}: 1\n`).join("")}build: {e: 1, f: 1, g: 1}\n`,
      },
      '"a", "b", "c", "d", "build.e", 2 more.',
    ],
    ["another image", { "cog.yaml": `${PREDICT}image: r8.im/acme/burger\n` }, "acme/burger"],
  ])("%s", async (_case, files, words) => {
    const result = await (await worldWith(files)).run({ inputs: DRY });

    expect(result.errors).toEqual([]);
    expect(result.warnings.join("\n")).toContain(words);
  });

  it("suggests no key that has nothing in common with the unknown one", async () => {
    const world = await worldWith({ "cog.yaml": `a: &a {gpu: false}\n${PREDICT}build: *a\n` });

    const result = await world.run({ inputs: DRY });

    expect(annotated(result, "warning")).toEqual(["config-keys-unknown"]);
    expect(result.warnings[0]).toContain('"a"');
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ["included again", { ".dockerignore": "*.py\n!predict.py\n" }],
    ["the same image", { "cog.yaml": `${PREDICT}image: r8.im/acme/hotdog\n` }],
    [
      "known keys",
      { "cog.yaml": `${PREDICT}environment: [A=1]\nbuild: {gpu: false, cog_runtime: true}\n` },
    ],
  ])("but not %s", async (_case, files) => {
    expect((await (await worldWith(files)).run({ inputs: DRY })).warnings).toEqual([]);
  });
});
