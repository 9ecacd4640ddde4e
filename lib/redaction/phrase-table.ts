/** What every phrase below begins with: most texts have none of it, and this is asked once a text. */
export const ANY_PHRASE =
  /(?<![a-z])(?:pins?|puks?|chv|adm|otp|cvv|cvc|pwd|passw|passc|passp|psk[0-9\s_-]|ki[ckd]?[0-9\s]|(?:opc|kenc|kmac|kdek)[0-9\s]|key(?=\s[^\r\n]{0,64}[0-9][0-9a-f])|input text|lpa:1\$)|(?<!\S)--[a-z]/i;

/** What may stand between a key's name and its digits: ADM1 key is 0x…, psk (hex) …, KIc -> …. */
const TO_DIGITS = '(?:[ \\t]{1,16}(?:key|value|hex|\\(hex\\)|is|was|of|->|→)){0,3}[ \\t]{1,16}["\'`(]?';
/** Eight bytes and more in hexadecimal: in one, in pairs, in groups of four and eight digits. */
const DIGITS = [
  '(?:0x)?[0-9a-f]{16,512}',
  '(?:0x)?[0-9a-f]{2}(?:[ :,.-]{1,2}(?:0x)?[0-9a-f]{2}){7,127}',
  '[0-9a-f]{4}(?: [0-9a-f]{4}){3,63}',
  '[0-9a-f]{8}(?: [0-9a-f]{8}){1,31}',
].join('|');
/** What "key" means with these before it is no secret: it finds something. */
const FINDING =
  'cache|object|routing|partition|primary|foreign|sort|sorting|idempotency|lookup|hash|message|public';

/** A secret behind what says what it is, with nothing but words between; group 1 is what stays. */
export const PHRASES: readonly RegExp[] = [
  // PIN 1234, wrong PUK "12345678", ADM1 is 31323334.
  /(?<![a-z])((?:pin|puk|chv|adm|otp|cvv|cvc|passcode)[ \t_-]?[0-9]{0,2}(?:[ \t]{1,16}(?:code|number|value|is|was|entered|of|to)){0,2}[ \t]{1,16}["'`(]?)[0-9]{3,16}(?![0-9A-Za-z])/gi,
  // psk 0011…, ADM1 as it is printed on cards' data sheets, Ki, KIc and OPc.
  new RegExp(
    `(?<![a-z])((?:adm|psk|puk|chv|ki[ckd]?|opc|kenc|kmac|kdek)[0-9]{0,2}${TO_DIGITS})(?:${DIGITS})(?![0-9a-z])`,
    'gi',
  ),
  // The bare word "key", as in ENC key and master key: 16 bytes at the least.
  new RegExp(
    `(?<![a-z]|(?:${FINDING})[ _-])(key${TO_DIGITS})(?=(?:[^0-9a-f]{0,3}[0-9a-f]){32})(?:${DIGITS})(?![0-9a-z])`,
    'gi',
  ),
  // password hunter2: a word with digits or signs among its letters is none of the sentence.
  /(?<![a-z])((?:password|passwd|passphrase|passcode|pwd)(?:[ \t]{1,16}(?:is|was)){0,1}[ \t]{1,16}["'`]?)(?=[^\s"'`]{0,64}[0-9!#$%&*+?@^~])(?![0-9]{1,2}(?:\s|$))[^\s"'`,;]{5,128}/gi,
  // What is typed on a phone: adb shell input text 1234.
  /(\binput[ \t]{1,16}text[ \t]{1,16})[^\r\n]{1,256}/gi,
  // An activation code's matching id gives a profile to who has it (SGP.22, 4.1).
  /(LPA:1\$[^$\s]{1,255}\$)[A-Z0-9-]{1,255}/gi,
];

/** `PSK identity: card-0001`, `unknown PSK identity "card-0001"`; group 1 where it is one whatever it looks like. */
export const PSK_IDENTITY =
  /(?<![a-z-])psk(?:[ \t]{1,16}identit(?:y|ies)([ \t]{0,16}[:=]|[ \t]{1,16}(?:is|was))?|[_-]identity)[ \t]{1,16}(?=[^\s:=])/gi;

/** `--password x`, `-psk x` and, as adb writes what it gives an intent, `--es pin x`. */
export const OPTION =
  /(?<![^\s"'`(])(--?)(?:e[silfzubda][ \t]{1,16})?([A-Za-z][A-Za-z0-9._-]{0,63})[ \t]{1,16}/g;

/** How the phrases begin. */
export const PHRASE_STARTS: readonly string[] = [
  ...'pin puk chv adm otp cvv cvc pwd pas psk kic kid kik opc ken kma kde key inp lpa'.split(' '),
  'ki ',
  'ki\t',
];
