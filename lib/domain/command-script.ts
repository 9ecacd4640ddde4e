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

const COMMAND_TEMPLATE: TemplateTags = { definite: 0xaa, indefinite: 0xae };
const TAG_COMMAND = 0x22;

/** What an admin server sends a card in one POST's answer (GlobalPlatform Amendment B; TS 102 226, 5.2.1). */
export interface CommandScript {
  readonly ok: true;
  readonly form: ScriptForm;
  /** The C-APDUs in their order: views of the bytes that were parsed. */
  readonly commands: readonly Uint8Array[];
  /** Objects under other tags: 81 immediate action, 82 error action, 83 script chaining, unknown ones. */
  readonly others: readonly ScriptObject[];
}

/**
 * Builds a command script: AA and its length, or AE 80 with 00 00 at the end, with each C-APDU under tag 22.
 * Throws a RangeError above 16,777,215 bytes.
 */
export function encodeCommandScript(
  commands: readonly Uint8Array[],
  { form = 'definite' }: { readonly form?: ScriptForm } = {},
): Uint8Array {
  return encodeTemplate(
    COMMAND_TEMPLATE,
    form,
    commands.map((command) => encodeTlv(TAG_COMMAND, command)),
  );
}

/** Takes a command script apart. Never throws. */
export function parseCommandScript(
  bytes: Uint8Array,
  limits?: ScriptLimits,
): CommandScript | MalformedScript {
  const template = parseTemplate(bytes, COMMAND_TEMPLATE, limits);
  if (!template.ok) return template;
  const commands: Uint8Array[] = [];
  const others: ScriptObject[] = [];
  for (const object of template.objects) {
    if (object.tag === TAG_COMMAND) commands.push(object.value);
    else others.push(object);
  }
  return { ok: true, form: template.form, commands, others };
}
