import { describe, expect, it } from "vitest";
import { PushOutput } from "../../../src/cog/output.ts";
import type { OutputStream } from "../../../src/cog/process.ts";
import { digest } from "../support.ts";
import { SAMPLES, UNRELATED } from "./output-samples.ts";

const IMAGE = "r8.im/acme/hotdog";

/** Lines that are read at once, and their stream: standard error without one. */
type Read = string | readonly [text: string, stream: OutputStream];

function digestsOf(image: string, reads: readonly Read[]): readonly string[] {
  const output = new PushOutput(image);
  for (const read of reads) {
    const [text, stream] = typeof read === "string" ? [read] : read;
    output.read(Buffer.from(text), stream);
  }
  return output.report().digests;
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

/** The text in two reads, cut at every position where one stream's relay may cut: at line ends. */
function cutsOf(text: string): string[][] {
  return Array.from(text, (character, i) => ({ character, end: i + 1 }))
    .filter(({ character }) => character === "\n")
    .map(({ end }) => [text.slice(0, end), text.slice(end)]);
}

describe.each(SAMPLES)("the output of $releases", ({ image, stdout, stderr, digests }) => {
  const onStdout = (lines: readonly string[]): Read => [textOf(lines), "stdout"];
  const both = [onStdout(stdout), textOf(stderr)];

  it("names the pushed digests", () => {
    expect(digestsOf(image, both)).toEqual(digests);
  });

  it("names them in whatever order the two streams come", () => {
    expect(digestsOf(image, both.toReversed())).toEqual(digests);
    const interleaved = stderr.flatMap((line, i) => [
      `${line}\n`,
      onStdout(stdout.slice(i, i + 1)),
    ]);
    const rest = onStdout(stdout.slice(stderr.length));
    expect(digestsOf(image, [...interleaved, rest])).toEqual(digests);
  });

  it("names them in two reads, wherever they are cut", () => {
    const cuts = cutsOf(textOf(stderr));
    expect(cuts.length).toBe(stderr.length);
    for (const cut of cuts) expect(digestsOf(image, [onStdout(stdout), ...cut])).toEqual(digests);
  });

  it("names them in a read for each line", () => {
    const reads = [...stdout.map((line) => onStdout([line])), ...stderr.map((line) => `${line}\n`)];
    expect(digestsOf(image, reads)).toEqual(digests);
  });

  it.each<[string, (line: string) => string]>([
    ["color codes around each line", (line) => `\u001b[32m${line}\u001b[0m`],
    ["color codes before the line end", (line) => `${line}\u001b[0m\u001b[K`],
    ["Windows line ends", (line) => `${line}\r`],
    ["progress that carriage returns overwrite", (line) => `5f70: 10%\r5f70: 99%\r${line}`],
    ["codes that clear the line", (line) => `\u001b[2K\u001b[1G${line}`],
    ["codes that move up over progress", (line) => `\u001b[1A\u001b[2K\r${line}\r`],
  ])("names them amid %s", (_, dress) => {
    const reads = [onStdout(stdout.map(dress)), textOf(stderr.map(dress))];
    expect(digestsOf(image, reads)).toEqual(digests);
  });

  it("names them amid other lines with digests, before and after", () => {
    const noise = textOf(UNRELATED.map((line) => line.replace("D", "f".repeat(64))));
    expect(digestsOf(image, [noise, ...both, noise])).toEqual(digests);
  });

  it("names them after a build that has printed the lines of a push", () => {
    const hex = "f".repeat(64);
    const build = [
      `latest: digest: sha256:${hex} size: 4321`,
      `New Version: ${hex}`,
      `  model   ${image}@sha256:${hex}`,
      `  └─ image   ${image}@sha256:${hex}`,
    ];
    expect(digestsOf(image, [textOf(build), ...both])).toEqual(digests);
  });
});

describe("a line with a symbol before it", () => {
  it.each([" ⚙  ", " ✔ ", " ⚠ ", " ✗ ", "⚠ ", "ⅹ ", "\u001b[33m⚠ \u001b[0m"])(
    "names the digest after %j",
    (prefix) => {
      const line = `${prefix}latest: digest: ${digest("a")} size: 1\n`;
      expect(digestsOf(IMAGE, [line])).toEqual([digest("a")]);
      expect(digestsOf(IMAGE, [`${prefix}New Version: ${"b".repeat(64)}\n`])).toEqual([
        digest("b"),
      ]);
    },
  );
});

describe("a digest that is not the pushed one's", () => {
  it.each(UNRELATED)("is not taken from: %s", (line) => {
    const text = line.replace("D", "f".repeat(64));
    expect(digestsOf(IMAGE, [`${text}\n`])).toEqual([]);
    expect(digestsOf(IMAGE, [`\u001b[2m${text}\u001b[0m\r\n`])).toEqual([]);
  });
});

describe("digests that contradict each other", () => {
  const docker = `latest: digest: ${digest("a")} size: 4321\n`;
  const tree = `  image  ${IMAGE}@${digest("b")}\n`;

  it("are resolved by Docker's line, since another run may have moved the tag that Cog requests", () => {
    expect(digestsOf(IMAGE, [docker, tree])).toEqual([digest("a")]);
    expect(digestsOf(IMAGE, [tree, docker])).toEqual([digest("a")]);
  });

  it("are resolved by the last push, when Cog pushed again", () => {
    const again = `latest: digest: ${digest("c")} size: 4321\n`;
    expect(digestsOf(IMAGE, [docker, again])).toEqual([digest("c")]);
  });

  it("are both kept for a bundle, the index first", () => {
    const bundle = `  model   ${IMAGE}@${digest("1")}\n  └─ image   ${IMAGE}@${digest("2")}\n`;
    expect(digestsOf(IMAGE, [bundle])).toEqual([digest("1"), digest("2")]);
  });
});

describe("the tail", () => {
  function tailOf(reads: Iterable<string>): readonly string[] {
    const output = new PushOutput(IMAGE);
    for (const read of reads) output.read(Buffer.from(read));
    return output.report().tail;
  }

  it("is the output's last lines in order, without colors, empty lines, and overwritten progress", () => {
    expect(tailOf(["one\n\n\u001b[31mtwo\u001b[0m\n", "  \nthree\r\nfour\n"])).toEqual([
      "one",
      "two",
      "three",
      "four",
    ]);
  });

  it("is empty without output", () => {
    expect(tailOf([])).toEqual([]);
  });

  it("leaves out how Docker counts down before it sends a layer again", () => {
    const countdown = "5f70bf18a086: Retrying in 5 seconds\n".repeat(2000);
    expect(tailOf(["unknown blob\n", countdown, "exit status 1\n"])).toEqual([
      "unknown blob",
      "exit status 1",
    ]);
  });

  it("is bounded after 10 MB of lines, and ends with the last one", () => {
    const line = `${"x".repeat(99)}\n`;
    const reads = Array.from({ length: 10_000 }, () => line.repeat(10)).concat("the end\n");
    const tail = tailOf(reads);
    expect(tail.at(-1)).toBe("the end");
    expect(tail.length).toBeGreaterThan(9);
    expect(tail.length).toBeLessThanOrEqual(40);
  });

  it("is bounded after 10 MB without a line end", () => {
    const tail = tailOf(Array.from({ length: 160 }, () => "x".repeat(65_536)));
    expect(tail.join("").length).toBeLessThanOrEqual(16 * 1024);
  });

  it("is cut at line ends, however many bytes a character has", () => {
    const line = "é".repeat(60);
    const output = new PushOutput(IMAGE);
    for (let i = 0; i < 10_000; i++) output.read(Buffer.from(`${line}\n`));
    const { output: lines } = output.report();
    expect(lines.length).toBeGreaterThan(1000);
    expect(new Set(lines)).toEqual(new Set([line]));
  });

  it("is made of whole lines: half of one could hold half of a secret, which nothing masks", () => {
    const lines = Array.from({ length: 100 }, (_, i) => `${i}`.padEnd(1000, "."));
    const tail = tailOf(lines.map((line) => `${line}\n`));
    expect(tail.length).toBeGreaterThan(9);
    expect(tail).toEqual(lines.slice(-tail.length));
  });
});

it("finds the digest behind 10 MB of build output, in little time and memory", () => {
  const noise = "#9 1.234 Collecting torch==2.4.0 --hash=sha256:0123456789abcdef\n".repeat(1000);
  const reads = Array.from({ length: 160 }, () => noise);
  const push = `latest: digest: ${digest("a")} size: 4321\n`;
  expect(digestsOf(IMAGE, [...reads, push])).toEqual([digest("a")]);
  expect(digestsOf(IMAGE, [push, ...reads])).toEqual([digest("a")]);
});

describe("the JSON of Cog 0.23 and newer", () => {
  const [INDEX, PUSHED, WEIGHTS] = [digest("1"), digest("2"), digest("3")];
  const reference = (hex: string, image = IMAGE): string => `${image}@${hex}`;
  const daemon = `latest: digest: ${PUSHED} size: 4321\n`;

  function digestsIn(json: unknown, stderr = "", image = IMAGE): readonly string[] {
    const output = new PushOutput(image);
    const text = typeof json === "string" ? json : `${JSON.stringify(json, null, 2)}\n`;
    for (const line of text.split(/(?<=\n)/)) output.read(Buffer.from(line), "stdout");
    output.read(Buffer.from(stderr), "stderr");
    return output.report().digests;
  }

  it.each<[string, unknown, string[]]>([
    ["an image", { image: reference(PUSHED) }, [PUSHED]],
    ["an image below other keys", { result: [{ image: { ref: reference(PUSHED) } }] }, [PUSHED]],
    ["a reference by another key", { reference: reference(PUSHED) }, [PUSHED]],
    [
      "a bundle, its weights left out",
      {
        weights: [{ name: "image", reference: reference(WEIGHTS) }],
        image: { reference: reference(PUSHED) },
        model: { reference: reference(INDEX) },
      },
      [INDEX, PUSHED],
    ],
    ["compact JSON", `{"image":"${reference(PUSHED)}"}\n`, [PUSHED]],
  ])("names the digests of %s", (_, json, digests) => {
    expect(digestsIn(json)).toEqual(digests);
  });

  it.each<[string, unknown]>([
    ["another model", { image: reference(INDEX, "r8.im/acme/hotdog-two") }],
    ["another registry", { image: reference(INDEX, "evil.example/acme/hotdog") }],
    ["a tag", { image: `${IMAGE}:latest@${INDEX}` }],
    ["no digest", { image: IMAGE, digest: INDEX }],
    ["half a digest", { image: `${IMAGE}@sha256:1234` }],
    ["another digest", { image: `${IMAGE}@sha512:${"1".repeat(128)}` }],
    ["weights alone", { weights: { w: reference(INDEX) } }],
    ["broken JSON", `{"image": "${reference(INDEX)}"`],
    ["text around JSON", `pushed:\n{"image": "${reference(INDEX)}"}\n`],
    ["JSON that is too deep", `${"[".repeat(100_000)}"${reference(INDEX)}"${"]".repeat(100_000)}`],
  ])("falls back to the text when it contains %s", (_, json) => {
    expect(digestsIn(json)).toEqual([]);
    expect(digestsIn(json, daemon)).toEqual([PUSHED]);
  });

  it("is not read from standard error, where the build prints", () => {
    const output = new PushOutput(IMAGE);
    output.read(Buffer.from(JSON.stringify({ image: reference(INDEX) })), "stderr");
    expect(output.report().digests).toEqual([]);
  });
});
