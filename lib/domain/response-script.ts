import {
  encodeTemplate,
  type MalformedScript,
  parseTemplate,
  type ScriptForm,
  type ScriptLimits,
  type ScriptObject,
  type TemplateTags,
} from './script';
import { encodeTlv } from './tlv';

const RESPONSE_TEMPLATE: TemplateTags = { definite: 0xab, indefinite: 0xaf };
const TAG_EXECUTED = 0x80;
const TAG_RESPONSE = 0x23;
const TAG_IMMEDIATE_ACTION = 0x81;
const TAG_CHAINING = 0x83;
const TAG_BAD_FORMAT = 0x90;
const LONGEST_COUNT = 4;

const BAD_FORMAT_CODES = { unknown_tag: 1, wrong_length: 2, length_not_found: 3 } as const;

/** Why a card refused a script as badly formatted (TS 102 226, 5.2.1.3). `_OTHER` for a code that is not defined. */
export type BadFormat = keyof typeof BAD_FORMAT_CODES | '_OTHER';

const BAD_FORMAT_BY_CODE: ReadonlyMap<number, BadFormat> = new Map(
  (Object.keys(BAD_FORMAT_CODES) as (keyof typeof BAD_FORMAT_CODES)[]).map((name) => [
    BAD_FORMAT_CODES[name],
    name,
  ]),
);

/** What a card POSTs after a script (GlobalPlatform Amendment B; TS 102 226, 5.2.1.3). */
export interface ResponseScript {
  readonly ok: true;
  readonly form: ScriptForm;
  /** How many commands the card says it executed (tag 80); undefined when it does not say or what it says is no number. */
  readonly executedCommands: number | undefined;
  /** The R-APDUs in their order: views of the bytes that were parsed. */
  readonly responses: readonly Uint8Array[];
  /** Set when the card refused the script (tag 90). */
  readonly badFormat: BadFormat | undefined;
  /** What came of immediate actions (tag 81): COMPREHENSION-TLV objects of a TERMINAL RESPONSE, as views. */
  readonly immediateActions: readonly Uint8Array[];
  /** The card's code for why it could not go on in a chain of scripts (tag 83), as it came; undefined without. */
  readonly chainingError: number | undefined;
  /** Objects under tags that TS 102 226 does not define. */
  readonly others: readonly ScriptObject[];
}

/** What `encodeResponseScript` takes. */
export interface ResponseScriptFields {
  /** As many as there are responses, by default. */
  readonly executedCommands?: number;
  readonly responses: readonly Uint8Array[];
  readonly badFormat?: Exclude<BadFormat, '_OTHER'>;
}

/**
 * Builds a response script: AB and its length, or AF 80 with 00 00 at the end; the number of executed commands under
 * tag 80, each R-APDU under 23, a bad format under 90. Throws a RangeError above 16,777,215 bytes or 4,294,967,295
 * commands.
 */
export function encodeResponseScript(
  script: ResponseScriptFields,
  { form = 'definite' }: { readonly form?: ScriptForm } = {},
): Uint8Array {
  const objects = [encodeTlv(TAG_EXECUTED, encodeCount(script.executedCommands ?? script.responses.length))];
  for (const response of script.responses) objects.push(encodeTlv(TAG_RESPONSE, response));
  if (script.badFormat !== undefined) {
    objects.push(encodeTlv(TAG_BAD_FORMAT, Uint8Array.of(BAD_FORMAT_CODES[script.badFormat])));
  }
  return encodeTemplate(RESPONSE_TEMPLATE, form, objects);
}

function encodeCount(count: number): Uint8Array {
  if (!Number.isInteger(count) || count < 0 || count > 0xffffffff) {
    throw new RangeError(
      `the number of executed commands must be a whole number of at most 32 bits, not ${count}`,
    );
  }
  const bytes = Uint8Array.of(count >>> 24, (count >>> 16) & 0xff, (count >>> 8) & 0xff, count & 0xff);
  const first = bytes.findIndex((byte) => byte !== 0);
  return bytes.subarray(first === -1 ? LONGEST_COUNT - 1 : first);
}

function readCount(value: Uint8Array): number | undefined {
  if (value.length === 0 || value.length > LONGEST_COUNT) return undefined;
  return value.reduce((count, byte) => count * 256 + byte, 0);
}

/** Takes a response script apart. Never throws. The objects may stand in any order; of a repeated 80 the last counts. */
export function parseResponseScript(
  bytes: Uint8Array,
  limits?: ScriptLimits,
): ResponseScript | MalformedScript {
  const template = parseTemplate(bytes, RESPONSE_TEMPLATE, limits);
  if (!template.ok) return template;
  const responses: Uint8Array[] = [];
  const immediateActions: Uint8Array[] = [];
  const others: ScriptObject[] = [];
  let chainingError: number | undefined;
  let executedCommands: number | undefined;
  let badFormat: BadFormat | undefined;
  for (const object of template.objects) {
    const { tag, value } = object;
    if (tag === TAG_RESPONSE) responses.push(value);
    else if (tag === TAG_EXECUTED) executedCommands = readCount(value);
    else if (tag === TAG_IMMEDIATE_ACTION) immediateActions.push(value);
    else if (tag === TAG_CHAINING) chainingError = value[0];
    else if (tag === TAG_BAD_FORMAT) badFormat = BAD_FORMAT_BY_CODE.get(value[0] ?? -1) ?? '_OTHER';
    else others.push(object);
  }
  const { form } = template;
  return { ok: true, form, executedCommands, responses, badFormat, immediateActions, chainingError, others };
}
