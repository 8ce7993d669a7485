/** The wire types of a protobuf field (protobuf.dev, "Encoding"). */
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** A field that contains text, bytes, or a message. */
interface Field {
  readonly number: number;
  readonly bytes: Buffer;
}

interface Message {
  /** Without scalars, which nothing reads. If the message is cut, the last field is incomplete. */
  readonly fields: readonly Field[];
  /** Whether the message ends with the buffer. */
  readonly isWhole: boolean;
}

const MALFORMED: Message = { fields: [], isWhole: false };

/** Reads the fields of a message as far as the buffer goes; none if it is malformed, or has groups (deprecated). */
export function readFields(message: Buffer): Message {
  const fields: Field[] = [];
  for (let at = 0; at < message.length; ) {
    const found = locateField(message, at);
    if (found === "malformed") return MALFORMED;
    if (found === "cut") return { fields, isWhole: false };
    const { number, wireType, start, end } = found;
    if (wireType === BYTES) fields.push({ number, bytes: message.subarray(start, end) });
    if (end > message.length) return { fields, isWhole: false };
    at = end;
  }
  return { fields, isWhole: true };
}

/** Where the content of the field at a position is. Its end can be behind that of the buffer. */
function locateField(message: Buffer, position: number) {
  const tag = readVarint(message, position);
  if (typeof tag === "string") return tag;
  const field = { number: Math.floor(tag.value / 8), wireType: tag.value % 8, start: tag.end };
  const { number, wireType, start } = field;
  if (number === 0) return "malformed";
  if (wireType === FIXED32) return { ...field, end: start + 4 };
  if (wireType === FIXED64) return { ...field, end: start + 8 };
  if (wireType !== VARINT && wireType !== BYTES) return "malformed";
  const varint = readVarint(message, start);
  if (typeof varint === "string") return varint;
  const end = varint.end + (wireType === BYTES ? varint.value : 0);
  return { ...field, start: varint.end, end };
}

function readVarint(
  message: Buffer,
  at: number,
): { readonly value: number; readonly end: number } | "cut" | "malformed" {
  let value = 0;
  // A varint has ten bytes at most. Only scalars are as large as that, and those are not read.
  for (let index = 0; index < 10; index++) {
    const byte = message[at + index];
    if (byte === undefined) return "cut";
    value += (byte & 127) * 128 ** index;
    if (byte < 128) return { value, end: at + index + 1 };
  }
  return "malformed";
}

/** All fields with this number, in order. */
export function bytesFields(fields: readonly Field[], number: number): readonly Buffer[] {
  return fields.filter((field) => field.number === number).map(({ bytes }) => bytes);
}

/** The text of the first field with this number; empty when there is none. */
export function textField(fields: readonly Field[], number: number): string {
  return bytesFields(fields, number)[0]?.toString("utf8") ?? "";
}

/** Encodes a field that contains text, bytes, or a message. */
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
