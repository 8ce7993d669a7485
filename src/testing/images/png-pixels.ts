import { createInflate } from "node:zlib";
import type { Size } from "./picture.ts";

/** The header of a PNG. */
export interface PngImage extends Size {
  /** Of the IHDR chunk. */
  readonly depth: number;
  readonly colorType: number;
  readonly isInterlaced: boolean;
  /** The PLTE and tRNS chunks; empty: there is none. */
  readonly palette: Uint8Array;
  readonly transparency: Uint8Array;
  readonly data: readonly Buffer[];
}

/** Samples a pixel, by the color type (the specification's table 8). */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** First column and row of each pass, and the steps to the next ones. */
const WHOLE = [[0, 0, 1, 1]] as const;
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** Decodes an image row by row, so that it takes no more memory than its pixels; throws for damaged data. */
export async function decodePng(image: PngImage): Promise<Uint8Array> {
  const { width, height, depth, colorType } = image;
  const channels = CHANNELS[colorType];
  if (channels === undefined || ![1, 2, 4, 8, 16].includes(depth)) throw new Error("no such color");
  const pixels = new Uint8Array(width * height * 4);
  const step = Math.max(1, (channels * depth) / 8);
  const rows = rowsOf(image, channels * depth);
  let wanted = rows.next();
  let line = Buffer.alloc(0);
  let above = line;
  let filled = 0;
  const inflate = createInflate();
  for (const part of image.data) inflate.write(part);
  inflate.end();
  for await (const chunk of inflate) {
    for (let at = 0; at < chunk.length && !wanted.done; ) {
      const { bytes, isFirst } = wanted.value;
      if (filled === 0) {
        above = isFirst ? Buffer.alloc(bytes) : line;
        line = Buffer.alloc(bytes);
      }
      const taken = Math.min(chunk.length - at, bytes - filled);
      chunk.copy(line, filled, at, at + taken);
      at += taken;
      filled += taken;
      if (filled < bytes) break;
      unfilter(line, above, step);
      drawRow(line.subarray(1), wanted.value, image, pixels);
      filled = 0;
      wanted = rows.next();
    }
    if (wanted.done) return pixels;
  }
  throw new Error("rows are missing");
}

interface Row {
  /** Its filter type included. */
  readonly bytes: number;
  readonly isFirst: boolean;
  readonly columns: number;
  /** Index of its first pixel in the picture, and the step to the next one. */
  readonly start: number;
  readonly step: number;
}

function* rowsOf({ width, height, isInterlaced }: PngImage, bits: number): Generator<Row> {
  for (const [x, y, dx, dy] of isInterlaced ? ADAM7 : WHOLE) {
    const columns = Math.ceil((width - x) / dx);
    if (columns <= 0) continue;
    const bytes = Math.ceil((columns * bits) / 8) + 1;
    for (let row = y; row < height; row += dy)
      yield { bytes, isFirst: row === y, columns, start: row * width + x, step: dx };
  }
}

/** The specification's section 9. */
function unfilter(line: Buffer, above: Buffer, step: number): void {
  const filter = line[0] ?? 0;
  if (filter > 4) throw new Error("no such filter");
  if (filter === 0) return;
  for (let at = 1; at < line.length; at++) {
    const a = at > step ? (line[at - step] ?? 0) : 0;
    const b = above[at] ?? 0;
    const c = at > step ? (above[at - step] ?? 0) : 0;
    line[at] = (line[at] ?? 0) + predicted(filter, a, b, c);
  }
}

function predicted(filter: number, a: number, b: number, c: number): number {
  if (filter === 1) return a;
  if (filter === 2) return b;
  if (filter === 3) return (a + b) >> 1;
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  if (pa <= pb && pa <= pc) return a;
  return pb <= pc ? b : c;
}

function drawRow(line: Buffer, row: Row, image: PngImage, pixels: Uint8Array): void {
  const { depth, colorType, palette, transparency } = image;
  const max = 2 ** depth - 1;
  const sample = (index: number): number => {
    if (depth === 8) return line[index] ?? 0;
    if (depth === 16) return ((line[index * 2] ?? 0) << 8) | (line[index * 2 + 1] ?? 0);
    const bit = index * depth;
    return ((line[bit >> 3] ?? 0) >> (8 - depth - (bit & 7))) & max;
  };
  const scaled = depth === 8 ? sample : (index: number) => Math.round((sample(index) * 255) / max);
  const clear = (index: number): number =>
    ((transparency[index * 2] ?? 0) << 8) | (transparency[index * 2 + 1] ?? 0);
  const hasClear = transparency.length > 0;
  for (let column = 0, to = row.start * 4; column < row.columns; column++, to += row.step * 4) {
    if (colorType === 3) {
      const index = sample(column);
      if (index * 3 >= palette.length) throw new Error("no such color");
      for (let channel = 0; channel < 3; channel++)
        pixels[to + channel] = palette[index * 3 + channel] ?? 0;
      pixels[to + 3] = transparency[index] ?? 255;
      continue;
    }
    const isGrey = colorType === 0 || colorType === 4;
    const colors = isGrey ? 1 : 3;
    const hasAlpha = colorType > 3;
    const from = column * (colors + Number(hasAlpha));
    for (let channel = 0; channel < 3; channel++)
      pixels[to + channel] = scaled(isGrey ? from : from + channel);
    let isClear = hasClear && !hasAlpha;
    for (let channel = 0; isClear && channel < colors; channel++)
      isClear = sample(from + channel) === clear(channel);
    pixels[to + 3] = hasAlpha ? scaled(from + colors) : isClear ? 0 : 255;
  }
}
