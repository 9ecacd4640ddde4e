import {
  encodeTemplate,
  type MalformedScript,
  parseTemplate,
  type ScriptForm,
  type ScriptLimits,
  type ScriptObject,
  type TemplateTags,
} from './script';
import {
  encodeScriptChaining,
  type ScriptAction,
  type ScriptChaining,
  scriptAction,
  scriptChaining,
} from './script-actions';
import { encodeTlv } from './tlv';

const COMMAND_TEMPLATE: TemplateTags = { definite: 0xaa, indefinite: 0xae };
const TAG_COMMAND = 0x22;
const TAG_IMMEDIATE_ACTION = 0x81;
const TAG_ERROR_ACTION = 0x82;
const TAG_CHAINING = 0x83;

/** What an admin server sends a card in one POST's answer (GlobalPlatform Amendment B; TS 102 226, 5.2.1). */
export interface CommandScript {
  readonly ok: true;
  readonly form: ScriptForm;
  /** The C-APDUs in their order: views of the bytes that were parsed. */
  readonly commands: readonly Uint8Array[];
  /** What the card is to do at once (tag 81), in the order given; more than one where commands stand between them. */
  readonly immediateActions: readonly ScriptAction[];
  /** What the card is to do when a command fails (tag 82): each holds for the commands after it. */
  readonly errorActions: readonly ScriptAction[];
  /** Where the script stands in a chain of scripts (tag 83); undefined when it is in none. */
  readonly chaining: ScriptChaining | undefined;
  /** Objects under tags that TS 102 226 does not define. */
  readonly others: readonly ScriptObject[];
}

/** How a command script is coded, and what else stands in it. */
export interface CommandScriptOptions {
  /** Definite by default. */
  readonly form?: ScriptForm;
  /** Where the script stands in a chain of scripts; in none by default. */
  readonly chaining?: Exclude<ScriptChaining, '_OTHER'> | undefined;
}

/**
 * Builds a command script: AA and its length, or AE 80 with 00 00 at the end, with each C-APDU under tag 22 and, in a
 * chain, its place under 83 before them. Throws a RangeError above 16,777,215 bytes.
 */
export function encodeCommandScript(
  commands: readonly Uint8Array[],
  { form = 'definite', chaining }: CommandScriptOptions = {},
): Uint8Array {
  const place = chaining === undefined ? [] : [encodeTlv(TAG_CHAINING, encodeScriptChaining(chaining))];
  return encodeTemplate(COMMAND_TEMPLATE, form, [
    ...place,
    ...commands.map((command) => encodeTlv(TAG_COMMAND, command)),
  ]);
}

/**
 * Takes a command script apart. Never throws. The bytes under 22 are not looked at: `parseCommand` says whether they
 * are C-APDUs. Of a repeated 83 the last counts.
 */
export function parseCommandScript(
  bytes: Uint8Array,
  limits?: ScriptLimits,
): CommandScript | MalformedScript {
  const template = parseTemplate(bytes, COMMAND_TEMPLATE, limits);
  if (!template.ok) return template;
  const commands: Uint8Array[] = [];
  const immediateActions: ScriptAction[] = [];
  const errorActions: ScriptAction[] = [];
  const others: ScriptObject[] = [];
  let chaining: ScriptChaining | undefined;
  for (const object of template.objects) {
    const { tag, value } = object;
    if (tag === TAG_COMMAND) commands.push(value);
    else if (tag === TAG_IMMEDIATE_ACTION) immediateActions.push(scriptAction(value));
    else if (tag === TAG_ERROR_ACTION) errorActions.push(scriptAction(value));
    else if (tag === TAG_CHAINING) chaining = scriptChaining(value);
    else others.push(object);
  }
  return { ok: true, form: template.form, commands, immediateActions, errorActions, chaining, others };
}
