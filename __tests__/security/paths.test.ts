import { cp, mkdir, rename, symlink, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { schemaOf } from "../gates/support.ts";
import { runProgram } from "../support/spawner.ts";
import { codes, failure, HOTDOG, World } from "../support/world.ts";

/** What a file outside of the workspace holds, in every form that an input takes. */
const CONTENT: Readonly<Record<string, string>> = {
  "config-file": "predict: predict.py:Predictor\nimage: r8.im/acme/recognisable\n",
  dockerfile: "FROM recognisable\n",
  "openapi-schema": JSON.stringify({ ...schemaOf({ text: { type: "string" } }), recognisable: 1 }),
  "readme-file": "# recognisable\n",
  "secret-files": "recognisable\n",
  "test-cases": '- name: "recognisable"\n  inputs: {}\n',
};
const INPUTS = Object.keys(CONTENT);

/** An input with a path as it is written. */
function input(name: string, path: string): Record<string, string> {
  return { [name]: name === "secret-files" ? `file=${path}` : path };
}

/** A world with a file outside of its workspace that an input could name. */
async function createWorld(name: string): Promise<{ world: World; outside: string }> {
  const world = await World.create({ models: [HOTDOG] });
  const outside = join(world.runner.temporary, "outside");
  await writeFile(outside, CONTENT[name] ?? "");
  return { world, outside };
}

/** Expects one error that names the link, and nothing of what it leads to anywhere. */
async function expectRefusal(world: World, inputs: Record<string, string>): Promise<string> {
  const result = await world.run({ inputs: { "dry-run": "true", ...inputs } });
  const message = failure(result);
  expect(codes(message)).toEqual(["link-outside-workspace"]);
  expect(result.log + result.summary).not.toContain("recognisable");
  expect(world.changes()).toEqual([]);
  return message;
}

describe("a path in the repository that a link leads out of the workspace is rejected", () => {
  it.each(INPUTS)("of %s", async (name) => {
    const { world, outside } = await createWorld(name);
    await symlink(outside, join(world.project, "link.yaml"));

    const message = await expectRefusal(world, input(name, "link.yaml"));

    expect(message).toContain(join(world.project, "link.yaml"));
    expect(message).toContain(name === "config-file" ? "link.yaml" : `Input ${name}`);
  });

  it.each(INPUTS)("of %s, by a directory on the way", async (name) => {
    const { world } = await createWorld(name);
    await symlink(world.runner.temporary, join(world.project, "linked"));

    await expectRefusal(world, input(name, "linked/../linked/outside"));
  });

  it.each(INPUTS)("of %s, by a link to a link", async (name) => {
    const { world, outside } = await createWorld(name);
    await symlink(outside, join(world.project, "two"));
    await symlink("two", join(world.project, "one"));

    await expectRefusal(world, input(name, "one"));
  });

  it.each(["/etc/passwd", "/proc/self/environ"])("of cog.yaml itself, to %s", async (target) => {
    const world = await World.create({ models: [HOTDOG] });
    await rename(join(world.project, "cog.yaml"), join(world.project, "old.yaml"));
    await symlink(target, join(world.project, "cog.yaml"));

    await expectRefusal(world, {});
  });

  it("of working-directory", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const outside = join(world.runner.temporary, "project");
    await mkdir(outside);
    await writeFile(join(outside, "cog.yaml"), CONTENT["config-file"] ?? "");
    await symlink(outside, join(world.project, "model"));

    await expectRefusal(world, { "working-directory": "model" });
  });

  it("of python_requirements, which Cog copies into the image", async () => {
    const { world, outside } = await createWorld("readme-file");
    await symlink(outside, join(world.project, "requirements.txt"));
    await world.write(
      "cog.yaml",
      "predict: predict.py:Predictor\nbuild:\n  python_requirements: requirements.txt\n",
    );

    expect(await expectRefusal(world, {})).toContain("python_requirements");
  });
});

describe("a path that is written as one outside the workspace", () => {
  it.each(INPUTS.filter((name) => name !== "config-file"))(
    "is set by the workflow, and accepted: absolute, of %s",
    async (name) => {
      const { world, outside } = await createWorld(name);

      const result = await world.run({ inputs: { "dry-run": "true", ...input(name, outside) } });

      expect(result.errors).toEqual([]);
      expect(result.outputs["status"]).toBe("dry-run");
    },
  );

  it.each([
    ["absolute", (outside: string) => outside],
    ["with ..", (outside: string, project: string) => relative(project, outside)],
  ])("is accepted as working-directory: %s", async (_how, written) => {
    const world = await World.create({ models: [HOTDOG] });
    const outside = join(world.runner.temporary, "project");
    await cp(world.project, outside, { recursive: true });
    const inputs = { "working-directory": written(outside, world.project) };

    const result = await world.run({ inputs });

    expect(result.outputs["status"]).toBe("pushed");
    expect(world.sandbox.cogRuns.map(({ cwd }) => cwd)).toEqual([outside]);
  });

  it("is not accepted as a config-file that Cog would not find", async () => {
    const { world, outside } = await createWorld("config-file");

    const message = await world.refusal({ inputs: { "config-file": outside } });

    expect(codes(message)).toEqual(["config-unreadable"]);
    expect(message).toContain(outside);
  });

  it.each(INPUTS)("is accepted with .. in it, too: of %s", async (name) => {
    const { world } = await createWorld(name);
    const inner = join(world.project, "models", "hotdog");
    await mkdir(inner, { recursive: true });
    for (const file of ["cog.yaml", "predict.py"])
      await rename(join(world.project, file), join(inner, file));
    await writeFile(join(world.project, "shared"), CONTENT[name] ?? "");

    const result = await world.run({
      inputs: {
        "dry-run": "true",
        "working-directory": "models/hotdog",
        ...input(name, "../../shared"),
      },
    });

    expect(result.errors).toEqual([]);
    expect(result.outputs["status"]).toBe("dry-run");
  });

  it("is not accepted from cog.yaml, whose author may be another person", async () => {
    const world = await World.create({ models: [HOTDOG] });
    await world.write(
      "cog.yaml",
      "predict: predict.py:Predictor\nbuild:\n  python_requirements: ../../etc/passwd\n",
    );

    const message = await world.refusal();

    expect(codes(message)).toEqual(["config-path-outside-workspace"]);
    expect(message).toContain('python_requirements to "../../etc/passwd"');
  });
});

describe("a link within the workspace", () => {
  it.each(INPUTS)("is followed: of %s", async (name) => {
    const world = await World.create({ models: [HOTDOG] });
    await mkdir(join(world.project, "shared"));
    await writeFile(join(world.project, "shared", "file"), CONTENT[name] ?? "");
    await symlink("shared/file", join(world.project, "link.yaml"));

    const result = await world.run({ inputs: { "dry-run": "true", ...input(name, "link.yaml") } });

    expect(result.errors).toEqual([]);
    expect(result.outputs["status"]).toBe("dry-run");
  });

  it.each(INPUTS)("that leads round in a circle is one error: of %s", async (name) => {
    const world = await World.create({ models: [HOTDOG] });
    await symlink("two", join(world.project, "one"));
    await symlink("one", join(world.project, "two"));

    const message = await world.refusal({ inputs: input(name, "one") });

    expect(message).toMatch(/one\b/);
    expect(message).toContain("ELOOP");
  });

  it("to a pipe, which would never end, is not read: of .dockerignore", async () => {
    const { world, outside } = await createWorld("readme-file");
    await runProgram("mkfifo", [`${outside}.fifo`], { env: process.env });
    await symlink(`${outside}.fifo`, join(world.project, ".dockerignore"));

    const result = await world.run({ inputs: { "dry-run": "true" } });

    expect(result.outputs["status"]).toBe("dry-run");
  });

  it("is accepted when the workspace itself is reached by one", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const workspace = join(world.runner.temporary, "workspace");
    await symlink(world.project, workspace);

    const result = await world.run({ workspace, inputs: { "readme-file": "README.md" } });

    expect(result.outputs["status"]).toBe("pushed");
  });
});
