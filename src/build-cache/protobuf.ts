/** The wire types of a protobuf field (protobuf.dev, "Encoding"). */
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** A field of a message; fields of other wire types than `bytes` hold nothing that is read here. */
export type Field =
  | { readonly kind: "bytes"; readonly number: number; readonly bytes: Buffer }
  | { readonly kind: "scalar"; readonly number: number };

/** The fields of a message. `cut` is what is there of a field that ends behind the buffer. */
export type Fields =
  | { readonly kind: "whole"; readonly fields: readonly Field[] }
  | { readonly kind: "cut"; readonly fields: readonly Field[]; readonly cut: Cut }
  | { readonly kind: "malformed" };

export interface Cut {
  /** 0 when even the tag is not there whole. */
  readonly number: number;
  readonly bytes: Buffer;
}

type Varint =
  | { readonly kind: "value"; readonly value: number; readonly end: number }
  | { readonly kind: "cut" }
  | { readonly kind: "malformed" };

/**
 * Reads the fields of a message as far as the buffer goes.
 * @returns `malformed` when the bytes are not a protobuf message, or one with groups, which are deprecated.
 */
export function readFields(message: Buffer): Fields {
  const fields: Field[] = [];
  let at = 0;
  while (at < message.length) {
    const start = at;
    const tag = readVarint(message, at);
    if (tag.kind === "malformed") return { kind: "malformed" };
    if (tag.kind === "cut")
      return { kind: "cut", fields, cut: { number: 0, bytes: message.subarray(start) } };
    const number = Math.floor(tag.value / 8);
    if (number === 0) return { kind: "malformed" };
    const body = readBody(message, tag.end, tag.value % 8);
    if (body.kind === "malformed") return body;
    if (body.kind === "cut")
      return { kind: "cut", fields, cut: { number, bytes: message.subarray(body.start) } };
    fields.push(
      body.kind === "bytes"
        ? { kind: "bytes", number, bytes: message.subarray(body.start, body.end) }
        : { kind: "scalar", number },
    );
    at = body.end;
  }
  return { kind: "whole", fields };
}

type Body =
  | { readonly kind: "bytes" | "scalar"; readonly start: number; readonly end: number }
  | { readonly kind: "cut"; readonly start: number }
  | { readonly kind: "malformed" };

function readBody(message: Buffer, at: number, wireType: number): Body {
  if (wireType === FIXED32 || wireType === FIXED64) {
    const end = at + (wireType === FIXED32 ? 4 : 8);
    return end > message.length ? { kind: "cut", start: at } : { kind: "scalar", start: at, end };
  }
  if (wireType !== VARINT && wireType !== BYTES) return { kind: "malformed" };
  const varint = readVarint(message, at);
  if (varint.kind === "malformed") return { kind: "malformed" };
  if (varint.kind === "cut") return { kind: "cut", start: message.length };
  if (wireType === VARINT) return { kind: "scalar", start: at, end: varint.end };
  const end = varint.end + varint.value;
  if (end > message.length) return { kind: "cut", start: varint.end };
  return { kind: "bytes", start: varint.end, end };
}

/** The first field with this number that holds text; `fallback` when there is none. */
export function textField(fields: readonly Field[], number: number, fallback: string): string {
  const field = fields.find((each) => each.kind === "bytes" && each.number === number);
  return field?.kind === "bytes" ? field.bytes.toString("utf8") : fallback;
}

/** All fields with this number that hold bytes, in order. */
export function bytesFields(fields: readonly Field[], number: number): readonly Buffer[] {
  return fields.flatMap((field) =>
    field.kind === "bytes" && field.number === number ? [field.bytes] : [],
  );
}

/** Encodes a field that holds a text, bytes, or a message. */
export function encodeField(number: number, value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([encodeVarint(number * 8 + BYTES), encodeVarint(bytes.length), bytes]);
}

/** Encodes an entry of a map from text to text: a message with key 1 and value 2. */
export function encodeMapEntry(number: number, key: string, value: string): Buffer {
  return encodeField(number, Buffer.concat([encodeField(1, key), encodeField(2, value)]));
}

/** Encodes a non-negative integer below 2^53. */
export function encodeVarint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}

function readVarint(message: Buffer, at: number): Varint {
  let value = 0;
  // A varint has ten bytes at most. Only scalars are as large as that, and those are not read.
  for (let index = 0; index < 10; index++) {
    const byte = message[at + index];
    if (byte === undefined) return { kind: "cut" };
    value += (byte & 127) * 128 ** index;
    if (byte < 128) return { kind: "value", value, end: at + index + 1 };
  }
  return { kind: "malformed" };
}
