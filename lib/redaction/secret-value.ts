import { REDACTED } from './rule';
import { identityOf, type KeyVerdict } from './secret-keys';

/** Whether a key names a secret, and not what is shown as a pseudonym or only masked in a URL. */
export function isSecret(verdict: KeyVerdict): boolean {
  return (
    verdict !== 'open' && verdict !== 'parameter' && verdict !== 'phone' && identityOf(verdict) === undefined
  );
}

/** Whether a value under a secret's key can hold one: a flag cannot, a number under the bare word "key" is a count. */
export function mayBeSecret(value: unknown, verdict: KeyVerdict): boolean {
  if (typeof value === 'number') return verdict !== 'weak';
  return !(
    value === undefined ||
    value === null ||
    typeof value === 'boolean' ||
    value === '' ||
    value === REDACTED
  );
}
