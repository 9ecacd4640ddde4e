import type { PseudonymKind } from './pseudonym-kind';
import type { Pseudonyms } from './pseudonyms';
import { REDACTED } from './rule';
import type { IdentityVerdict } from './secret-keys';

const PHONE_NUMBER = /^\+?(?:[ ()./-]{0,2}[0-9]){7,15}$/;

/** The kind of pseudonym for what a key names. */
export function kindOf(identity: IdentityVerdict): PseudonymKind {
  return identity === 'psk_identity' ? 'psk' : identity;
}

/**
 * The value of a key that names an identity, as a pseudonym, in whatever form it is; undefined when there is nothing to
 * replace: it is one already, or empty, or a flag. An object is taken out whole.
 */
export function pseudonymOfValue(kind: PseudonymKind, value: unknown, pseudonyms: Pseudonyms): unknown {
  if (typeof value === 'string') {
    const stays = value === '' || value === REDACTED || pseudonyms.isOf(kind, value);
    return stays ? undefined : pseudonyms.of(kind, value);
  }
  if (typeof value === 'number' || typeof value === 'bigint') return pseudonyms.of(kind, String(value));
  if (typeof value !== 'object' || value === null) return undefined;
  if (value instanceof Uint8Array) return pseudonyms.of(kind, Buffer.from(value).toString('hex'));
  if (!Array.isArray(value)) return REDACTED;
  const replaced = value.map((element: unknown) => pseudonymOfValue(kind, element, pseudonyms));
  if (replaced.every((element) => element === undefined)) return undefined;
  return replaced.map((element, index) => element ?? value[index]);
}

/** Whether what stands under the key `phone` is a number to call it by, and no name or count. */
export function isPhoneNumber(value: unknown): boolean {
  return (typeof value === 'string' || typeof value === 'number') && PHONE_NUMBER.test(String(value));
}
