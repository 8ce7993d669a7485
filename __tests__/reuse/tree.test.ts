import { describe, expect, it } from "vitest";
import { decideAll, type FileCase, type ReuseCase } from "./cases.ts";
import { WRITTEN } from "./written.ts";

const CASES = Object.entries<FileCase & { isStaged?: boolean }>(WRITTEN);

const results = await decideAll(
  Object.fromEntries(
    CASES.map(([name, { changes: files, isStaged = false, ...given }]) => [
      name,
      { ...given, change: { kind: "write", files, isStaged } },
    ]),
  ),
);

describe("sources are built with, in the work tree alone,", () => {
  it.each(CASES)("%s", (name, { names }) => {
    const { reason, after } = results[name] ?? {};
    expect(after).toMatch(/^[0-9a-f]{40}$/);
    expect(reason).toEqual(names && { code: "not-committed", file: names, commit: after });
  });
});

const moved = {
  hasSubmodule: true,
  change: { kind: "move-submodule", isCommitted: true },
} as const;
const SUBMODULES = {
  "enters the image": moved,
  "is left out": { ...moved, files: { ".dockerignore": "lib\n" } },
  "enters in part": { ...moved, files: { ".dockerignore": "*\n!predict.py\n!lib/src\n" } },
  "enters in part, by a wildcard": { ...moved, files: { ".dockerignore": "*\n!**/*.py\n" } },
  "is not committed": { ...moved, change: { kind: "move-submodule", isCommitted: false } },
} satisfies Readonly<Record<string, ReuseCase>>;

const ofSubmodules = await decideAll(SUBMODULES);

describe("a submodule that moves", () => {
  it.each(["enters the image", "enters in part", "enters in part, by a wildcard"] as const)(
    "causes a build when it %s",
    (name) => {
      const { reason, before } = ofSubmodules[name];
      expect(reason).toEqual({ code: "file-changed", file: "lib", since: before });
    },
  );

  it("causes no build when it is left out", () => {
    expect(ofSubmodules["is left out"].reason).toBeUndefined();
  });

  it("causes a build before it is committed", () => {
    const { reason, after: commit } = ofSubmodules["is not committed"];
    expect(reason).toEqual({ code: "not-committed", file: "lib", commit });
  });
});
