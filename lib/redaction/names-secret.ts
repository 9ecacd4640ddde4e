import { identityOf, SecretKeys } from './secret-keys';
import { isSecret } from './secret-value';

const keys = new SecretKeys();

/** Whether a name is of a secret or of a personal identity, for who shows values without a redactor. */
export function namesSecret(name: string): boolean {
  const verdict = keys.verdict(name);
  return isSecret(verdict) || identityOf(verdict) !== undefined;
}
