import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { TaskWorker } from "../../../src/lib/task-worker.ts";
import {
  checkPicture,
  comparePictures,
  meanDistance,
} from "../../../src/testing/images/compare.ts";
import { TOLERANCE } from "../../../src/testing/images/picture.ts";
import type { TestingTasks } from "../../../src/testing/tasks/worker.ts";
import { ENTRY } from "../../support/testing-worker.ts";
import {
  decodeElsewhere,
  encode,
  encodeApng,
  encodeGif,
  encodeWebpAnimation,
  FORMATS,
  type FrameSample,
  gradient,
  plain,
  pngChunks,
  type Raster,
  riffChunk,
  writePng,
} from "./image-samples.ts";

const RED = plain(16, 8, [200, 30, 30, 255]);
const BLUE = plain(16, 8, [30, 30, 200, 255]);
const CLEAR = plain(16, 8, [0, 0, 0, 0]);
const GRADIENT = gradient();
const PICTURE = { kind: "picture", width: 16, height: 8 };
const NONE = { kind: "no-picture" };

/** How far two files are apart; they have to be pictures of one size. */
async function distance(one: Uint8Array, other: Uint8Array): Promise<number> {
  const comparison = await comparePictures(one, other);
  if (comparison.kind !== "pixels") throw new Error(comparison.kind);
  return comparison.distance;
}

/** Checks pictures in a thread, as the action does: a decoder may never end. */
async function checkInThread() {
  const directory = await mkdtemp(join(tmpdir(), "pictures-"));
  const ended = new AbortController();
  onTestFinished(() => {
    ended.abort();
    return rm(directory, { recursive: true });
  });
  const worker = new TaskWorker<TestingTasks>(ENTRY, ended.signal, Number.POSITIVE_INFINITY);
  return async (bytes: Uint8Array, seconds = 20) => {
    const path = join(directory, "picture");
    await writeFile(path, bytes);
    return worker.run("checkPicture", path, seconds);
  };
}

describe("a picture", () => {
  it.each(FORMATS)("is known in a %s", async (format) => {
    expect(await checkPicture(encode(RED, format))).toEqual(PICTURE);
  });

  it.each(FORMATS)("has the pixels of its %s", async (format) => {
    const picture = format === "GIF" ? RED : GRADIENT;
    const apart = await distance(encode(picture, format), encode(picture, "PNG"));
    expect(apart).toBeLessThan(format === "JPEG" ? TOLERANCE : 0.001);
  });

  it.each(FORMATS)("has the pixels that another decoder finds in a %s", async (format) => {
    const bytes = encode(format === "GIF" ? RED : GRADIENT, format);
    const apart = await distance(bytes, encode(decodeElsewhere(bytes), "PNG"));
    expect(apart).toBeLessThan(format === "JPEG" ? 1 : 0.001);
  });

  it.each(["PNG", "WebP"] as const)("keeps its transparency in a %s", async (format) => {
    const glass = plain(4, 4, [10, 20, 30, 128]);
    const other = plain(4, 4, [10, 20, 30, 28]);
    expect(await distance(encode(glass, format), encode(glass, "PNG"))).toBe(0);
    expect(await distance(encode(glass, format), encode(other, "PNG"))).toBe(100);
  });

  it("may be a part of a larger buffer, which is not modified", async () => {
    const bytes = encode(RED, "PNG");
    const whole = new Uint8Array(bytes.length + 64);
    whole.set(bytes, 32);
    const before = whole.slice();
    expect(await checkPicture(whole.subarray(32, 32 + bytes.length))).toEqual(PICTURE);
    expect(whole).toEqual(before);
  });

  it.each([
    ["nothing", new Uint8Array()],
    ["a text", new TextEncoder().encode("<html>404</html>")],
    ["zeros", new Uint8Array(1000)],
    ["the start of a PNG", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
    ["the start of a JPEG", new Uint8Array([0xff, 0xd8, 0xff, 0xe0])],
    ["the start of a WebP", new TextEncoder().encode("RIFF\x08\0\0\0WEBPVP8L")],
    ["the start of a GIF", new TextEncoder().encode("GIF89a")],
    ["an SVG", new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ])("is not %s", async (_, bytes) => {
    expect(await checkPicture(bytes)).toEqual(NONE);
    expect(await comparePictures(bytes, encode(RED, "PNG"))).toEqual({ kind: "no-pictures" });
    expect(await comparePictures(encode(RED, "PNG"), bytes)).toEqual({ kind: "no-pictures" });
  });

  it.each(FORMATS)(
    "is rejected when a %s was cut, and accepted when it is complete",
    async (format) => {
      const whole = encode(GRADIENT, format === "GIF" ? "PNG" : format);
      for (const part of [0.1, 0.3, 0.5, 0.7])
        expect(await checkPicture(whole.slice(0, whole.length * part))).toEqual(NONE);
      expect(await checkPicture(whole)).toEqual({ kind: "picture", width: 37, height: 23 });
    },
  );

  it("is rejected when a part of a GIF is missing", async () => {
    const whole = encode(RED, "GIF");
    // The last four bytes end the frame and the file; without them it may still be shown.
    for (let length = 0; length < whole.length - 4; length += 7)
      expect(await checkPicture(whole.slice(0, length))).toEqual(NONE);
  });

  it("is decoded after any garbage", async () => {
    const files = FORMATS.map((format) => encode(RED, format));
    const damaged = fc
      .tuple(
        fc.constantFrom(...files, encodeApng([RED, BLUE]), encodeWebpAnimation([RED, BLUE])),
        fc.nat(),
        fc.uint8Array({ minLength: 1, maxLength: 8 }),
      )
      .map(([bytes, at, noise]) => {
        const copy = bytes.slice();
        copy.set(noise.slice(0, copy.length - (at % copy.length)), at % copy.length);
        return copy;
      });
    const check = await checkInThread();
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 64 }), damaged), async (bytes) => {
        const outcome = await check(bytes, 2);
        if (outcome.kind === "failed") expect(outcome.reason).toMatch(/\b2 s/);
        else expect(["picture", "no-picture"]).toContain(outcome.output.kind);
        expect(await check(encode(RED, "PNG"))).toEqual({ kind: "done", output: PICTURE });
      }),
      { numRuns: 200 },
    );
  });

  // The code 6 comes before there is one: the decoder makes it its own prefix, and follows it without end.
  it("is stopped in time when it is a GIF that never ends, and others are decoded afterwards", async () => {
    const header = "47494638396104000400800000000000ffffff2c00000000040004000002";
    const endless = Buffer.from(`${header}02b601003b`, "hex");
    const check = await checkInThread();
    expect(await check(endless, 2)).toEqual({
      ...{ kind: "failed", reason: expect.stringContaining("2 s") },
    });
    expect(await check(encode(RED, "PNG"))).toEqual({ kind: "done", output: PICTURE });
  });
});

describe("a PNG", () => {
  const KINDS = [
    ["grey", 0, [1, 2, 4, 8, 16], 1],
    ["colors", 2, [8, 16], 3],
    ["a palette", 3, [1, 2, 4, 8], 1],
    ["grey and alpha", 4, [8, 16], 2],
    ["colors and alpha", 6, [8, 16], 4],
  ] as const;
  const cells = KINDS.flatMap(([name, colorType, depths, channels]) =>
    depths.flatMap((depth) =>
      [false, true].flatMap((isInterlaced) =>
        [false, true].map((isClear) => ({
          ...{ name, colorType, depth, channels, isInterlaced },
          isClear: isClear && colorType < 4,
        })),
      ),
    ),
  );
  const [width, height] = [13, 11];
  // First column and row, and the steps, of Adam7's passes (the specification's section 8).
  const PASSES = ["0088", "4088", "0448", "2044", "0224", "1022", "0112"];

  it.each(cells)("has the pixels that another decoder finds: %j", async (cell) => {
    const { colorType, depth, channels, isInterlaced, isClear } = cell;
    const rows = (isInterlaced ? PASSES : ["0011"]).flatMap((pass) => {
      const [x = 0, y = 0, dx = 1, dy = 1] = [...pass].map(Number);
      const columns = Math.max(0, Math.ceil((width - x) / dx));
      const count = columns === 0 ? 0 : Math.max(0, Math.ceil((height - y) / dy));
      return Array.from({ length: count }, () => Math.ceil((columns * channels * depth) / 8));
    });
    let seed = 1;
    const random = (): number => {
      seed = (seed * 48271) % 0x7fffffff;
      return seed % 256;
    };
    const raw = rows.map((bytes, row) =>
      Buffer.from([row % 5, ...Array.from({ length: bytes }, random)]),
    );
    const header = Buffer.alloc(13);
    header.writeUInt32BE(width, 0);
    header.writeUInt32BE(height, 4);
    header.set([depth, colorType, 0, 0, Number(isInterlaced)], 8);
    const palette = Buffer.from(Array.from({ length: 3 * 2 ** Math.min(depth, 8) }, random));
    const clear = colorType === 3 ? Buffer.from([0, 77]) : Buffer.alloc(channels * 2);
    const png = writePng([
      { type: "IHDR", data: header },
      ...(colorType === 3 ? [{ type: "PLTE", data: palette }] : []),
      ...(isClear ? [{ type: "tRNS", data: clear }] : []),
      { type: "IDAT", data: deflateSync(Buffer.concat(raw)) },
      { type: "IEND", data: Buffer.alloc(0) },
    ]);
    expect(await distance(png, encode(decodeElsewhere(png), "PNG"))).toBeLessThan(2);
  });

  it("that is damaged is rejected", async () => {
    const png = encode(GRADIENT, "PNG");
    for (const at of [20, 40, 60, png.length - 20]) {
      const damaged = png.slice();
      damaged[at] = 255 - (damaged[at] ?? 0);
      expect(await checkPicture(damaged)).toEqual(NONE);
    }
  });
});

describe("a picture that is too large to decode", () => {
  /** A PNG of this size that says so, and has next to no data. */
  function hugePng(width: number, height: number, isInterlaced: boolean): Uint8Array {
    const [header, ...rest] = pngChunks(encode(RED, "PNG"));
    const data = Buffer.from(header?.data ?? []);
    data.writeUInt32BE(width, 0);
    data.writeUInt32BE(height, 4);
    data.writeUInt8(isInterlaced ? 1 : 0, 12);
    return writePng([{ type: "IHDR", data }, ...rest]);
  }

  it("is rejected by its size alone", async () => {
    const huge = hugePng(20_000, 20_000, false);
    expect(await checkPicture(huge)).toEqual(NONE);
    expect(await comparePictures(encode(RED, "PNG"), huge)).toEqual({
      kind: "different",
      how: expect.stringContaining("20000×20000"),
    });
    const gif = encode(RED, "GIF");
    gif.set([0xff, 0xff, 0xff, 0xff], 6);
    expect(await checkPicture(gif)).toEqual(NONE);
    const jpeg = encode(RED, "JPEG");
    const frame = Buffer.from(jpeg).indexOf(Buffer.from([0xff, 0xc0]));
    jpeg.set([0xff, 0xff, 0xff, 0xff], frame + 5);
    expect(await checkPicture(jpeg)).toEqual(NONE);
    const webp = encodeWebpAnimation([RED, BLUE]);
    webp.set([0xff, 0xff, 0, 0xff, 0xff, 0], 24);
    expect(await checkPicture(webp)).toEqual(NONE);
  });

  it("is rejected when it unpacks to more than its size, interlaced or not", async () => {
    const bomb = deflateSync(Buffer.alloc(64 * 1024 * 1024));
    for (const isInterlaced of [true, false]) {
      const [header] = pngChunks(hugePng(16, 8, isInterlaced));
      const end = { type: "IEND", data: Buffer.alloc(0) };
      const chunks = header === undefined ? [] : [header, { type: "IDAT", data: bomb }, end];
      const before = process.memoryUsage().arrayBuffers;
      await checkPicture(writePng(chunks));
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024);
    }
  });
});

describe("an animation", () => {
  const half = { ...plain(8, 8, [0, 255, 0, 255]), x: 8, y: 0 };
  const halfRed: Raster = {
    ...RED,
    pixels: RED.pixels.map((byte, at) =>
      (at >> 2) % 16 < 8 ? byte : ([0, 255, 0, 255][at % 4] ?? 0),
    ),
  };
  const withHole: Raster = {
    ...RED,
    pixels: RED.pixels.map((byte, at) => ((at >> 2) % 16 < 8 ? byte : 0)),
  };
  type Encode = (
    frames: readonly (FrameSample & { disposal?: number; flags?: number })[],
  ) => Uint8Array;
  const formats: [string, Encode, Partial<FrameSample> & { flags?: number }, boolean][] = [
    ["GIF", encodeGif, { disposal: 2 }, true],
    ["APNG", encodeApng, { disposal: 1 }, false],
    ["WebP", encodeWebpAnimation, { flags: 1 }, false],
  ];

  it.each(formats)("equals only itself: %s", async (_, animate) => {
    const animation = animate([RED, BLUE, RED]);
    expect(await checkPicture(animation)).toEqual(PICTURE);
    expect(await distance(animation, animation.slice())).toBe(0);
    expect(await distance(animation, animate([RED, RED, RED]))).toBeGreaterThan(100);
    expect(await comparePictures(animation, animate([RED, BLUE]))).toEqual({
      kind: "different",
      how: expect.stringMatching(/\b2\b.*\b3\b/),
    });
    expect(await comparePictures(encode(RED, "PNG"), animation)).toEqual({
      kind: "different",
      how: expect.stringMatching(/\b3\b.*\b1\b/),
    });
  });

  it("is compared in all its frames, however many there are", async () => {
    const frames = Array.from({ length: 1200 }, () => RED);
    const one = encodeApng(frames);
    expect(await distance(one, encodeApng([...frames.slice(1), BLUE]))).toBeGreaterThan(100);
  });

  it.each(formats)("draws parts over the previous frame: %s", async (_, animate) => {
    const parts = animate([RED, half]);
    expect(await distance(parts, animate([RED, halfRed]))).toBe(0);
    expect(await distance(parts, encodeApng([RED, halfRed]))).toBe(0);
  });

  it.each(formats)("clears a part that is to be disposed of: %s", async (_, animate, clearing) => {
    const parts = animate([RED, { ...half, ...clearing }, { ...plain(2, 2, [200, 30, 30, 255]) }]);
    expect(await distance(parts, encodeApng([RED, halfRed, withHole]))).toBe(0);
  });

  it("restores what was there before, in a GIF and an APNG", async () => {
    const spot = plain(2, 2, [200, 30, 30, 255]);
    const expected = encodeApng([RED, halfRed, RED]);
    expect(await distance(encodeGif([RED, { ...half, disposal: 3 }, spot]), expected)).toBe(0);
    expect(await distance(encodeApng([RED, { ...half, disposal: 2 }, spot]), expected)).toBe(0);
  });

  it("blends transparent pixels with the previous frame, when required", async () => {
    const glass = plain(16, 8, [200, 30, 30, 0]);
    const stays = encodeApng([BLUE, BLUE]);
    expect(await distance(encodeApng([BLUE, { ...glass, blend: 1 }]), stays)).toBe(0);
    expect(await distance(encodeWebpAnimation([BLUE, glass]), stays)).toBe(0);
    expect(await distance(encodeGif([BLUE, CLEAR]), stays)).toBe(0);
    const gone = encodeApng([BLUE, glass]);
    expect(await distance(encodeWebpAnimation([BLUE, { ...glass, flags: 2 }]), gone)).toBe(0);
    const mixed = plain(16, 8, [200, 30, 30, 128]);
    const expected = plain(16, 8, [115, 30, 115, 255]);
    const blended = encodeApng([BLUE, { ...mixed, blend: 1 }]);
    expect(await distance(blended, encodeApng([BLUE, expected]))).toBeLessThan(1);
  });

  it("has the transparency of lossy frames, which a WebP has in a chunk of its own", async () => {
    const lossy = "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA";
    const pixel = Buffer.from(lossy, "base64").subarray(12);
    const animate = (alpha: number): Uint8Array => {
      const chunks = Buffer.concat([riffChunk("ALPH", Buffer.from([0, alpha])), pixel]);
      const frame = { ...plain(1, 1, [0, 0, 0, 0]), flags: 2, chunks };
      return encodeWebpAnimation([frame, frame]);
    };
    expect(await distance(animate(128), animate(128))).toBe(0);
    expect(await distance(animate(128), animate(28))).toBe(100);
  });

  it.each(formats)("is rejected when a part reaches beyond it: %s", async (_, animate) => {
    const beyond = animate([RED, { ...half, x: 10 }]);
    expect(await comparePictures(beyond, beyond.slice())).toEqual({ kind: "no-pictures" });
  });
});

describe("two pictures", () => {
  it("of different sizes are reported by their sizes", async () => {
    const other = plain(8, 16, [200, 30, 30, 255]);
    expect(await comparePictures(encode(RED, "PNG"), encode(other, "JPEG"))).toEqual({
      kind: "different",
      how: expect.stringMatching(/\b8×16\b.*\b16×8\b/),
    });
  });

  it.each([
    ["the same", [10, 20, 30, 255], [10, 20, 30, 255], 0],
    ["one color apart", [10, 20, 30, 255], [13, 20, 30, 255], 3],
    ["two colors apart", [10, 20, 30, 255], [13, 24, 30, 255], 5],
    ["transparent", [0, 0, 0, 255], [0, 0, 0, 0], 255],
    ["black and white", [0, 0, 0, 255], [255, 255, 255, 255], 255 * Math.sqrt(3)],
  ] as const)("%s", (_, one, other, distance) => {
    expect(meanDistance(plain(3, 2, one).pixels, plain(3, 2, other).pixels)).toBeCloseTo(distance);
  });

  it("differ by the mean over all pixels", () => {
    const other = RED.pixels.slice();
    other[0] = 200 - 128;
    expect(meanDistance(RED.pixels, other)).toBeCloseTo(128 / (16 * 8));
  });

  it("without pixels do not differ", () => {
    expect(meanDistance(new Uint8Array(), new Uint8Array())).toBe(0);
  });

  it("differ equally in either order, and not from themselves", () => {
    const picture = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(picture, picture, (one, other) => {
        expect(meanDistance(one, other)).toBeCloseTo(meanDistance(other, one));
        expect(meanDistance(one, one)).toBe(0);
      }),
    );
  });
});
