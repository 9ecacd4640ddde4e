import { REDACTED } from './rule';
import { identityOf, type KeyVerdict } from './secret-keys';

/** Whether a key names a secret, and not what is shown as a pseudonym or only masked in a URL. */
export function isSecret(verdict: KeyVerdict): boolean {
  return (
    verdict !== 'open' && verdict !== 'parameter' && verdict !== 'phone' && identityOf(verdict) === undefined
  );
}

/** Short words of letters: `Enter`, `DB_PASSWORD`, `session.state`. */
const NAME = /^(?=.{1,64}$)[A-Za-z]{1,15}(?:[ ._:/-][A-Za-z]{1,15})*$/;

/**
 * Whether a value under a secret's key can hold one: a flag cannot. Under the bare word "key" a number is a count, and
 * short words are what something is found by.
 */
export function mayBeSecret(value: unknown, verdict: KeyVerdict): boolean {
  if (verdict === 'weak' && (typeof value === 'number' || (typeof value === 'string' && NAME.test(value))))
    return false;
  return !(
    value === undefined ||
    value === null ||
    typeof value === 'boolean' ||
    value === '' ||
    value === REDACTED
  );
}
