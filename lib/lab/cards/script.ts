/**
 * The cards' own reading of SCP81 scripts (GlobalPlatform Amendment B; ETSI TS 102 226, expanded remote application
 * data format). That the package has another implementation in `lib/domain` is deliberate: what the server counts is
 * checked against what the cards saw on their wire, and the check would be worth nothing if both shared this code.
 */
import { concatBytes } from './bytes';
import { encodeTlv, readTlv, type Tlv } from './tlv';

/** Definite length (AA, answered by AB) or indefinite length (AE 80 … 00 00, answered by AF 80 … 00 00). */
export type ScriptForm = 'definite' | 'indefinite';

/** Why a script was not understood, as the value of tag 90. */
export type BadFormat = 'unknown-tag' | 'wrong-length' | 'length-not-found';

/** A command script taken apart, or why it could not be. */
export type CommandScript =
  | { readonly ok: true; readonly form: ScriptForm; readonly commands: readonly Uint8Array[] }
  | { readonly ok: false; readonly form: ScriptForm; readonly problem: BadFormat };

const COMMAND_TEMPLATES: ReadonlyMap<number | undefined, ScriptForm> = new Map([
  [0xaa, 'definite'],
  [0xae, 'indefinite'],
]);
const RESPONSE_TAG: { readonly [form in ScriptForm]: number } = { definite: 0xab, indefinite: 0xaf };
const COMMAND_APDU = 0x22;
const RESPONSE_APDU = 0x23;
const EXECUTED_COUNT = 0x80;
const BAD_FORMAT = 0x90;
const INDEFINITE_LENGTH = 0x80;
const END_OF_CONTENTS = Uint8Array.of(0x00, 0x00);
const BAD_FORMAT_CODES: { readonly [problem in BadFormat]: number } = {
  'unknown-tag': 0x01,
  'wrong-length': 0x02,
  'length-not-found': 0x03,
};

type Contents =
  | { readonly ok: true; readonly form: ScriptForm; readonly objects: readonly Tlv[] }
  | { readonly ok: false; readonly form: ScriptForm; readonly problem: BadFormat };

function readTemplate(bytes: Uint8Array): Contents {
  const form = COMMAND_TEMPLATES.get(bytes[0]);
  if (form === undefined) return { ok: false, form: 'definite', problem: 'unknown-tag' };
  if (bytes.length < 2) return { ok: false, form, problem: 'length-not-found' };
  return form === 'definite' ? readDefinite(bytes) : readIndefinite(bytes);
}

function readDefinite(bytes: Uint8Array): Contents {
  const template = readTlv(bytes);
  if (template === undefined || template.end !== bytes.length) {
    return { ok: false, form: 'definite', problem: 'wrong-length' };
  }
  return readObjects(template.value, 0, 'definite');
}

function readIndefinite(bytes: Uint8Array): Contents {
  if (bytes[1] !== INDEFINITE_LENGTH) return { ok: false, form: 'indefinite', problem: 'wrong-length' };
  return readObjects(bytes, 2, 'indefinite');
}

/** An indefinite template ends with two zero bytes and nothing after them; a definite one where its bytes end. */
function readObjects(bytes: Uint8Array, start: number, form: ScriptForm): Contents {
  const objects: Tlv[] = [];
  let offset = start;
  while (offset < bytes.length && bytes[offset] !== 0x00) {
    const object = readTlv(bytes, offset);
    if (object === undefined) return { ok: false, form, problem: 'wrong-length' };
    objects.push(object);
    offset = object.end;
  }
  const expectedEnd = form === 'indefinite' ? offset + END_OF_CONTENTS.length : offset;
  const closed = form === 'definite' || (bytes[offset] === 0x00 && bytes[offset + 1] === 0x00);
  if (!closed || expectedEnd !== bytes.length) return { ok: false, form, problem: 'wrong-length' };
  return { ok: true, form, objects };
}

/** Reads a command script: the C-APDUs in their order. */
export function readCommandScript(bytes: Uint8Array): CommandScript {
  const contents = readTemplate(bytes);
  if (!contents.ok) return contents;
  if (contents.objects.some(({ tag }) => tag !== COMMAND_APDU)) {
    return { ok: false, form: contents.form, problem: 'unknown-tag' };
  }
  return { ok: true, form: contents.form, commands: contents.objects.map(({ value }) => value) };
}

/** Writes a response script: how many commands were executed, then their R-APDUs. */
export function writeResponseScript(responses: readonly Uint8Array[], form: ScriptForm): Uint8Array {
  return writeResponse(form, [
    encodeTlv(EXECUTED_COUNT, countBytes(responses.length)),
    ...responses.map((response) => encodeTlv(RESPONSE_APDU, response)),
  ]);
}

/** Writes the answer to a script that was not understood: nothing executed, and why. */
export function writeBadFormat(problem: BadFormat, form: ScriptForm): Uint8Array {
  return writeResponse(form, [
    encodeTlv(EXECUTED_COUNT, countBytes(0)),
    encodeTlv(BAD_FORMAT, Uint8Array.of(BAD_FORMAT_CODES[problem])),
  ]);
}

function countBytes(count: number): Uint8Array {
  return count > 0xff ? Uint8Array.of(count >> 8, count & 0xff) : Uint8Array.of(count);
}

function writeResponse(form: ScriptForm, objects: readonly Uint8Array[]): Uint8Array {
  if (form === 'definite') return encodeTlv(RESPONSE_TAG.definite, ...objects);
  return concatBytes(Uint8Array.of(RESPONSE_TAG.indefinite, INDEFINITE_LENGTH), ...objects, END_OF_CONTENTS);
}
