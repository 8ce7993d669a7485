import { PhotonImage } from "@silvia-odwyer/photon-node";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodePicture, meanDistance, type Picture, TOLERANCE } from "../../src/testing/images.ts";

/** A picture of one colour. */
function plain(width: number, height: number, colour: readonly number[]): Picture {
  const pixels = Uint8Array.from({ length: width * height * 4 }, (_, at) => colour[at % 4] ?? 0);
  return { width, height, pixels };
}

const RED = plain(16, 8, [200, 30, 30, 255]);

function encoded({ pixels, width, height }: Picture) {
  const image = new PhotonImage(pixels, width, height);
  const formats = {
    PNG: image.get_bytes(),
    JPEG: image.get_bytes_jpeg(95),
    WebP: image.get_bytes_webp(),
  };
  image.free();
  return formats;
}

/** A picture that has to be one. */
async function decoded(bytes: Uint8Array): Promise<Picture> {
  const picture = await decodePicture(bytes);
  if (picture === undefined) throw new Error("no picture");
  return picture;
}

const FORMATS = ["PNG", "JPEG", "WebP"] as const;

describe("a picture", () => {
  it.each(FORMATS)("is decoded from a %s", async (format) => {
    const { width, height, pixels } = await decoded(encoded(RED)[format]);
    expect([width, height, pixels.length]).toEqual([16, 8, 16 * 8 * 4]);
    expect(meanDistance({ width, height, pixels }, RED)).toBeLessThan(TOLERANCE);
  });

  it.each(["PNG", "WebP"] as const)("keeps its transparency in a %s", async (format) => {
    const glass = plain(4, 4, [10, 20, 30, 128]);
    expect((await decoded(encoded(glass)[format])).pixels).toEqual(glass.pixels);
  });

  it("may be a part of a larger buffer, which stays as it is", async () => {
    const { PNG } = encoded(RED);
    const whole = new Uint8Array(PNG.length + 64);
    whole.set(PNG, 32);
    const before = whole.slice();
    expect(await decodePicture(whole.subarray(32, 32 + PNG.length))).toEqual(RED);
    expect(whole).toEqual(before);
  });

  it.each([
    ["nothing", new Uint8Array()],
    ["a text", new TextEncoder().encode("<html>404</html>")],
    ["zeros", new Uint8Array(1000)],
    ["the begin of a PNG", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
    ["the begin of a JPEG", new Uint8Array([0xff, 0xd8, 0xff, 0xe0])],
    ["an SVG", new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ])("is not %s", async (_, bytes) => {
    expect(await decodePicture(bytes)).toBeUndefined();
  });

  it.each(FORMATS)(
    "is none when a %s was cut, and one again when the next is whole",
    async (format) => {
      const whole = encoded(RED)[format];
      for (const part of [0.1, 0.3, 0.5, 0.7]) {
        expect(await decodePicture(whole.slice(0, whole.length * part))).toBeUndefined();
        expect((await decoded(whole)).width).toBe(16);
      }
    },
  );

  it("is decoded after any garbage", async () => {
    const { PNG, JPEG, WebP } = encoded(RED);
    const damaged = fc
      .tuple(
        fc.constantFrom(PNG, JPEG, WebP),
        fc.nat(),
        fc.uint8Array({ minLength: 1, maxLength: 8 }),
      )
      .map(([bytes, at, noise]) => {
        const copy = bytes.slice();
        copy.set(noise.slice(0, copy.length - (at % copy.length)), at % copy.length);
        return copy;
      });
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 64 }), damaged), async (bytes) => {
        await decodePicture(bytes);
        expect(await decodePicture(PNG)).toEqual(RED);
      }),
      { numRuns: 60 },
    );
  });
});

describe("the distance of two pictures", () => {
  it.each([
    ["the same", [10, 20, 30, 255], [10, 20, 30, 255], 0],
    ["one colour apart", [10, 20, 30, 255], [13, 20, 30, 255], 3],
    ["two colours apart", [10, 20, 30, 255], [13, 24, 30, 255], 5],
    ["transparent", [0, 0, 0, 255], [0, 0, 0, 0], 255],
    ["black and white", [0, 0, 0, 255], [255, 255, 255, 255], 255 * Math.sqrt(3)],
  ])("%s", (_, one, other, distance) => {
    expect(meanDistance(plain(3, 2, one), plain(3, 2, other))).toBeCloseTo(distance);
  });

  it("is the mean over all pixels", () => {
    const other = { ...RED, pixels: RED.pixels.slice() };
    other.pixels[0] = 200 - 128;
    expect(meanDistance(RED, other)).toBeCloseTo(128 / (16 * 8));
  });

  it("of pictures without a pixel is none", () => {
    expect(meanDistance(plain(0, 0, []), plain(0, 0, []))).toBe(0);
  });

  it("is the same either way, and none to itself", () => {
    const picture = fc
      .uint8Array({ minLength: 16, maxLength: 16 })
      .map((pixels): Picture => ({ width: 2, height: 2, pixels }));
    fc.assert(
      fc.property(picture, picture, (one, other) => {
        expect(meanDistance(one, other)).toBeCloseTo(meanDistance(other, one));
        expect(meanDistance(one, one)).toBe(0);
      }),
    );
  });
});
