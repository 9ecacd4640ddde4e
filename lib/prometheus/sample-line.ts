import type { Sample } from './family';

/** A line of somebody's exposition. */
export interface ExposedSample extends Sample {
  /** Milliseconds since the epoch, where the line has a timestamp. */
  readonly timestampMs?: number;
}

/** What a line says, or what is wrong with it. */
export type ParsedSample = { readonly sample: ExposedSample } | { readonly problem: string };

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL_NAME = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const BLANKS = /[ \t]*/y;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const INFINITY = /^([+-]?)inf(?:inity)?$/i;
const TIMESTAMP = /^-?\d+$/;

/** What may follow a backslash in a label's value. */
const ESCAPED: Readonly<Record<string, string>> = { '\\': '\\', '"': '"', n: '\n' };

/** Reads one line `name{label="value",…} value [timestamp]`, which must not be blank or a comment. Never throws. */
export function parseSample(line: string): ParsedSample {
  const cursor = new Cursor(line);
  const name = cursor.take(NAME);
  if (name === '') return { problem: 'a line that begins with no metric name' };
  const labels: Record<string, string> = Object.create(null);
  cursor.take(BLANKS);
  if (cursor.accept('{')) {
    const problem = readLabels(cursor, labels);
    if (problem !== undefined) return { problem: `${problem} in a line of ${name}` };
  }
  const [valueText = '', timestamp, ...rest] = cursor
    .rest()
    .trim()
    .split(/[ \t]+/);
  const value = parseNumber(valueText);
  if (value === undefined) return { problem: `${name} has no valid value` };
  if (rest.length > 0 || (timestamp !== undefined && !TIMESTAMP.test(timestamp))) {
    return { problem: `${name} has something after its value that is no timestamp` };
  }
  return {
    sample: { name, labels, value, ...(timestamp === undefined ? {} : { timestampMs: Number(timestamp) }) },
  };
}

/** A number as Go's ParseFloat reads decimal ones; undefined when it is none. */
function parseNumber(text: string): number | undefined {
  if (NUMBER.test(text)) return Number(text);
  if (/^nan$/i.test(text)) return Number.NaN;
  const sign = INFINITY.exec(text)?.[1];
  if (sign === undefined) return undefined;
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** Reads up to the closing brace. */
function readLabels(cursor: Cursor, labels: Record<string, string>): string | undefined {
  for (;;) {
    cursor.take(BLANKS);
    if (cursor.accept('}')) return undefined;
    const problem = readLabel(cursor, labels);
    if (problem !== undefined) return problem;
    cursor.take(BLANKS);
    if (!cursor.accept(',') && !cursor.at('}')) return 'a label that neither comma nor brace ends';
  }
}

function readLabel(cursor: Cursor, labels: Record<string, string>): string | undefined {
  const label = cursor.take(LABEL_NAME);
  if (label === '') return 'an invalid label name';
  if (label === '__name__') return 'the reserved label __name__';
  if (label in labels) return `the label ${label} twice`;
  cursor.take(BLANKS);
  if (!cursor.accept('=')) return `no = after the label ${label}`;
  cursor.take(BLANKS);
  if (!cursor.accept('"')) return `no quoted value of the label ${label}`;
  const value = readQuoted(cursor);
  if (value === undefined) return `an unfinished or wrongly escaped value of the label ${label}`;
  labels[label] = value;
  return undefined;
}

/** Reads past the closing quote. */
function readQuoted(cursor: Cursor): string | undefined {
  let value = '';
  for (;;) {
    value += cursor.take(/[^"\\]*/y);
    if (cursor.accept('"')) return value;
    if (!cursor.accept('\\')) return undefined;
    const character = ESCAPED[cursor.take(/[\s\S]/y)];
    if (character === undefined) return undefined;
    value += character;
  }
}

/** A place in a line. */
class Cursor {
  readonly #line: string;
  #position = 0;

  constructor(line: string) {
    this.#line = line;
  }

  /** What the sticky expression matches here, which may be nothing. */
  take(expression: RegExp): string {
    expression.lastIndex = this.#position;
    const taken = expression.exec(this.#line)?.[0] ?? '';
    this.#position += taken.length;
    return taken;
  }

  at(character: string): boolean {
    return this.#line.startsWith(character, this.#position);
  }

  accept(character: string): boolean {
    const accepted = this.at(character);
    if (accepted) this.#position += character.length;
    return accepted;
  }

  rest(): string {
    return this.#line.slice(this.#position);
  }
}
