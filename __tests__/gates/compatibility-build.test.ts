import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeProgram } from "../support/programs.ts";
import { codes, failure, HOTDOG } from "../support/world.ts";
import {
  BEFORE,
  cogCommands,
  createProduction,
  PRODUCTION,
  TODAY,
  uploads,
  versionIds,
} from "./production.ts";

const FAIL = { inputs: { compatibility: "fail" } };
const BUILT_FIRST = ["build acme/hotdog", "push acme/hotdog"];

describe("the first build of compatibility: fail", () => {
  it("uses no-cache, and the push that follows reuses its cache", async () => {
    const world = await createProduction();

    await world.run({ inputs: { compatibility: "fail", "no-cache": "true" } });

    const cached = world.sandbox.cogRuns.map(({ argv }) => !argv.includes("--no-cache"));
    expect(cogCommands(world)).toEqual(BUILT_FIRST);
    expect(cached).toEqual([false, true]);
  });

  it.each([
    ["there was nothing to compare with", [HOTDOG], "fail"],
    ["it only warns", [PRODUCTION], "warn"],
  ] as const)(
    "is skipped, and no-cache applies to the push, when %s",
    async (_case, models, compatibility) => {
      const world = await createProduction({ models });

      await world.run({ inputs: { compatibility, "no-cache": "true" } });

      expect(world.sandbox.cogRuns.map(({ argv }) => argv.slice(0, 2))).toEqual([
        ["push", "--no-cache"],
      ]);
    },
  );

  it("fails the step when it fails, and nothing is pushed", async () => {
    const world = await createProduction();
    world.sandbox.scriptCog({ fails: { at: "build", message: "the build went wrong" } });

    const message = failure(await world.run(FAIL));

    expect(codes(message)).toEqual(["cog-failed"]);
    expect(message).toContain("the build went wrong");
    expect(versionIds(world)).toEqual([TODAY, BEFORE]);
  });

  it("fails the step when its label can't be read, and nothing is pushed", async () => {
    const world = await createProduction();
    const programs = join(world.runner.directory, "programs");
    await mkdir(programs);
    await writeProgram(programs, "docker", [
      'if [ "$1" = version ]; then echo 27.0.0; else echo "No such image" >&2; exit 1; fi',
    ]);

    const result = await world.run({
      ...FAIL,
      env: { PATH: `${programs}:${process.env["PATH"]}` },
    });

    expect(codes(failure(result))).toEqual(["image-unreadable"]);
    expect(failure(result)).toMatch(/\n.*\bcompatibility\b.*\bwarn\b/);
    expect(cogCommands(world)).toEqual(["build acme/hotdog"]);
    expect(uploads(world)).toEqual([]);
    expect(versionIds(world)).toEqual([TODAY, BEFORE]);
  });
});
