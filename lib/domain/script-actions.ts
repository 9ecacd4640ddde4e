/**
 * What a card is to do at once, or when the script fails (TS 102 226, 5.2.1): nothing, what a record of
 * EF_RMA says, start a proactive session, answer before the commands have been run, or what the bytes say
 * (COMPREHENSION-TLV objects of a proactive command). `_OTHER` for a reference that the standard does not define.
 */
export type ScriptAction =
  | { readonly kind: 'none' }
  | { readonly kind: 'record'; readonly record: number }
  | { readonly kind: 'proactive_session' }
  | { readonly kind: 'early_response' }
  | { readonly kind: 'command'; readonly value: Uint8Array }
  | { readonly kind: '_OTHER'; readonly value: Uint8Array };

const LAST_RECORD = 0x7f;
const PROACTIVE_SESSION = 0x81;
const EARLY_RESPONSE = 0x82;

/** Reads the value of an immediate action (tag 81) or error action (tag 82) of a command script. Never throws. */
export function scriptAction(value: Uint8Array): ScriptAction {
  if (value.length === 0) return { kind: 'none' };
  if (value.length > 1) return { kind: 'command', value };
  const reference = value[0] ?? 0;
  if (reference === PROACTIVE_SESSION) return { kind: 'proactive_session' };
  if (reference === EARLY_RESPONSE) return { kind: 'early_response' };
  if (reference >= 1 && reference <= LAST_RECORD) return { kind: 'record', record: reference };
  return { kind: '_OTHER', value };
}

const CHAINING = {
  /** The first script; what it leaves behind is forgotten when the card is reset. */
  first: 0x01,
  /** The first script; what it leaves behind outlives a reset. */
  first_kept: 0x11,
  /** A later script, and more will follow. */
  next: 0x02,
  /** The last script of the chain. */
  last: 0x03,
} as const;

/** Where a script stands in a chain of scripts (TS 102 226, 5.2.1); `_OTHER` for a value that is not defined. */
export type ScriptChaining = keyof typeof CHAINING | '_OTHER';

const CHAINING_BY_CODE: ReadonlyMap<number, ScriptChaining> = new Map(
  (Object.keys(CHAINING) as (keyof typeof CHAINING)[]).map((name) => [CHAINING[name], name]),
);

/** Reads the value of a script chaining object (tag 83) of a command script. Never throws. */
export function scriptChaining(value: Uint8Array): ScriptChaining {
  return (value.length === 1 && CHAINING_BY_CODE.get(value[0] ?? 0)) || '_OTHER';
}

/** The value of a script chaining object. */
export function encodeScriptChaining(chaining: Exclude<ScriptChaining, '_OTHER'>): Uint8Array {
  return Uint8Array.of(CHAINING[chaining]);
}
