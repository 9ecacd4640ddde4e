/** Below this many characters, or bytes, a secret is masked by its key alone: it would hit too much else. */
export const SHORTEST_SECRET = 4;

/** Base64 of a part of a secret says little below this many characters, and would hit other text. */
const SHORTEST_BASE64_PART = 6;
const SHORTEST_HEX_STRING = 8;
const BASE64_BITS = 6;

/** The spellings in which a secret may turn up in text. */
export interface SecretForms {
  /** Spellings that are compared as they are. */
  readonly literals: ReadonlySet<string>;
  /** Lower-case hexadecimal digits: compared in either case and with separators between them. */
  readonly hex: ReadonlySet<string>;
}

/**
 * All spellings of a secret: as it is, JSON-escaped, percent-encoded, its bytes in hexadecimal, base64 and base64url
 * (also in the midst of a longer encoding, at any of the three alignments) and as a list of decimal numbers. A secret
 * that is itself written in hexadecimal, as keys are, counts as those bytes too.
 */
export function formsOf(secret: string | Uint8Array): SecretForms {
  const literals = new Set<string>();
  const hex = new Set<string>();
  if (typeof secret === 'string') {
    addTextForms(secret, literals);
    addByteForms(Buffer.from(secret, 'utf8'), literals, hex);
    const bytes = bytesOfHexString(secret);
    if (bytes !== undefined) addRawBytes(bytes, literals, hex);
  } else {
    addRawBytes(Buffer.from(secret), literals, hex);
  }
  return { literals, hex };
}

function addTextForms(secret: string, literals: Set<string>): void {
  if (secret.length < SHORTEST_SECRET) return;
  literals.add(secret);
  literals.add(JSON.stringify(secret).slice(1, -1));
  // A lone surrogate has no percent-encoding; toWellFormed is not in Node 20's types.
  literals.add(encodeURIComponent(Buffer.from(secret, 'utf8').toString('utf8')));
}

function addRawBytes(bytes: Buffer, literals: Set<string>, hex: Set<string>): void {
  addByteForms(bytes, literals, hex);
  const text = printableText(bytes);
  if (text !== undefined) addTextForms(text, literals);
}

function addByteForms(bytes: Buffer, literals: Set<string>, hex: Set<string>): void {
  if (bytes.length < SHORTEST_SECRET) return;
  hex.add(bytes.toString('hex'));
  literals.add(bytes.toString('base64'));
  literals.add(bytes.toString('base64url'));
  for (const alignment of [0, 1, 2]) addBase64Part(bytes, alignment, literals);
  literals.add(bytes.join(','));
  literals.add(bytes.join(', '));
}

/** The characters that only the secret decides when `alignment` bytes stand before it and others after it. */
function addBase64Part(bytes: Buffer, alignment: number, literals: Set<string>): void {
  const shifted = Buffer.concat([Buffer.alloc(alignment), bytes]);
  const first = Math.ceil((alignment * 8) / BASE64_BITS);
  const end = Math.floor((shifted.length * 8) / BASE64_BITS);
  if (end - first < SHORTEST_BASE64_PART) return;
  literals.add(shifted.toString('base64').slice(first, end));
  literals.add(shifted.toString('base64url').slice(first, end));
}

function bytesOfHexString(secret: string): Buffer | undefined {
  const digits = secret.replace(/[\s:-]/g, '');
  if (digits.length < SHORTEST_HEX_STRING || digits.length % 2 !== 0) return undefined;
  return /^[0-9a-fA-F]+$/.test(digits) ? Buffer.from(digits, 'hex') : undefined;
}

function printableText(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8');
  // Bytes that are no text come back changed, or hold control characters.
  return Buffer.from(text, 'utf8').equals(bytes) && !/\p{Cc}/u.test(text) ? text : undefined;
}
