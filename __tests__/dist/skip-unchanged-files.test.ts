import { describe, expect, it } from "vitest";
import type { FileCase } from "../reuse/cases.ts";
import { COMMITTED } from "../reuse/committed.ts";
import { rebuildReason, Sources } from "../support/sources.ts";

/*
 * That the step reads its inputs, its workflow and its project for skip-unchanged, and says what it found. All files
 * that decide are in __tests__/reuse/files.test.ts.
 */
const NAMES = [
  "the model's code",
  "a file that .dockerignore leaves out",
  "the Dockerfile outside of the project",
  "the config file that an input names",
  "a file of a composite action that the workflow uses",
] as const;

describe("skip-unchanged, after a commit that changes", () => {
  it.each(NAMES)("%s", async (name) => {
    const { files, inputs = {}, directory, ...then }: FileCase = COMMITTED[name];
    const sources = await Sources.create(files, directory);
    await sources.pushFirst({ inputs });
    const since = await sources.head();
    await sources.commit(then.changes);
    const reason = rebuildReason(await sources.push({ inputs }));
    expect(reason).toEqual(then.names && { code: "file-changed", file: then.names, since });
  });
});
