import { createRedactor } from '../../lib/redaction';
import { KEY_WORDS, type KeyVerdict, SecretKeys } from '../../lib/redaction/secret-keys';

const redactor = createRedactor({
  secrets: ['hunter22', `${'00112233'.repeat(7)}00112234`],
  ipAddresses: true,
  maximumLength: 2_000_000,
});
const SHORT = 8_000;
const TIMES = 16;
/** What is linear takes 16 times as long, what is quadratic 256 times. */
const MOST_GROWTH = 80;
/** A busy machine may stretch what takes less. */
const LEAST_MS = 5;

function hostile(unit: string, length: number): string {
  return unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
}

/** The least processor time of some runs, in ms: other work adds to it and takes nothing away. */
function cost(text: string, runs: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run += 1) {
    const begun = process.cpuUsage();
    redactor.text(text);
    const { user, system } = process.cpuUsage(begun);
    least = Math.min(least, (user + system) / 1_000);
  }
  return least;
}

describe('the work for a text', () => {
  test.each([
    ['key_value', 'psk="'],
    ['key_value: identities', 'imsi=0a '],
    ['key_value: brackets', 'psk=[ '],
    ['authorization', 'Bearer '],
    ['url_credentials', 'a://b@'],
    ['pem_block: begun', '-----BEGIN X-----'],
    ['pem_block: private', '-----BEGIN PRIVATE KEY-----'],
    ['pem_block: ended', '-----END X-----BEGIN '],
    ['api_key', 'sk-'],
    ['api_key: dots', 'SG.'],
    ['api_key: long', 'sk-a'],
    ['jwt', 'eyJ'],
    ['jwt: segments', 'eyJ.'],
    ['jwt: objects', 'eyJ.eyJ'],
    ['email', 'a@'],
    ['email: dots', '.@.'],
    ['email: domains', 'a@a.'],
    ['email: encoded', '%40'],
    ['email: no sign', 'a.'],
    ['msisdn', '+1'],
    ['msisdn: spaces', '+1 '],
    ['msisdn: encoded', '%2B1 '],
    ['card_number', '4'],
    ['card_number: groups', '4111 '],
    ['card_number: hyphens', '1-'],
    ['ssn', '123-45-'],
    ['iccid: swapped', '98'],
    ['iccid: pairs', '98 '],
    ['eid', '89'],
    ['imsi: words', 'imsi 1234567 '],
    ['apdu_data', '0020000108'],
    ['apdu_data: pairs', '00 20 '],
    ['apdu_data: scripts', 'AA82'],
    ['apdu_data: scripts without an end', 'AE80 '],
    ['apdu_data: scripts in a row', 'AA01 '],
    ['apdu_data: objects of scripts', '220B0020000106'],
    ['apdu_data: prefixes', '0x00, '],
    ['apdu_data: keys in pairs', '80 D8 '],
    ['apdu_data: digits in ASCII', '31 '],
    ['apdu_data: digits in ASCII, in lines', '31 32\n'],
    ['bytes: lists', '0, 32,'],
    ['bytes: lists with spaces', '1 ,\n  '],
    ['bytes: indexed', '"0":1,'],
    ['key_value: words', 'pin '],
    ['key_value: sentences', 'pin is of '],
    ['key_value: passwords', 'password '],
    ['key_value: options', '--pin '],
    ['key_value: intents', '--es '],
    ['key_value: activation codes', 'LPA:1$'],
    ['key_value: encoded', 'pin%3D'],
    ['key_value: keys in a sentence', 'psk is key '],
    ['key_value: digits in a sentence', 'key 00 11 '],
    ['key_value: short options', '-psk '],
    ['psk_identity: sentences', 'psk identity is '],
    ['psk_identity: stops', 'psk identity 1....'],
    ['iccid: in words', 'a8944110068256270054'],
    ['iccid: underscores', '8944110068256270054_'],
    ['imsi: in words', 'imsi1234567'],
    ['imei: slashes', 'imei: 35/693803/564380/9'],
    ['values: groups', 'psk: 00 11\n'],
    ['values: groups in C', '0x0, 0x1, psk='],
    ['values: decimals', 'psk=1,1,1,'],
    ['values: quoted groups', 'psk="00" "11" '],
    ['values: parts', "psk='a' +\n"],
    ['values: signs', 'psk=a&'],
    ['values: words', 'password: a '],
    ['values: blocks', 'psk:\n  - a\n'],
    ['values: blocks without lines', 'psk:\n\n\n'],
    ['values: blocks moved in', ' psk: |\n'],
    ['values: doubled quotes', "psk=''"],
    ['escapes', '\\npin=1'],
    ['escapes: backslashes', '\\'],
    ['escapes: colours', '\u001b[31mpin '],
    ['escapes: colours begun', '\u001b[1;'],
    ['escapes: percent signs', '%22pin%22%3A'],
    ['ip_address', '1.'],
    ['ip_address: colons', ':'],
    ['ip_address: numbers', '1.1.1.1 '],
    ['known_secret', 'hunter2'],
    ['known_secret: hexadecimal', '00112233'],
    ['JSON: arrays', '['],
    ['JSON: objects', '{"a":'],
    ['JSON: strings', '["\\"'],
  ])('grows no faster than the text: %s', (_, unit) => {
    const short = hostile(unit, SHORT);
    cost(short, 3);
    const growth = cost(hostile(unit, SHORT * TIMES), 3) / Math.max(cost(short, 5), LEAST_MS / TIMES);
    expect(growth).toBeLessThan(MOST_GROWTH);
  });
});

describe('the work for keys that come again and again', () => {
  const keys = new SecretKeys();
  const wordOf = new Map<KeyVerdict, string>(KEY_WORDS.map((word) => [keys.verdict(word), word]));
  wordOf.set('psk_identity', 'psk_identity');
  /** What may stand between a key and the next. */
  const behind = [
    '=',
    ':',
    ' ',
    '="',
    "=\\'",
    '=a(',
    '=[',
    '={',
    '=0',
    '=0a',
    '=00 ',
    ': a\n',
    '%3D',
    '\\n',
    ':\n ',
  ];
  const units = [...wordOf].flatMap(([verdict, word]) =>
    behind.map((rest) => [verdict, word + rest] as const),
  );

  test.each(units)('grows no faster than the text: %s, %j', (_, unit) => {
    const [short, long] = [hostile(unit, SHORT / 4), hostile(unit, (SHORT / 4) * TIMES)];
    cost(short, 2);
    expect(cost(long, 2) / Math.max(cost(short, 4), LEAST_MS / TIMES)).toBeLessThan(MOST_GROWTH);
  });
});
