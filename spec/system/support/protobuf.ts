/** How a field of a message is written: a kind of scalar, or the message that it holds. */
export type FieldKind =
  | 'string'
  | 'hex'
  | 'varint'
  | 'fixed64'
  /** As a bigint, for times in nanoseconds. */
  | 'exactFixed64'
  | 'sfixed64'
  | 'double'
  | 'fixed32'
  | 'doubles'
  | 'fixed64s'
  | Schema;

/** One field: its name, its kind, and whether it comes several times. */
export interface FieldSchema {
  readonly name: string;
  readonly kind: FieldKind;
  readonly repeated?: boolean;
}

/** A message's fields by number. Fields that are not listed are skipped. */
export interface Schema {
  readonly fields: Readonly<Record<number, FieldSchema>>;
}

/** A decoded message; a field that did not come is missing. */
export type Message = Record<string, unknown>;

const WIRE_VARINT = 0;
const WIRE_FIXED64 = 1;
const WIRE_BYTES = 2;
const WIRE_FIXED32 = 5;

/** Decodes a protobuf message. 64-bit numbers become numbers, and lose precision beyond 2^53. */
export function decodeMessage(bytes: Uint8Array, schema: Schema): Message {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const message: Message = {};
  for (const { number, raw } of rawFields(view)) {
    const field = schema.fields[number];
    if (!field) continue;
    const value = decodeField(raw, field.kind);
    if (!field.repeated) message[field.name] = value;
    else message[field.name] = [...((message[field.name] as unknown[] | undefined) ?? []), value];
  }
  return message;
}

type Raw = number | Buffer;

function* rawFields(view: Buffer): Generator<{ readonly number: number; readonly raw: Raw }> {
  let at = 0;
  const take = (bytes: number): Buffer => {
    if (at + bytes > view.length) throw new Error('a protobuf message ends within a field');
    at += bytes;
    return view.subarray(at - bytes, at);
  };
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = take(1).readUInt8(0);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  while (at < view.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    const wire = tag % 8;
    if (wire === WIRE_VARINT) yield { number, raw: varint() };
    else if (wire === WIRE_FIXED64) yield { number, raw: take(8) };
    else if (wire === WIRE_FIXED32) yield { number, raw: take(4) };
    else if (wire === WIRE_BYTES) yield { number, raw: take(varint()) };
    else throw new Error(`wire type ${wire} is none of protobuf's that OTLP uses`);
  }
}

function decodeField(raw: Raw, kind: FieldKind): unknown {
  if (typeof raw === 'number') return raw;
  if (typeof kind !== 'string') return decodeMessage(raw, kind);
  switch (kind) {
    case 'string':
      return raw.toString('utf8');
    case 'hex':
      return raw.toString('hex');
    case 'double':
      return raw.readDoubleLE(0);
    case 'fixed64':
      return Number(raw.readBigUInt64LE(0));
    case 'exactFixed64':
      return raw.readBigUInt64LE(0);
    case 'sfixed64':
      return Number(raw.readBigInt64LE(0));
    case 'fixed32':
      return raw.readUInt32LE(0);
    case 'doubles':
      return each8(raw, (at) => raw.readDoubleLE(at));
    case 'fixed64s':
      return each8(raw, (at) => Number(raw.readBigUInt64LE(at)));
    case 'varint':
      throw new Error('a number came as bytes');
  }
}

function each8(raw: Buffer, read: (at: number) => number): readonly number[] {
  return Array.from({ length: raw.length / 8 }, (_, index) => read(index * 8));
}
