import { type SqlDialect, sqlDialect } from './sql-dialect';
import {
  DOLLAR,
  DOT,
  DROP_REST,
  dollarTag,
  endOfBlockComment,
  endOfBracketed,
  endOfLine,
  endOfQuoted,
  HASH,
  isCurrency,
  isDigit,
  isLetter,
  isSpace,
  LETTER_E,
  MINUS,
  opensSomething,
  PLUS,
  UNDERSCORE,
} from './sql-extent';
import { SqlWriter } from './sql-writer';

/** The longest query that is looked through, in UTF-16 code units; what comes later is left out. */
const MAXIMUM_INPUT = 65_536;
/** The longest text that comes back. */
const MAXIMUM_OUTPUT = 4_096;
/** The longest name in brackets: SQL Server's limit. */
const LONGEST_NAME = 128;

/**
 * A query as it may leave the process: literals (strings, numbers, hexadecimal ones, TRUE, FALSE, NULL) and numbered
 * parameters as `?`, the lists of IN as `(?)`, the rows of VALUES as one row, no comments, white space as single spaces,
 * at most 4,096 UTF-16 code units.
 *
 *     sanitizeSql("SELECT * FROM cards WHERE iccid = '8949…' AND state IN (1, 2)");
 *     // SELECT * FROM cards WHERE iccid = ? AND state IN (?)
 *
 * `system` is OpenTelemetry's `db.system.name`. Products read SQL differently, and what one takes for a name, the next
 * takes for a string. Without a known product, what some product reads as a value is one: `"…"` stays only where no value
 * can stand (behind FROM, JOIN, INTO, UPDATE, beside a dot), and where the products disagree on where a string or a
 * comment ends (`'…\'…`, `#` or `--x` before a quote, a comment in a comment), the rest is dropped. An end that is
 * missing drops the rest too. What was dropped shows as ` …`.
 *
 * Time grows in proportion to the text. Never throws.
 */
export function sanitizeSql(text: string, system?: string): string {
  const isCut = text.length > MAXIMUM_INPUT;
  const input = isCut ? text.slice(0, MAXIMUM_INPUT) : text;
  const scanner = new SqlScanner(input, sqlDialect(system));
  const isComplete = scanner.scan();
  return scanner.writer.toString(MAXIMUM_OUTPUT, isCut || !isComplete);
}

const QUOTE = "'";
/** What a string may begin with, right before its quote: E (escapes), N (national), X and B (bytes, bits), Oracle's Q. */
const PREFIXES = /^(?:e|n|x|b|r|q|nq|_[a-z0-9]{1,32})$/i;
const LONGEST_PREFIX = 33;

const CLOSING: ReadonlyMap<string, string> = new Map([
  ['[', ']'],
  ['{', '}'],
  ['(', ')'],
  ['<', '>'],
]);

class SqlScanner {
  readonly writer = new SqlWriter();

  constructor(
    private readonly text: string,
    private readonly dialect: SqlDialect,
  ) {}

  /** Reads the text; false when the rest was dropped. */
  scan(): boolean {
    let position = 0;
    while (position < this.text.length) {
      position = this.#token(position);
      if (position === DROP_REST) return false;
    }
    return true;
  }

  /** Reads the token at `from`; gives back where the next one begins. */
  #token(from: number): number {
    const code = this.text.charCodeAt(from);
    if (isSpace(code)) {
      this.writer.space();
      return from + 1;
    }
    if (isDigit(code) || (code === DOT && this.#isFraction(from))) return this.#number(from);
    if (this.#isNameStart(code)) return this.#word(from);
    switch (this.text.charAt(from)) {
      case QUOTE:
        return this.#string(from, this.dialect.backslashEscapes);
      case '"':
        return this.#doubleQuoted(from);
      case '`':
        return this.#identifier(from, endOfQuoted(this.text, from, 'plain'));
      case '[':
        return this.#bracket(from);
      case '-':
        return this.text.charAt(from + 1) === '-' ? this.#dashes(from) : this.#other(from, 1);
      case '/':
        return this.text.charAt(from + 1) === '*' ? this.#blockComment(from) : this.#other(from, 1);
      case '#':
        return this.#hash(from);
      case '$':
        return this.#dollar(from);
      case ':':
      case '@':
        return this.#named(from);
      case '?':
        this.writer.parameter('?');
        return from + 1;
      default:
        return this.#other(from, 1);
    }
  }

  #other(from: number, length: number): number {
    this.writer.other(this.text.slice(from, from + length));
    return from + length;
  }

  #identifier(from: number, end: number): number {
    if (end === DROP_REST) return this.#dropRest();
    this.writer.identifier(this.text.slice(from, end));
    return end;
  }

  /** A value whose end cannot be told: it and what follows are left out. */
  #dropRest(): number {
    this.writer.literal();
    return DROP_REST;
  }

  #string(from: number, isEscaped: boolean): number {
    const end = endOfQuoted(this.text, from, isEscaped ? 'escaped' : 'ambiguous');
    this.writer.literal();
    return end;
  }

  #doubleQuoted(from: number): number {
    if (this.dialect.doubleQuotedIdentifiers) {
      return this.#identifier(from, endOfQuoted(this.text, from, 'plain'));
    }
    const end = this.#endOfDoubleQuoted(from);
    if (end !== DROP_REST && (this.writer.expectsName || this.#isQualifier(end))) {
      return this.#identifier(from, end);
    }
    this.writer.literal();
    return end;
  }

  #endOfDoubleQuoted(from: number): number {
    return endOfQuoted(this.text, from, this.dialect.backslashEscapes ? 'escaped' : 'ambiguous');
  }

  /** Whether a dot and a name follow: what stands before them is a name too. */
  #isQualifier(end: number): boolean {
    if (this.text.charCodeAt(end) !== DOT) return false;
    const next = this.text.charAt(end + 1);
    if (next === '"') return this.#endOfDoubleQuoted(end + 1) !== DROP_REST;
    if (next === '*') return true;
    return (
      this.#isNameStart(this.text.charCodeAt(end + 1)) && !this.#isPrefix(end + 1, this.#endOfWord(end + 1))
    );
  }

  #bracket(from: number): number {
    const { brackets } = this.dialect;
    if (brackets === 'subscript' || this.writer.isBehind('ARRAY')) return this.#other(from, 1);
    if (brackets === 'identifier') return this.#identifier(from, endOfBracketed(this.text, from));
    const length = this.text.slice(from, from + LONGEST_NAME).indexOf(']');
    // A quote in it is part of the name for one product, and begins a string for the other.
    if (length !== -1 && opensSomething(this.text, from + 1, from + length)) return this.#dropRest();
    return this.#other(from, 1);
  }

  #word(from: number): number {
    const end = this.#endOfWord(from);
    const word = this.text.slice(from, end);
    if (!this.#isPrefix(from, end)) {
      this.writer.word(word);
      return end;
    }
    const prefix = word.toLowerCase();
    if (prefix === 'q' || prefix === 'nq') return this.#oracleString(end);
    return this.#string(end, prefix === 'e' || this.dialect.backslashEscapes);
  }

  #endOfWord(from: number): number {
    let end = from + 1;
    while (end < this.text.length && this.#isNamePart(this.text.charCodeAt(end))) end += 1;
    return end;
  }

  /** Whether the word there is the beginning of a string. */
  #isPrefix(from: number, end: number): boolean {
    if (this.text.charAt(end) !== QUOTE || end - from > LONGEST_PREFIX) return false;
    return PREFIXES.test(this.text.slice(from, end));
  }

  /** Oracle's q'[…]': ends with the bracket and the quote. Others read a string that ends with the quote. */
  #oracleString(quote: number): number {
    const open = this.text.charAt(quote + 1);
    const end = this.text.indexOf(`${CLOSING.get(open) ?? open}${QUOTE}`, quote + 2);
    const otherEnd = endOfQuoted(this.text, quote, 'ambiguous');
    // Where the two readings end elsewhere, nothing behind them is sure.
    this.writer.literal();
    return end !== -1 && end + 2 === otherEnd ? otherEnd : DROP_REST;
  }

  #number(from: number): number {
    let end = from;
    while (end < this.text.length && this.#isNumberPart(end)) end += 1;
    this.writer.literal();
    return end;
  }

  #isNumberPart(at: number): boolean {
    const code = this.text.charCodeAt(at);
    if (isDigit(code) || isLetter(code) || code === DOT || code === UNDERSCORE) return true;
    if (code !== PLUS && code !== MINUS) return false;
    // The sign of an exponent.
    return (this.text.charCodeAt(at - 1) | 0x20) === LETTER_E && isDigit(this.text.charCodeAt(at + 1));
  }

  #isFraction(from: number): boolean {
    return isDigit(this.text.charCodeAt(from + 1));
  }

  #dashes(from: number): number {
    const { tightDashes } = this.dialect;
    const next = from + 2;
    const isTight = next < this.text.length && !isSpace(this.text.charCodeAt(next));
    if (isTight && tightDashes === 'operator') return this.#other(from, 1);
    const end = endOfLine(this.text, next);
    return isTight && tightDashes === 'ambiguous'
      ? this.#ambiguousLine(next, end)
      : this.#lineComment(next, end);
  }

  #hash(from: number): number {
    const { hash } = this.dialect;
    if (hash === 'operator') return this.#other(from, 1);
    const end = endOfLine(this.text, from);
    return hash === 'comment' ? this.#lineComment(from, end) : this.#ambiguousLine(from + 1, end);
  }

  /** A carriage return alone ends a comment in PostgreSQL and in no other product. */
  #lineComment(from: number, end: number): number {
    const carriageReturn = this.text.slice(from, end).indexOf('\r');
    return carriageReturn === -1 ? this.#comment(end) : this.#ambiguousLine(from + carriageReturn, end);
  }

  #comment(end: number): number {
    this.writer.space();
    return end;
  }

  /** Perhaps a comment. It goes; where a string may begin in it, so does the rest. */
  #ambiguousLine(from: number, end: number): number {
    return opensSomething(this.text, from, end) ? this.#dropRest() : this.#comment(end);
  }

  #blockComment(from: number): number {
    const end = endOfBlockComment(this.text, from, this.dialect.blockComments);
    return end === DROP_REST ? this.#dropRest() : this.#comment(end);
  }

  #dollar(from: number): number {
    if (isDigit(this.text.charCodeAt(from + 1))) return this.#number(from + 1);
    const tag = this.dialect.dollarQuotes ? dollarTag(this.text, from) : undefined;
    if (tag === undefined) return this.#other(from, 1);
    const end = this.text.indexOf(tag, from + tag.length);
    this.writer.literal();
    return end === -1 ? DROP_REST : end + tag.length;
  }

  /** `:name` and `@name` are parameters, `::` a cast. */
  #named(from: number): number {
    if (this.text.charAt(from + 1) === this.text.charAt(from)) return this.#other(from, 2);
    if (!this.#isNameStart(this.text.charCodeAt(from + 1))) return this.#other(from, 1);
    const end = this.#endOfWord(from + 1);
    this.writer.parameter(this.text.slice(from, end));
    return end;
  }

  #isNameStart(code: number): boolean {
    if (isLetter(code) || code === UNDERSCORE) return true;
    if (code === HASH) return this.dialect.hash === 'name';
    // Before an amount of money stands its currency: no name.
    return code >= 0x80 && !isCurrency(code);
  }

  #isNamePart(code: number): boolean {
    return this.#isNameStart(code) || isDigit(code) || code === DOLLAR;
  }
}
