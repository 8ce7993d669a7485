import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { writePng } from "../unit/image-samples.ts";
import { temporaryDirectory } from "../unit/support.ts";
import { runAlone } from "../unit/task-process.ts";

/** A small schema whose validation doubles with each level. */
function doubling(): object {
  const schemas: Record<string, object> = { L0: { type: "object" } };
  const at = (level: number) => ({ $ref: `#/components/schemas/L${level}` });
  for (let level = 1; level <= 30; level++)
    schemas[`L${level}`] = { allOf: [at(level - 1), at(level - 1)] };
  schemas["Input"] = { type: "object", properties: { a: at(30) } };
  return { components: { schemas } };
}

/** A black or white picture with one bit for each pixel. */
function picture(side: number, byte: number): Uint8Array {
  const row = Math.ceil(side / 8) + 1;
  const data = Buffer.alloc(row * side, byte);
  for (let at = 0; at < data.length; at += row) data[at] = 0;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.writeUInt8(1, 8);
  return writePng([
    { type: "IHDR", data: header },
    { type: "IDAT", data: deflateSync(data) },
    { type: "IEND", data: Buffer.alloc(0) },
  ]);
}

describe.concurrent("the memory of tasks", { timeout: 120_000 }, () => {
  it("stays within its limit, and a task that runs out of it fails alone", async ({
    onTestFinished,
  }) => {
    const bomb = join(await temporaryDirectory(onTestFinished), "bomb");
    await writeFile(bomb, picture(20_000, 0));
    const schema = { schema: doubling(), inputs: [{ a: {} }] };
    const { outcomes, megabytes } = await runAlone([
      `"checkPicture", ${JSON.stringify(bomb)}, 100`,
      `"comparePictures", ${JSON.stringify({ expected: bomb, got: bomb })}, 100`,
      `"validateInputs", ${JSON.stringify(schema)}, 1`,
      `"jq", { query: "[range(1e9)]", json: "null" }, 100`,
      `"jq", { query: ".a", json: '{"a":1}' }, 100`,
    ]);
    expect(outcomes.slice(-2)).toEqual([
      { kind: "failed", reason: expect.stringContaining("memory") },
      { kind: "done", output: [1] },
    ]);
    expect(megabytes).toBeGreaterThan(30);
    expect(megabytes).toBeLessThan(400);
  });

  it("stays within its limit for two of the largest pictures", async ({ onTestFinished }) => {
    const directory = await temporaryDirectory(onTestFinished);
    const [expected, got] = [join(directory, "one"), join(directory, "other")];
    await Promise.all([writeFile(expected, picture(7000, 0)), writeFile(got, picture(7000, 255))]);
    const { outcomes, megabytes } = await runAlone([
      `"comparePictures", ${JSON.stringify({ expected, got })}, 100`,
    ]);
    expect(outcomes).toMatchObject([{ kind: "done" }]);
    expect(megabytes).toBeLessThan(900);
  });
});
