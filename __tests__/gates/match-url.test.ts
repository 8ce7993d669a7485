import { describe, expect, it } from "vitest";
import { type Picture, paint, startSandbox } from "../../dev/sandbox/server.ts";
import type { World } from "../support/world.ts";
import { createVersionWorld, SERVED, served, TESTED, testVersion, verdicts } from "./support.ts";

const GREY = [100, 100, 100] as const;

type Part = Partial<Picture>;

/** The address of a picture, 8×8 and grey where nothing else is said. */
async function picture({ sandbox }: World, part: Part = {}, name = "picture"): Promise<string> {
  const whole = { width: 8, height: 8, rgb: GREY, format: "png", ...part } as const;
  return sandbox.addOutput(`${name}.${whole.format}`, await paint(whole));
}

function text({ sandbox }: World, content: string, name = "output.txt"): string {
  return sandbox.addOutput(name, Buffer.from(content));
}

/** Runs one case for each pair of an output and the address of what it should be. */
async function compare(
  world: World,
  pairs: Readonly<Record<string, { readonly output: unknown; readonly match_url: string }>>,
) {
  const cases = Object.entries(pairs).map(([name, { output, match_url }]) => ({
    name,
    inputs: { output },
    match_url,
  }));
  return await world.run(testVersion(cases));
}

describe("match_url of a file", () => {
  it("compares the content, byte by byte", async () => {
    const world = await createVersionWorld();
    const match_url = text(world, "hello");
    const output = text(world, "hello");
    const outputs = {
      same: output,
      "same in a list": [output],
      other: text(world, "hello!"),
      "not a file": "hello",
      nothing: null,
      "two files": [output, output],
      "not there": `${output}.gone`,
    };

    const result = await compare(
      world,
      Object.fromEntries(
        Object.entries(outputs).map(([name, given]) => [name, { output: given, match_url }]),
      ),
    );

    const expected = RegExp.escape(match_url);
    const failed = (got: string) => [expect.stringMatching(new RegExp(`${expected} <> ${got}`))];
    expect(verdicts(result)).toEqual({
      same: [],
      "same in a list": [],
      other: failed(`${RegExp.escape(outputs.other)}: .*\\b6 B\\b.*\\b5 B\\b`),
      "not a file": failed("hello$"),
      nothing: failed("null$"),
      "two files": failed('\\["http'),
      "not there": [expect.stringContaining(".gone (HTTP 404)")],
    });
    expect(served(world)).toBe(SERVED);
  });

  it("reports that the expected file is missing", async () => {
    const world = await createVersionWorld();
    const match_url = `${world.sandbox.origin}/outputs/none.png`;

    const result = await compare(world, { one: { output: text(world, "hello"), match_url } });

    expect(verdicts(result)["one"]?.[0]).toContain(`${match_url} (HTTP 404)`);
  });

  it("downloads each file once", async () => {
    const world = await createVersionWorld();
    const match_url = text(world, "hello");

    await compare(world, {
      one: { output: match_url, match_url },
      two: { output: match_url, match_url },
    });

    const path = new URL(match_url).pathname;
    expect(world.requests().filter((request) => request === `GET ${path}`)).toHaveLength(1);
  });

  it("sends the token to Replicate alone", async () => {
    const world = await createVersionWorld({ outputsNeedToken: true });
    const elsewhere = await startSandbox({ outputsNeedToken: true });
    const match_url = elsewhere.addOutput("expected.txt", Buffer.from("hello"));
    const here = text(world, "hello");

    const result = await compare(world, {
      here: { output: text(world, "hello"), match_url: here },
      elsewhere: { output: here, match_url },
    });

    const shown = elsewhere.requests.map(({ headers }) => headers.authorization);
    await elsewhere.close();
    expect(shown).toEqual([undefined]);
    expect(verdicts(result)).toEqual({
      here: [],
      elsewhere: [expect.stringContaining(`${match_url} (HTTP 401)`)],
    });
  });
});

describe("match_url of a picture", () => {
  it.each<readonly [string, Part, Part, RegExp | undefined]>([
    ["a PNG and the same", {}, {}, undefined],
    ["a PNG and the same as JPEG", {}, { format: "jpeg" }, undefined],
    ["a PNG and the same as WebP", {}, { format: "webp" }, undefined],
    ["a JPEG and the same as WebP", { format: "jpeg" }, { format: "webp" }, undefined],
    ["a PNG and one a little lighter", {}, { rgb: [104, 104, 104] }, undefined],
    ["a PNG and a JPEG a little darker", {}, { rgb: [97, 97, 97], format: "jpeg" }, undefined],
    ["a PNG and a lighter one", {}, { rgb: [110, 110, 110] }, /\b17\.3\b.*\b255\b.*\b8\b/],
    ["a WebP and a red JPEG", { format: "webp" }, { rgb: [255, 0, 0], format: "jpeg" }, /\b255\b/],
    ["a PNG and a wider one", {}, { width: 9 }, /\b9×8\b.*\b8×8\b/],
    ["a JPEG and a higher WebP", { format: "jpeg" }, { height: 16, format: "webp" }, /\b8×16\b/],
  ])("compares the pixels: %s", async (_pair, expected, given, got) => {
    const world = await createVersionWorld();
    const match_url = await picture(world, expected, "expected");
    const output = await picture(world, given);

    const result = await compare(world, { one: { output, match_url } });

    const wanted = got === undefined ? [] : [expect.stringMatching(got)];
    expect(verdicts(result)).toEqual({ one: wanted });
    expect(served(world)).toBe(got === undefined ? TESTED : SERVED);
    expect(result.summary).toContain(`<img src="${output}"`);
  });

  it("reports a broken picture, or another type of file, as different content", async () => {
    const world = await createVersionWorld();
    const match_url = await picture(world);
    const cut = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");

    const result = await compare(world, {
      broken: { output: world.sandbox.addOutput("cut.png", cut), match_url },
      text: { output: text(world, "hello"), match_url },
    });

    expect(verdicts(result)).toEqual({
      broken: [expect.stringMatching(/cut\.png: .*\b8 B\b/)],
      text: [expect.stringMatching(/: .*\b5 B\b/)],
    });
  });
});
