import type { SecretKeys } from './secret-keys';

type Members = Readonly<Record<string, unknown>>;

/** Where a value's name stands beside it: HAR, loggers, environments, OTLP, validators. */
const NAME_KEYS = ['name', 'Name', 'key', 'Key', 'field', 'Field'] as const;
const VALUE_KEYS: ReadonlySet<string> = new Set(['value', 'Value', 'values', 'Values']);
/** What "key" holds where it is a value's name: words with few digits in them, and no key. */
const LIKE_A_NAME = /^(?=.{1,64}$)[A-Za-z][A-Za-z0-9]{0,19}(?:[ ._:/-][A-Za-z0-9]{1,19})*$/;

/** The private members of a JSON Web Key (RFC 7518, 6.2.2, 6.3.2 and 6.4.1), which are beside its `kty`. */
const PRIVATE_MEMBERS: ReadonlySet<string> = new Set('d p q dp dq qi oth k'.split(' '));
/** Session keys of a secure channel by their short names, which have other meanings too: told by one another. */
const CHANNEL_KEYS: ReadonlySet<string> = new Set('enc mac rmac dek'.split(' '));
const LIKE_A_CHANNEL_KEY = /^[0-9A-Fa-f]{32,64}$/;
const LONGEST_CHANNEL_KEY = 4;

/** A key that names a secret by itself. */
const SECRET = 'secret';

/** The key that a member's value is judged by: its own, or what the members beside it make of it. */
export function keyFor(object: Members, key: string, value: unknown, keys: SecretKeys): string {
  if (VALUE_KEYS.has(key)) return nameBeside(object, keys) ?? key;
  if (key === 'key' || key === 'Key') return isNameOfValue(object, value) ? NAME_KEYS[0] : key;
  if (key.length > LONGEST_CHANNEL_KEY) return key;
  if (PRIVATE_MEMBERS.has(key) && typeof object.kty === 'string') return SECRET;
  return isChannelKey(object, key, value) ? SECRET : key;
}

/** A name beside a value that says more of it than that it is one. */
function nameBeside(object: Members, keys: SecretKeys): string | undefined {
  for (const each of NAME_KEYS) {
    const name = object[each];
    if (typeof name === 'string' && keys.verdict(name) !== 'open') return name;
  }
  return undefined;
}

function isNameOfValue(object: Members, name: unknown): boolean {
  if (typeof name !== 'string' || !LIKE_A_NAME.test(name)) return false;
  return [...VALUE_KEYS].some((each) => Object.hasOwn(object, each));
}

function isChannelKey(object: Members, key: string, value: unknown): boolean {
  const name = key.toLowerCase();
  if (!CHANNEL_KEYS.has(name) || typeof value !== 'string' || !LIKE_A_CHANNEL_KEY.test(value)) return false;
  return Object.keys(object).some((other) => other !== key && CHANNEL_KEYS.has(other.toLowerCase()));
}

/** A pair of a name and its value, as `Object.entries` gives it. */
export type Pair = readonly [name: string, value: unknown];

const LONGEST_NAME = 64;

/** Whether an array is made of such pairs: a single one may be a list of two words. */
export function areEntries(values: readonly unknown[]): values is readonly Pair[] {
  return values.length > 0 && values.every(isPair);
}

function isPair(value: unknown): value is Pair {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const name: unknown = value[0];
  return typeof name === 'string' && name.length <= LONGEST_NAME;
}
