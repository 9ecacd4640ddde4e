/** What literals become. */
const PLACEHOLDER = '?';

/** What a group in parentheses is: the list of an IN, a row of VALUES or of such a list, or anything else. */
type GroupKind = 'list' | 'row' | 'other';

interface Group {
  readonly kind: GroupKind;
  /** Index of its opening parenthesis. */
  readonly start: number;
  /** Whether it is a further row of the same list, behind the first. */
  readonly isFurtherRow: boolean;
  /** Whether it holds nothing but placeholders, commas and rows of those. */
  isPure: boolean;
  /** Its first word, in upper case. */
  firstWord: string | undefined;
}

type TokenKind = 'word' | 'identifier' | 'placeholder' | 'sign' | 'open' | 'close' | 'rowEnd' | 'other';

interface Token {
  readonly kind: TokenKind;
  /** As it is written. */
  readonly text: string;
  /** For a word, in upper case. */
  readonly word: string;
  readonly isSpaced: boolean;
}

/** Behind these words a name stands, never a value. */
const BEFORE_NAMES = new Set(['JOIN', 'INTO', 'UPDATE', 'TABLE', 'REFERENCES']);
const STATEMENTS = new Set(['SELECT', 'DELETE', 'WITH']);
const CONSTANTS = new Set(['TRUE', 'FALSE', 'NULL']);
/** Behind these words, and behind a dot, NULL and the like are no values: IS NULL, IS NOT TRUE, NOT NULL. */
const BEFORE_SYNTAX = new Set(['IS', 'NOT']);

/**
 * Puts a sanitised query together: literals as `?`, the lists of IN as `(?)`, the rows of VALUES as the first one. Takes
 * time in proportion to what it is given.
 */
export class SqlWriter {
  readonly #tokens: Token[] = [];
  readonly #groups: Group[] = [];
  readonly #top: Group = {
    kind: 'other',
    start: -1,
    isFurtherRow: false,
    isPure: false,
    firstWord: undefined,
  };
  #isSpaced = false;

  /** White space or a comment. */
  space(): void {
    this.#isSpaced = true;
  }

  /** A literal; the sign before it goes with it, unless it is an operator. */
  literal(): void {
    const sign = this.#at(-1);
    if (sign?.kind === 'sign' && !isOperand(this.#at(-2)) && !isPartOfOperator(sign, this.#at(-2))) {
      this.#tokens.pop();
      this.#isSpaced = sign.isSpaced;
    }
    this.#push('placeholder', PLACEHOLDER);
  }

  /** A parameter as it is named: `:id`, `@id`. */
  parameter(text: string): void {
    this.#push('placeholder', text);
  }

  /** A keyword or a name. */
  word(text: string): void {
    const word = text.toUpperCase();
    if (CONSTANTS.has(word) && !this.#isSyntax(word)) {
      this.literal();
      return;
    }
    const group = this.#group();
    group.firstWord ??= word;
    group.isPure = false;
    this.#push('word', text, word);
  }

  /** An identifier with its quotes. */
  identifier(text: string): void {
    this.#group().isPure = false;
    this.#push('identifier', text);
  }

  /** An operator or another character. */
  other(text: string): void {
    const isSign = text === '+' || text === '-';
    if (text === '(') this.#open();
    else if (text === ')') this.#close();
    else if (isSign || text === ',') this.#push(isSign ? 'sign' : 'other', text);
    else {
      this.#group().isPure = false;
      this.#push('other', text);
    }
  }

  /** Whether only a name can stand here, whatever the product. */
  get expectsName(): boolean {
    const last = this.#at(-1);
    if (last?.text === '.') return true;
    if (last?.kind !== 'word') return false;
    if (BEFORE_NAMES.has(last.word)) return true;
    // FROM is also part of functions (TRIM(BOTH x FROM y)) and of IS DISTINCT FROM.
    return last.word === 'FROM' && this.#at(-2)?.word !== 'DISTINCT' && this.#isStatement();
  }

  /** Whether the last word is this one, which is in upper case. */
  isBehind(word: string): boolean {
    return this.#at(-1)?.word === word;
  }

  /** The query, at most `maximumLength` UTF-16 code units long; `isCut` tells that something is missing. */
  toString(maximumLength: number, isCut: boolean): string {
    let text = '';
    for (const token of this.#tokens) {
      const next = (token.isSpaced && text !== '' ? ' ' : '') + token.text;
      if (text.length + next.length > maximumLength - 2) return `${text} …`;
      text += next;
    }
    return isCut ? `${text} …` : text;
  }

  #isSyntax(word: string): boolean {
    const last = this.#at(-1);
    if (last?.text === '.') return true;
    const previous = last?.word ?? '';
    // ON DELETE SET NULL
    return BEFORE_SYNTAX.has(previous) || (previous === 'SET' && word === 'NULL');
  }

  #isStatement(): boolean {
    return this.#groups.length === 0 || STATEMENTS.has(this.#group().firstWord ?? '');
  }

  #open(): void {
    const parent = this.#group();
    const last = this.#at(-1);
    const isFurtherRow = last?.text === ',' && this.#at(-2)?.kind === 'rowEnd';
    const kind = this.#groupKind(parent, last, isFurtherRow);
    if (kind !== 'row') parent.isPure = false;
    this.#groups.push({
      kind,
      start: this.#tokens.length,
      isFurtherRow,
      isPure: kind !== 'other',
      firstWord: undefined,
    });
    this.#push('open', '(');
  }

  #groupKind(parent: Group, last: Token | undefined, isFurtherRow: boolean): GroupKind {
    if (last?.word === 'IN') return 'list';
    if (last?.word === 'VALUES' || last?.word === 'VALUE' || isFurtherRow) return 'row';
    return parent.kind === 'list' && last?.kind === 'open' ? 'row' : 'other';
  }

  #close(): void {
    const group = this.#groups.pop();
    if (!group || group.kind === 'other') {
      this.#push('close', ')');
      return;
    }
    if (group.kind === 'row' && !group.isPure) this.#group().isPure = false;
    if (group.isFurtherRow) {
      // The comma before it goes too.
      this.#tokens.length = group.start - 1;
      this.#isSpaced = false;
      return;
    }
    if (group.isPure && this.#tokens.length > group.start + 1) {
      this.#tokens.length = group.start + 1;
      this.#isSpaced = false;
      this.#push('placeholder', PLACEHOLDER);
    }
    this.#push(group.kind === 'row' ? 'rowEnd' : 'close', ')');
  }

  #group(): Group {
    return this.#groups.at(-1) ?? this.#top;
  }

  #at(index: number): Token | undefined {
    return this.#tokens.at(index);
  }

  #push(kind: TokenKind, text: string, word = ''): void {
    this.#tokens.push({ kind, text, word, isSpaced: this.#isSpaced });
    this.#isSpaced = false;
  }
}

/** Whether a sign is the end of an operator of PostgreSQL's, such as `#-`. */
function isPartOfOperator(sign: Token, previous: Token | undefined): boolean {
  return !sign.isSpaced && previous?.text === '#';
}

/** Whether a sign behind it is an operator: it follows a value. */
function isOperand(token: Token | undefined): boolean {
  if (!token) return false;
  if (token.kind === 'word') return !KEYWORDS_BEFORE_SIGNS.has(token.word);
  return (
    token.kind === 'placeholder' ||
    token.kind === 'identifier' ||
    token.kind === 'close' ||
    token.kind === 'rowEnd'
  );
}

/** Words that a value follows: the sign behind them is the value's. */
const KEYWORDS_BEFORE_SIGNS = new Set(
  'SELECT WHERE AND OR NOT IN VALUES BETWEEN LIKE LIMIT OFFSET WHEN THEN ELSE RETURN BY ON'.split(' '),
);
