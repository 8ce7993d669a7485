import { access, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { HOTDOG, World } from "../support/world.ts";

/** The secrets of Cog's arguments: the files they name, by id. */
function secretFiles({ sandbox }: World): Record<string, string> {
  const pairs = (sandbox.cogRuns[0]?.argv ?? []).flatMap((argument) => {
    const [, id, path] = /^--secret=id=(.+?),src=(.+)$/.exec(argument) ?? [];
    return id === undefined || path === undefined ? [] : [[id, path] as const];
  });
  return Object.fromEntries(pairs);
}

describe("build secrets", () => {
  it("are passed to Cog as files that only this user can read, and are deleted afterwards", async () => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.scriptCog({ buildTakes: 3000 });

    const step = await world.start({
      inputs: {
        secrets: 'HF_TOKEN=hf_abc=def\n\n"PEM=line ""one""\nline two"',
        "secret-envs": "npm=NPM_TOKEN",
      },
      env: { NPM_TOKEN: "npm_xyz" },
    });
    await world.sandbox.cogReaches("build");
    const files = secretFiles(world);
    const during = await Promise.all(
      Object.entries(files).map(async ([id, path]) => {
        const { mode } = await stat(path);
        return [id, await readFile(path, "utf8"), (mode & 0o777).toString(8)];
      }),
    );
    const result = await step.result;

    expect(during).toEqual([
      ["HF_TOKEN", "hf_abc=def", "600"],
      ["PEM", 'line "one"\nline two', "600"],
      ["npm", "npm_xyz", "600"],
    ]);
    expect(result.outputs["status"]).toBe("pushed");
    for (const path of Object.values(files)) await expect(access(path)).rejects.toThrow("ENOENT");
  });

  it("of secret-files are the user's own files, relative to working-directory", async () => {
    const world = await World.create({ models: [HOTDOG] });
    await world.write("token, one.txt", "abc");

    const result = await world.run({ inputs: { "secret-files": "file=token, one.txt" } });

    const path = join(world.project, "token, one.txt");
    expect(world.sandbox.cogRuns[0]?.argv).toContain(`--secret=id=file,"src=${path}"`);
    expect(result.outputs["status"]).toBe("pushed");
    expect(await readFile(path, "utf8")).toBe("abc");
  });

  it("are in no variable of Cog's environment, not even the one that they came from", async () => {
    const world = await World.create({ models: [HOTDOG] });

    await world.run({
      inputs: { secrets: "HF_TOKEN=hf_abc", "secret-envs": "npm=NPM_TOKEN" },
      env: { NPM_TOKEN: "npm_xyz", HF_TOKEN: "hf_abc" },
    });

    const environment = JSON.stringify(world.sandbox.cogRuns[0]?.environment);
    expect(environment).toContain("COG_NO_UPDATE_CHECK");
    for (const secret of ["npm_xyz", "hf_abc"]) expect(environment).not.toContain(secret);
  });
});
