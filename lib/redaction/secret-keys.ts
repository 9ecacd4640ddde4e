/** Keys that name an identity say which. */
export type IdentityVerdict = (typeof IDENTITY_VERDICTS)[number];

const IDENTITY_VERDICTS = ['psk_identity', 'iccid', 'imsi', 'msisdn', 'eid', 'imei'] as const;

/**
 * What a key says about its value. `header` and `cookie` are secrets whose value may have spaces in it; `weak` is the
 * bare word "key", which names a secret on an attribute but seldom in a sentence; `command` is an AT command whose
 * parameters are PINs; `parameter` a secret as a parameter of a URL alone. `phone` may name a phone or its number.
 */
export type KeyVerdict =
  | 'open'
  | 'weak'
  | 'secret'
  | 'header'
  | 'cookie'
  | 'command'
  | 'parameter'
  | 'phone'
  | IdentityVerdict;

/** Which identity a key names, if it names one. */
export function identityOf(verdict: KeyVerdict): IdentityVerdict | undefined {
  return IDENTITY_VERDICTS.find((identity) => identity === verdict);
}

/** Words that name a secret. A key is taken apart at its dots, underscores, hyphens and capitals: never substrings. */
const VERDICT_BY_WORD: ReadonlyMap<string, KeyVerdict> = new Map([
  ...words('header', 'authorization'),
  ...words('cookie', 'cookie cookies'),
  ...words('weak', 'key keys'),
  // Card secrets: PINs, and the keys of TS 33.102, TS 102 225 and GlobalPlatform.
  ...words('secret', 'psk psks pin pins puk puks adm chv ki opc kc ck ik kic kid kik kenc kmac kdek dek'),
  ...words(
    'secret',
    'password passwords passwd pwd passphrase passcode secret secrets token credential credentials',
  ),
  ...words(
    'secret',
    'apikey apikeys privkey presharedkey ssn otp totp cvv cvc jwt sessionid jsessionid phpsessid premaster',
  ),
  // Run together with what they are of, as environment variables and old APIs have them.
  ...words('secret', 'sshpass userpass dbpass smtppass newpin oldpin userpin senc smac srmac sdek'),
  // TS 27.007: PIN, lock and password; beside them what vendors have for the same.
  ...words('command', 'cpin cpwd clck epin spin'),
  // What signs a URL: AWS, Google Cloud and Azure.
  ...words('parameter', 'sig signature awsaccesskeyid'),
  ...words('iccid', 'iccid iccids ccid'),
  ...words('imsi', 'imsi imsis'),
  ...words('imei', 'imei imeis imeisv'),
  ...words('eid', 'eid eids'),
  ...words('msisdn', 'msisdn msisdns'),
  ...words('phone', 'phone telephone tel mobile'),
]);

/** Parameters by themselves that let in whoever has the URL: OAuth, OpenID Connect, SAML, CAS. */
const PARAMETERS: ReadonlySet<string> = new Set(
  'code auth sid hmac ticket assertion samlresponse samlrequest'.split(' '),
);

/** All words that say something about a value. */
export const KEY_WORDS: readonly string[] = [...VERDICT_BY_WORD.keys(), ...PARAMETERS];

/** With these a word that was run together ends that names a secret: `PGPASSWORD`, `clientsecret`, `authtoken`. */
const SECRET_ENDS: readonly string[] =
  'password passwd passphrase passcode secret token apikey privatekey secretkey accesskey pincode'.split(' ');

/** A word that names a secret only where it is the last: `SMTP_PASS`, and not `pass.count` or `passThrough`. */
const LAST_WORD = 'pass';

function words(verdict: KeyVerdict, list: string): readonly (readonly [string, KeyVerdict])[] {
  return list.split(' ').map((word) => [word, verdict] as const);
}

/** A last word that makes of a secret's name the name of something about it: `pin.tries`, `key.version`. */
const HARMLESS_TAILS: ReadonlySet<string> = new Set(
  (
    'count length size type status result version algorithm attempts tries retries remaining name enabled required ' +
    'present bits expiry expires ttl age index slot usage arn policy purpose verified url uri endpoint path file ' +
    'filename domain mode cipher state rate format provider service server manager handler'
  ).split(' '),
);

/** The name of a class of errors: `JsonWebTokenError`, and not `lastPinError`, which may be what was tried. */
const ERROR_CLASS = /^[A-Z][A-Za-z]{0,63}Error$/;

/** Words that, with `psk` somewhere before them, make an identity of a secret's name. */
const IDENTITY_TAILS: ReadonlySet<string> = new Set(['identity', 'identities', 'id']);

/** Words before "key" that make of it the name of no secret. */
const OPEN_KEYS: ReadonlySet<string> = new Set(
  'public primary foreign unique cache partition routing ordering sort row lookup idempotency'.split(' '),
);

/**
 * Two words in a row that name a secret. The bodies of secured packets (TS 102 225) are secrets, and so are the session
 * keys of GlobalPlatform's secure channels.
 */
const SECRET_PAIRS: ReadonlySet<string> = new Set([
  's enc',
  's mac',
  's rmac',
  'secured packet',
  'secured data',
  'secured command',
  'social security',
  'matching id',
  'activation code',
  'auth code',
  'authorization code',
  'confirmation code',
  'card cvv',
  'card cvc',
]);

/** Two words in a row that name an identity; what Android calls a subscriber's id is the IMSI. */
const IDENTITY_PAIRS: ReadonlyMap<string, IdentityVerdict> = new Map([
  ['icc id', 'iccid'],
  ['subscriber id', 'imsi'],
]);

/**
 * Keys that hold a secret's word and no secret, with dots for underscores: OTel's official ones, where a key finds a
 * message or an object.
 */
const HARMLESS_KEYS: ReadonlySet<string> = new Set([
  'aws.s3.key',
  'feature.flag.key',
  'gcp.pubsub.message.ordering.key',
  'kafka.message.key',
  'messaging.gcp.pubsub.message.ordering.key',
  'messaging.kafka.message.key',
  'messaging.rabbitmq.destination.routing.key',
  'messaging.rocketmq.message.keys',
  'rabbitmq.destination.routing.key',
  'rocketmq.message.keys',
]);

/** For three letters, or two where a word has no more, whether a word of the above begins with them. */
const WORD_STARTS = new Uint8Array(1 << 15);
for (const word of [
  ...KEY_WORDS,
  ...SECRET_ENDS,
  LAST_WORD,
  ...[...SECRET_PAIRS, ...IDENTITY_PAIRS.keys()].map(longerWord),
]) {
  if (word.length > 2) WORD_STARTS[slotOf(word.charCodeAt(0), word.charCodeAt(1), word.charCodeAt(2))] = 1;
  else
    for (let third = 0; third < 32; third += 1)
      WORD_STARTS[slotOf(word.charCodeAt(0), word.charCodeAt(1), third)] = 1;
}

/** The word of a pair that is looked for: the first, where that is not a single letter. */
function longerWord(pair: string): string {
  const [first = '', second = ''] = pair.split(' ');
  return first.length > 1 ? first : second;
}

function slotOf(first: number, second: number, third: number): number {
  return ((first & 31) << 10) | ((second & 31) << 5) | (third & 31);
}

/**
 * Whether a key in a text, between `start` and `end`, may be judged as other than open: most are none, and this costs
 * less than to cut them out of the text.
 */
export function mayNameSecret(text: string, start: number, end: number): boolean {
  for (let position = start; position + 1 < end; position += 1) {
    const third = position + 2 < end ? text.charCodeAt(position + 2) : 0;
    if (WORD_STARTS[slotOf(text.charCodeAt(position), text.charCodeAt(position + 1), third)] === 1)
      return true;
  }
  return false;
}

const LONGEST_KEY = 256;
const MOST_REMEMBERED = 2048;

/** Judges keys, and remembers the verdicts up to a bound. */
export class SecretKeys {
  readonly #verdicts = new Map<string, KeyVerdict>();

  /** Bounds what is remembered at `mostRemembered` keys; when it is full everything is forgotten at once. */
  constructor(private readonly mostRemembered: number = MOST_REMEMBERED) {}

  /** How many verdicts are remembered. */
  get size(): number {
    return this.#verdicts.size;
  }

  /** What the key of an attribute, or the word before a value, says about the value. */
  verdict(key: string): KeyVerdict {
    const known = this.#verdicts.get(key);
    if (known !== undefined) return known;
    const verdict = judge(key.slice(-LONGEST_KEY));
    if (this.#verdicts.size >= this.mostRemembered) this.#verdicts.clear();
    if (key.length <= LONGEST_KEY) this.#verdicts.set(copyOf(key), verdict);
    return verdict;
  }
}

/** A string of its own: a slice would keep the whole text alive that it was cut from. */
function copyOf(key: string): string {
  return Buffer.from(key, 'utf8').toString('utf8');
}

function judge(key: string): KeyVerdict {
  if (HARMLESS_KEYS.has(key.toLowerCase().replace(/[_-]/g, '.'))) return 'open';
  const segments = key.split(/[^A-Za-z0-9]+/).filter((segment) => segment !== '');
  const parts = segments.flatMap(wordsOf);
  if (HARMLESS_TAILS.has(parts.at(-1) ?? '') || ERROR_CLASS.test(key)) return 'open';
  if (parts.includes('psk') && IDENTITY_TAILS.has(parts.at(-1) ?? '')) return 'psk_identity';
  if (parts.some((part, index) => SECRET_PAIRS.has(`${part} ${parts[index + 1]}`))) return 'secret';
  if (PARAMETERS.has(key.toLowerCase())) return 'parameter';
  if (parts.at(-1) === LAST_WORD) return 'secret';
  const verdict = strongest([...segments.map(wholeWord), ...parts]);
  if (verdict === 'open') return identityPair(parts) ?? 'open';
  if (verdict !== 'weak' || parts.length === 1) return verdict;
  // "key" with another word before it, as in api_key, is a secret in sentences too.
  return parts.some((part) => OPEN_KEYS.has(part)) ? 'open' : 'secret';
}

function identityPair(parts: readonly string[]): IdentityVerdict | undefined {
  for (const [index, part] of parts.entries()) {
    const identity = IDENTITY_PAIRS.get(`${part} ${parts[index + 1]}`);
    if (identity !== undefined) return identity;
  }
  return undefined;
}

/** The words between capitals, digits left out: `apiKey2` is api and key, `PSKValue` is psk and value. */
function wordsOf(segment: string): readonly string[] {
  return (segment.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? []).map((word) => word.toLowerCase());
}

/** The segment as one word, for spellings such as `KIc` and `OPc`: `PIN1` is pin. */
function wholeWord(segment: string): string {
  return segment.toLowerCase().replace(/[0-9]+/g, '');
}

/** A key with the words of several is judged by the strongest: an identity's PIN is a PIN. */
const STRENGTH: readonly KeyVerdict[] = [
  'open',
  'phone',
  'parameter',
  ...IDENTITY_VERDICTS,
  'weak',
  'command',
  'secret',
  'header',
  'cookie',
];

function strongest(candidates: readonly string[]): KeyVerdict {
  let strength = 0;
  for (const word of candidates) {
    strength = Math.max(strength, STRENGTH.indexOf(verdictOf(word)));
  }
  return STRENGTH[strength] ?? 'open';
}

function verdictOf(word: string): KeyVerdict {
  const verdict = VERDICT_BY_WORD.get(word);
  if (verdict !== undefined) return verdict;
  return SECRET_ENDS.some((end) => word.endsWith(end)) ? 'secret' : 'open';
}
