import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { at, textOf } from "./repository.ts";

describe.each(["docs/summary.png", "docs/comment.png"])("%s", (path) => {
  const picture = readFileSync(at(path));

  it("loads quickly, and is sharp at twice its displayed size", () => {
    expect(picture.subarray(1, 4).toString()).toBe("PNG");
    expect(picture.length).toBeLessThan(200_000);
    expect(picture.readUInt32BE(16)).toBeGreaterThan(2 * 400);
  });

  it("is in the README, with alt text", () => {
    expect(textOf("README.md")).toMatch(new RegExp(`<img src="${path}"[^>]* alt="[^"]{40,}"`));
  });
});

describe("npm run picture", () => {
  it("reports what to install when there is no browser", async () => {
    const script = at("dev/scripts/picture.ts");
    const env = { PATH: at("docs") };
    const run = promisify(execFile)(process.execPath, [script], { env });
    await expect(run).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("Install Chromium"),
    });
  });
});
