import { describe, expect, it } from "vitest";
import { decideAll, type FileCase } from "./cases.ts";
import { COMMITTED } from "./committed.ts";

const CASES = Object.entries<FileCase>(COMMITTED);

const results = await decideAll(
  Object.fromEntries(
    CASES.map(([name, { changes: files, ...given }]) => [
      name,
      { ...given, change: { kind: "commit", files } },
    ]),
  ),
);

describe("sources are built after a commit that changes", () => {
  it.each(CASES)("%s", (name, { names }) => {
    const { reason, before } = results[name] ?? {};
    expect(before).toMatch(/^[0-9a-f]{40}$/);
    expect(reason).toEqual(names && { code: "file-changed", file: names, since: before });
  });
});
