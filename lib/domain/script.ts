import { encodeTlv, readLength, readTlv, type Tlv, type TlvFault } from './tlv';

/** How a script's template is coded: with its length, or with 80 and an end of 00 00 (TS 102 226, 5.2.1). */
export type ScriptForm = 'definite' | 'indefinite';

/** An object in a script that is neither a command nor a response (an action, a chaining, something unknown). */
export interface ScriptObject {
  readonly tag: number;
  /** A view of the bytes that were parsed. */
  readonly value: Uint8Array;
}

/**
 * Why bytes are no script: there are none, they begin with another template, end too early, hold a tag or length
 * that cannot be, lack the 00 00 of the indefinite form, go on after the end, or hold more objects than the bound.
 */
export type ScriptFault =
  | 'empty'
  | 'unknown_template'
  | 'truncated'
  | 'bad_tag'
  | 'bad_length'
  | 'missing_end'
  | 'trailing_bytes'
  | 'too_many_objects';

/** Bytes that are no script, and where they stop being one. */
export interface MalformedScript {
  readonly ok: false;
  readonly reason: ScriptFault;
  /** The offset in bytes. */
  readonly offset: number;
}

/** Bounds on what is parsed. */
export interface ScriptLimits {
  /** The most objects in a script, 1024 by default. */
  readonly maximumObjects?: number;
}

/** The two tags a template has: of definite and of indefinite length. */
export interface TemplateTags {
  readonly definite: number;
  readonly indefinite: number;
}

const MAXIMUM_OBJECTS = 1024;
const INDEFINITE_LENGTH = 0x80;

/** Builds a template around objects that are encoded already. */
export function encodeTemplate(
  tags: TemplateTags,
  form: ScriptForm,
  objects: readonly Uint8Array[],
): Uint8Array {
  const body = Buffer.concat(objects);
  if (form === 'definite') return encodeTlv(tags.definite, body);
  const bytes = new Uint8Array(body.length + 4);
  bytes.set([tags.indefinite, INDEFINITE_LENGTH]);
  bytes.set(body, 2);
  return bytes;
}

/** A template's form and its objects, in their order. */
export interface Template {
  readonly ok: true;
  readonly form: ScriptForm;
  readonly objects: readonly ScriptObject[];
}

/** Takes a template apart. Never throws; values are views of `bytes`. */
export function parseTemplate(
  bytes: Uint8Array,
  tags: TemplateTags,
  limits: ScriptLimits = {},
): Template | MalformedScript {
  if (bytes.length === 0) return fault('empty', 0);
  const maximum = limits.maximumObjects ?? MAXIMUM_OBJECTS;
  if (bytes[0] === tags.definite) return parseDefinite(bytes, maximum);
  if (bytes[0] === tags.indefinite) return parseIndefinite(bytes, maximum);
  return fault('unknown_template', 0);
}

function parseDefinite(bytes: Uint8Array, maximum: number): Template | MalformedScript {
  const field = readLength(bytes, 1, bytes.length);
  if (typeof field === 'string') return fault(field, 1);
  const end = field.valueOffset + field.length;
  if (end > bytes.length) return fault('truncated', bytes.length);
  if (end < bytes.length) return fault('trailing_bytes', end);
  const objects: ScriptObject[] = [];
  let offset = field.valueOffset;
  while (offset < end) {
    const tlv = nextObject(bytes, offset, end, objects, maximum);
    if (typeof tlv === 'string') return fault(tlv, offset);
    offset = tlv.end;
  }
  return { ok: true, form: 'definite', objects };
}

function parseIndefinite(bytes: Uint8Array, maximum: number): Template | MalformedScript {
  if (bytes.length < 2) return fault('truncated', 1);
  if (bytes[1] !== INDEFINITE_LENGTH) return fault('bad_length', 1);
  const objects: ScriptObject[] = [];
  let offset = 2;
  while (offset < bytes.length) {
    if (bytes[offset] === 0 && bytes[offset + 1] === 0) {
      const end = offset + 2;
      return end < bytes.length ? fault('trailing_bytes', end) : { ok: true, form: 'indefinite', objects };
    }
    const tlv = nextObject(bytes, offset, bytes.length, objects, maximum);
    if (typeof tlv === 'string') return fault(tlv, offset);
    offset = tlv.end;
  }
  return fault('missing_end', offset);
}

function nextObject(
  bytes: Uint8Array,
  offset: number,
  end: number,
  objects: ScriptObject[],
  maximum: number,
): Tlv | TlvFault | 'too_many_objects' {
  if (objects.length >= maximum) return 'too_many_objects';
  const tlv = readTlv(bytes, offset, end);
  if (typeof tlv === 'string') return tlv;
  objects.push({ tag: tlv.tag, value: bytes.subarray(tlv.valueOffset, tlv.end) });
  return tlv;
}

function fault(reason: ScriptFault, offset: number): MalformedScript {
  return { ok: false, reason, offset };
}
