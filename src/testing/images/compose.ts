import { type Picture, type Size, TooLarge } from "./picture.ts";

/** Pixels of an animation: each frame takes up to three times as much memory as a still. */
const MAX_CANVAS = 16_000_000;

export interface Area extends Size {
  readonly x: number;
  readonly y: number;
}

export interface Frame extends Area {
  /** What happens to its area before the next frame: nothing, made transparent, or as it was before. */
  readonly disposal: "none" | "clear" | "restore";
  /** Draws it on the picture as the frames before have left it. */
  draw(canvas: Uint8Array): void | Promise<void>;
}

/** A picture of one frame. */
export function still(size: Size, decode: () => Uint8Array | Promise<Uint8Array>): Picture {
  return {
    ...size,
    frameCount: 1,
    async *frames() {
      yield await decode();
    },
  };
}

/** A picture of frames that are drawn one after the other. */
export function animation(size: Size, frames: readonly Frame[]): Picture {
  return { ...size, frameCount: frames.length, frames: () => compose(size, frames) };
}

/** The picture at each frame, as a viewer shows it; always the same buffer. */
async function* compose(size: Size, frames: readonly Frame[]): AsyncGenerator<Uint8Array> {
  if (size.width * size.height > MAX_CANVAS) throw new TooLarge(size);
  const canvas = new Uint8Array(size.width * size.height * 4);
  for (const frame of frames) {
    const before = frame.disposal === "restore" ? canvas.slice() : undefined;
    await frame.draw(canvas);
    yield canvas;
    if (before !== undefined) canvas.set(before);
    if (frame.disposal === "clear")
      for (const [start, end] of rows(size, frame)) canvas.fill(0, start, end);
  }
}

/** Draws pixels over, or in place of, an area of the canvas; throws for an area that reaches beyond it. */
export function drawPixels(
  canvas: Uint8Array,
  size: Size,
  area: Area & { readonly isBlended: boolean },
  pixels: Uint8Array,
): void {
  checkInside(size, area);
  let from = 0;
  for (const [start, end] of rows(size, area)) {
    const row = pixels.subarray(from, from + end - start);
    if (area.isBlended) blend(canvas.subarray(start, end), row);
    else canvas.set(row, start);
    from += end - start;
  }
}

/** @throws for an area that reaches beyond the canvas. */
export function checkInside({ width, height }: Size, area: Area): void {
  if (area.x + area.width > width || area.y + area.height > height)
    throw new Error("a frame reaches beyond the picture");
}

function* rows(size: Size, area: Area): Generator<[start: number, end: number]> {
  for (let row = 0; row < area.height; row++) {
    const start = ((area.y + row) * size.width + area.x) * 4;
    yield [start, start + area.width * 4];
  }
}

/** The operator "over" of Porter and Duff, on colors that are not multiplied by their alpha. */
function blend(below: Uint8Array, above: Uint8Array): void {
  for (let at = 0; at < below.length; at += 4) {
    const alpha = (above[at + 3] ?? 0) / 255;
    const rest = ((below[at + 3] ?? 0) / 255) * (1 - alpha);
    const sum = alpha + rest;
    if (sum === 0) continue;
    for (let channel = at; channel < at + 3; channel++)
      below[channel] = Math.round(
        ((above[channel] ?? 0) * alpha + (below[channel] ?? 0) * rest) / sum,
      );
    below[at + 3] = Math.round(sum * 255);
  }
}
