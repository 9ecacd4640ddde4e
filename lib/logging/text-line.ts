import type { LogException } from './exception';
import { JsonText } from './json-text';
import { LEVEL_LABELS, type LogLevel } from './log-level';
import type { LogRecord, WriteRecord } from './record';
import type { Timestamps } from './timestamp';

const MOST_CHARACTERS = 16_384;
const LONGEST_LABEL = 8;

const RESET = '\u001b[0m';
const DIM = '\u001b[2m';
const COLOURS: Readonly<Record<LogLevel, string>> = {
  debug: '\u001b[36m',
  info: '\u001b[32m',
  warning: '\u001b[33m',
  error: '\u001b[31m',
  critical: '\u001b[97;41m',
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal would obey is what is looked for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;
const NAMES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\u001b': '\\e' };

/** A text on one line, in which a terminal finds nothing to obey. */
export function onOneLine(text: string): string {
  return text.replace(
    CONTROLS,
    (character) => NAMES[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

/** Values of single words stand as they are, the others as JSON. */
const BARE = /^[\w.:/+@-]+$/;

function shown(value: unknown): string {
  return typeof value === 'string' && BARE.test(value) ? value : new JsonText(MOST_CHARACTERS).value(value);
}

/** Lines for people. A record is one line; the stack of its exception follows, indented. */
export class TextLines {
  readonly #timestamps: Timestamps;
  readonly #coloured: boolean;

  /** @param coloured whether a terminal reads it */
  constructor(timestamps: Timestamps, coloured: boolean) {
    this.#timestamps = timestamps;
    this.#coloured = coloured;
  }

  /** One record. */
  readonly write: WriteRecord = (record) => {
    const { level, component, message, exception } = record;
    const label = LEVEL_LABELS[level].padEnd(LONGEST_LABEL);
    const head = `${this.#dim(this.#timestamps.format(record.micros))} ${this.#paint(COLOURS[level], label)} ${onOneLine(component)}: ${onOneLine(message)}`;
    const fields = fieldsOf(record).map(
      ([name, value]) => `${this.#dim(`${onOneLine(name)}=`)}${shown(value)}`,
    );
    const line = [head, ...fields].join(' ');
    return exception === undefined ? line : `${line}\n${exceptionLines(exception, '  ').join('\n')}`;
  };

  #dim(text: string): string {
    return this.#paint(DIM, text);
  }

  #paint(colour: string, text: string): string {
    return this.#coloured ? `${colour}${text}${RESET}` : text;
  }
}

function fieldsOf({
  context,
  durationMs,
  requestId,
  sessionId,
  span,
  source,
}: LogRecord): [string, unknown][] {
  const known: [string, unknown][] = [
    ['duration_ms', durationMs],
    ['request_id', requestId],
    ['session_id', sessionId],
    ['trace_id', span?.traceId],
    ['source', source && `${source.file}:${source.line}`],
  ];
  const own = context === undefined ? [] : entriesOf(context);
  return [...own, ...known.filter(([, value]) => value !== undefined)];
}

function entriesOf(context: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.keys(context).map((key) => [key, readMember(context, key)]);
}

function readMember(context: Readonly<Record<string, unknown>>, key: string): unknown {
  try {
    return context[key];
  } catch {
    // A getter of the application's own.
    return '[unreadable]';
  }
}

function exceptionLines({ type, message, stack, causes = [] }: LogException, indent: string): string[] {
  const lines = (stack ?? `${type}: ${message}`).split('\n').map((line) => `${indent}${onOneLine(line)}`);
  const below = causes.flatMap((cause) => {
    const [first = '', ...rest] = exceptionLines(cause, `${indent}  `);
    return [`${indent}  caused by ${first.trimStart()}`, ...rest];
  });
  return [...lines, ...below];
}
