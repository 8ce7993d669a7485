/** A value of a protobuf field: a number as varint, else bytes. */
export type Value = number | bigint | string | Buffer;

/** The fields of a message by number; a number can occur more than once. */
export type Message = ReadonlyMap<number, readonly (bigint | Buffer)[]>;

/** Encodes a message. Fields that are empty or 0 are left out, as proto3 does. */
export function encode(fields: readonly (readonly [number, Value])[]): Buffer {
  return Buffer.concat(
    fields.flatMap(([number, value]) => {
      if (typeof value === "number" || typeof value === "bigint")
        return BigInt(value) === 0n ? [] : [varint(BigInt(number) * 8n), varint(BigInt(value))];
      const bytes = Buffer.from(value);
      return [varint(BigInt(number) * 8n + 2n), varint(BigInt(bytes.length)), bytes];
    }),
  );
}

/** The entries of a map from text to text, as fields with this number. */
export function mapFields(
  number: number,
  map: Readonly<Record<string, string>>,
): (readonly [number, Buffer])[] {
  return Object.entries(map).map(([key, value]) => [
    number,
    encode([
      [1, key],
      [2, value],
    ]),
  ]);
}

/** Decodes a message of varints and bytes, which is all that is needed here. */
export function decode(bytes: Buffer): Message {
  const message = new Map<number, (bigint | Buffer)[]>();
  let at = 0;
  const read = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes.readUInt8(at++);
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = read();
    const [number, wireType] = [Number(tag >> 3n), Number(tag & 7n)];
    if (wireType !== 0 && wireType !== 2) throw new Error(`wire type ${wireType}`);
    let value: bigint | Buffer = read();
    if (wireType === 2) {
      const end = at + Number(value);
      value = bytes.subarray(at, end);
      at = end;
    }
    message.set(number, [...(message.get(number) ?? []), value]);
  }
  return message;
}

/** The text of a field, or an empty one. */
export function textOf(message: Message, number: number): string {
  const [value] = message.get(number) ?? [];
  return Buffer.isBuffer(value) ? value.toString("utf8") : "";
}

/** The number of a field, or 0. */
export function numberOf(message: Message, number: number): number {
  const [value] = message.get(number) ?? [];
  return typeof value === "bigint" ? Number(value) : 0;
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}
