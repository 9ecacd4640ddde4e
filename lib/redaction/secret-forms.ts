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

/** As many bytes stand in a line of a hex dump, and Node prints of a longer Buffer the first fifty. */
const DUMP_BYTES = 16;
const PRINTED_BYTES = 50;
/** How long lines of base64 are (RFC 7468, 2; RFC 2045, 6.8). */
const BASE64_WIDTHS = [64, 76] as const;
/** A part of a secret is looked for only where it says something by itself: long, and no filling. */
const SHORTEST_LINE = 8;
const FEWEST_DIFFERENT = 4;
/** Of secrets with more lines than that, which are files, no single lines are looked for. */
const MOST_LINES = 64;

/**
 * The spellings of a secret that are looked for: as it is, escaped for JSON (also within JSON) and HTML, percent-encoded
 * for URLs and forms, its bytes in hexadecimal, base64 and base64url (also in the midst of a longer encoding, at any of the
 * three alignments) and as a list of decimal numbers; hexadecimal and base64 in lines, too. A secret that is itself written
 * in hexadecimal, as keys are, counts as those bytes too.
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
  const escaped = JSON.stringify(secret).slice(1, -1);
  for (const form of [secret, escaped, JSON.stringify(escaped).slice(1, -1), ...htmlForms(secret)])
    literals.add(form);
  for (const form of urlForms(secret)) {
    literals.add(form);
    literals.add(form.replace(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase()));
  }
}

function urlForms(secret: string): readonly string[] {
  // A lone surrogate has no percent-encoding; toWellFormed is not in Node 20's types.
  const text = Buffer.from(secret, 'utf8').toString('utf8');
  return [encodeURIComponent(text), encodeURI(text), new URLSearchParams([['', text]]).toString().slice(1)];
}

/** With the two entities that libraries have for an apostrophe. */
function htmlForms(secret: string): readonly string[] {
  const escaped = secret
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  return [escaped.replaceAll("'", '&#39;'), escaped.replaceAll("'", '&#x27;')];
}

function addRawBytes(bytes: Buffer, literals: Set<string>, hex: Set<string>): void {
  addByteForms(bytes, literals, hex);
  const text = printableText(bytes);
  if (text !== undefined) addTextForms(text, literals);
}

function addByteForms(bytes: Buffer, literals: Set<string>, hex: Set<string>): void {
  if (bytes.length < SHORTEST_SECRET) return;
  for (const form of hexForms(bytes)) hex.add(form);
  literals.add(bytes.toString('base64'));
  for (const width of BASE64_WIDTHS)
    for (const line of linesOf(bytes.toString('base64'), width)) literals.add(line);
  literals.add(bytes.toString('base64url'));
  for (const alignment of [0, 1, 2]) addBase64Part(bytes, alignment, literals);
  literals.add(bytes.join(','));
  literals.add(bytes.join(', '));
}

/** The digits of all bytes, of those that Node prints, and of each line of a dump. */
function hexForms(bytes: Buffer): readonly string[] {
  const digits = bytes.toString('hex');
  const lines = linesOf(digits, 2 * DUMP_BYTES).filter((line) => line.length >= 2 * SHORTEST_LINE);
  return [digits, digits.slice(0, 2 * PRINTED_BYTES), ...lines];
}

/** A text in lines of a width, without those that are too short or have little in them; none when it is no more than one. */
function linesOf(text: string, width: number): readonly string[] {
  if (text.length <= width || text.length > width * MOST_LINES) return [];
  const lines = text.match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
  return lines.filter((line) => line.length >= SHORTEST_LINE && new Set(line).size > FEWEST_DIFFERENT);
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
