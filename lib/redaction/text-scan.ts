import { isHexDigit, isIn, setOf } from './characters';

/** What may be in a text, as one look at each of its characters tells: bits that a rule asks for (`TextRule.needs`). */
export const Hint = {
  /** An equals sign or a colon. */
  assignment: 1,
  /** What begins like the word bearer or basic. */
  scheme: 2,
  /** What begins like a key of a service. */
  apiKey: 4,
  /** An at sign or a percent sign. */
  address: 8,
  /** A plus or a percent sign. */
  plus: 16,
  /** A slash. */
  slash: 32,
  /** Two hyphens in a row. */
  hyphens: 64,
  /** What begins like a JSON object in base64. */
  object: 128,
  /** A stretch of digits. */
  stretch: 256,
  /** What begins like a word that says which identity a number is. */
  identity: 512,
  /** What begins like a word behind which a secret may stand in a sentence. */
  phrase: 1024,
  /** What begins like an escape, a percent-encoded character or a terminal's colour. */
  encoded: 1 << 16,
} as const;

/** What else is told of a character; the hints that one character gives stand below these bits. */
const HEX = 1 << 11;
const SEPARATOR = 1 << 12;
const LETTER = 1 << 13;
const DECIMAL_SHIFT = 14;
const DECIMAL = 1 << DECIMAL_SHIFT;
/** What the next character decides. */
const LOOK = 1 << 15;

/** The fewest digits that a stretch is noted for: a phone number's. */
const FEWEST_DIGITS = 7;
/** `", 0x` and a line's end with what the next is moved in by stand between digits. */
const MOST_SEPARATORS = 12;
const ASCII = 128;
const HYPHEN = 45;
const PERCENT = 37;
const BACKSLASH = 92;
const ESCAPE = 27;
const BRACKET = 91;
const FIRST_SIZE = 64;

const CHARACTERS = new Uint16Array(ASCII);
classify('0123456789', HEX | DECIMAL);
classify('abcdefABCDEF', HEX | LETTER);
classify('ghijklmnopqrstuvwyzGHIJKLMNOPQRSTUVWYZ', LETTER);
classify('xX', LETTER | SEPARATOR);
classify(' \t\r\n:-,.|;_"\'%\\', SEPARATOR);
classify('bBe-\\%\u001b', LOOK);
classify('=:', Hint.assignment);
classify('@', Hint.address);
classify('%', Hint.address | Hint.plus);
classify('+', Hint.plus);
classify('/', Hint.slash);

function classify(characters: string, bits: number): void {
  for (const character of characters) {
    const code = character.charCodeAt(0);
    CHARACTERS[code] = (CHARACTERS[code] ?? 0) | bits;
  }
}

/** Three letters, in either case, of five bits each. */
const SLOTS = 1 << 15;

function slotOf(first: number, second: number, third: number): number {
  return ((first & 31) << 10) | ((second & 31) << 5) | (third & 31);
}

/**
 * What words that rules look for begin with, by their first three characters: what is asked at the start of each word.
 * It takes a few words too many, since it knows no case.
 */
export class WordStarts {
  readonly #slots = new Uint16Array(SLOTS);

  /** Adds the starts of words, of three characters at the least. */
  add(words: Iterable<string>, bits: number): this {
    for (const word of words) {
      const slot = slotOf(word.charCodeAt(0), word.charCodeAt(1), word.charCodeAt(2));
      this.#slots[slot] = (this.#slots[slot] ?? 0) | bits;
    }
    return this;
  }

  /** The hints of a word that begins at `position` with the character `first`. */
  hints(text: string, position: number, first: number): number {
    return this.#slots[slotOf(first, text.charCodeAt(position + 1), text.charCodeAt(position + 2))] ?? 0;
  }
}

/**
 * One look at each character of a text, before the rules: most texts need few of them. Finds what the rules about
 * digits look at: stretches of hexadecimal digits with separators between them, as long as they go.
 */
export class TextScan {
  /** The `Hint`s of the text. */
  hints = 0;
  /** How many stretches there are. */
  count = 0;
  /** How many equals signs, encoded ones too, and colons there are. */
  assignments = 0;
  #starts = new Int32Array(FIRST_SIZE);
  #ends = new Int32Array(FIRST_SIZE);
  #decimals = new Int32Array(FIRST_SIZE);
  #assignments = new Int32Array(FIRST_SIZE);

  constructor(private readonly wordStarts: WordStarts) {}

  /** Where a stretch begins: with its first digit. */
  start(index: number): number {
    return this.#starts[index] ?? 0;
  }

  /** Where a stretch ends: behind its last digit. */
  end(index: number): number {
    return this.#ends[index] ?? 0;
  }

  /** How many of a stretch's digits are decimal. */
  decimals(index: number): number {
    return this.#decimals[index] ?? 0;
  }

  /** Where an equals sign or a colon stands. */
  assignment(index: number): number {
    return this.#assignments[index] ?? 0;
  }

  /** Looks at a text; what was known of another is forgotten. */
  read(text: string): void {
    this.count = 0;
    this.assignments = 0;
    const { length } = text;
    let all = 0;
    let before = 0;
    let start = 0;
    let end = 0;
    let digits = 0;
    let decimals = 0;
    for (let position = 0; position < length; position += 1) {
      const code = text.charCodeAt(position);
      const bits = code < ASCII ? (CHARACTERS[code] ?? 0) : 0;
      all |= bits;
      if ((bits & HEX) !== 0) {
        if (digits === 0) start = position;
        digits += 1;
        decimals += (bits >> DECIMAL_SHIFT) & 1;
        end = position + 1;
      } else if (digits !== 0 && ((bits & SEPARATOR) === 0 || position - end >= MOST_SEPARATORS)) {
        if (digits >= FEWEST_DIGITS) this.#note(start, end, decimals);
        digits = 0;
        decimals = 0;
      }
      if ((bits & LETTER) === 0) {
        if ((bits & Hint.assignment) !== 0) this.#noteAssignment(position);
      } else if ((before & LETTER) === 0) {
        all |= this.wordStarts.hints(text, position, code);
      }
      if ((bits & LOOK) !== 0) all |= hintOfPair(code, text.charCodeAt(position + 1));
      if (code === PERCENT && isEncodedEquals(text, position)) this.#noteAssignment(position);
      before = bits;
    }
    if (digits >= FEWEST_DIGITS) this.#note(start, end, decimals);
    if (this.assignments > 0) all |= Hint.assignment;
    this.hints = this.count > 0 ? all | Hint.stretch : all;
  }

  #noteAssignment(position: number): void {
    if (this.assignments === this.#assignments.length) this.#assignments = grown(this.#assignments);
    this.#assignments[this.assignments] = position;
    this.assignments += 1;
  }

  #note(start: number, end: number, decimals: number): void {
    if (this.count === this.#starts.length) {
      this.#starts = grown(this.#starts);
      this.#ends = grown(this.#ends);
      this.#decimals = grown(this.#decimals);
    }
    this.#starts[this.count] = start;
    this.#ends[this.count] = end;
    this.#decimals[this.count] = decimals;
    this.count += 1;
  }
}

/** `%3D`, as a URL in a parameter of another has it. */
function isEncodedEquals(text: string, position: number): boolean {
  return text.charCodeAt(position + 1) === 51 && (text.charCodeAt(position + 2) | 0x20) === 100;
}

function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

/** How escapes go on behind the backslash. */
const ESCAPED = setOf('nrtbfvuxe0');

/** `ba` and `be` in either case, `ey`, two hyphens, and how what is encoded begins. */
function hintOfPair(code: number, next: number): number {
  if (code === HYPHEN) return next === HYPHEN ? Hint.hyphens : 0;
  if (code === 101) return next === 121 ? Hint.object : 0;
  if (code === BACKSLASH) return isIn(ESCAPED, next) ? Hint.encoded : 0;
  if (code === PERCENT) return isHexDigit(next) ? Hint.encoded : 0;
  if (code === ESCAPE) return next === BRACKET ? Hint.encoded : 0;
  const letter = next | 0x20;
  return letter === 97 || letter === 101 ? Hint.scheme : 0;
}
