import { type Context, context as contextApi, type SpanContext, trace } from '@opentelemetry/api';
import type { Redactor } from '../redaction';
import { describeException, stackOf } from './exception';
import type { WinstonInfo } from './guarded-transport';
import { flagsOf } from './json-line';
import { type LogLevel, levelOfForeign } from './log-level';
import { cleanLoose } from './loose-values';
import { copyOf } from './message';
import { LEVEL, MESSAGE, SPLAT } from './winston-base';
import { hasTokens, interpolate } from './winston-splat';

/** The longest text in a record of another logger. */
const LONGEST_TEXT = 16_384;
const WITHHELD = '[withheld: redaction failed]';

/** Where OTel's own winston transport looks for the context that a record was logged in. */
const OTEL_CONTEXT = Symbol.for('opentelemetry.js.contrib.winston.context');

/** What is asked of a winston logger: it is told by its `write`, which all its methods and children end in. */
export interface WinstonLike {
  write(info: never, ...rest: never[]): boolean;
}

/** What is done to records of a foreign logger. */
export interface ForeignOptions {
  readonly redactor: Redactor;
  readonly traceCorrelation: boolean;
}

/** What names the active span in a record; nothing without one. */
export function correlationFields(span: SpanContext | undefined): Readonly<Record<string, string>> {
  if (span === undefined || !trace.isSpanContextValid(span)) return {};
  return { trace_id: span.traceId, span_id: span.spanId, trace_flags: flagsOf(span.traceFlags) };
}

const attached = new WeakSet<object>();

/**
 * Adds correlation and redaction to a winston logger of the application: its transports and formats get cleaned records
 * with `trace_id`, `span_id` and `trace_flags` of the span in which they were logged. Formats run later, and in the
 * context of whoever is served then: so it is done where a record is written. A child is attached with the logger that it
 * was made from, which adds the child's own members last. Attaching twice changes nothing more. Returns what takes it back.
 */
export function attachWinston(
  logger: WinstonLike,
  options: ForeignOptions,
  onRecord: (info: WinstonInfo) => void = () => {},
): () => void {
  const root = rootOf(logger);
  if (attached.has(root)) return () => {};
  attached.add(root);
  const own = Object.getOwnPropertyDescriptor(root, 'write');
  const write = root.write as (this: unknown, info: WinstonInfo, ...rest: unknown[]) => boolean;
  const patched = function (this: unknown, info: WinstonInfo, ...rest: unknown[]): boolean {
    const cleaned = cleanInfo(info, contextApi.active(), options);
    onRecord(cleaned);
    return write.call(this, cleaned, ...rest);
  };
  Object.defineProperty(root, 'write', { value: patched, configurable: true, writable: true });
  return () => {
    attached.delete(root);
    if (own) Object.defineProperty(root, 'write', own);
    else Reflect.deleteProperty(root, 'write');
  };
}

/** Whether a record that a winston logger writes is for OTLP, and nobody else hands it on. */
export function needsEmitting(logger: WinstonLike, info: WinstonInfo): boolean {
  return isTaken(logger, info) && !hasOtelTransport(logger);
}

/** Whether a winston logger lets a record of this level through: it looks at that in its transports, later. */
function isTaken(logger: WinstonLike, info: WinstonInfo): boolean {
  const { silent, isLevelEnabled } = logger as {
    readonly silent?: unknown;
    readonly isLevelEnabled?: (level: unknown) => boolean;
  };
  if (silent === true) return false;
  return typeof isLevelEnabled !== 'function' || isLevelEnabled.call(logger, info.level);
}

/** Whether a winston logger hands its records to OTel by itself. */
function hasOtelTransport(logger: WinstonLike): boolean {
  const { transports } = logger as { readonly transports?: unknown };
  return (
    Array.isArray(transports) &&
    transports.some((transport: object) => transport.constructor.name.startsWith('OpenTelemetryTransport'))
  );
}

/** The logger that a child was made from: winston makes children by `Object.create`, so that they are no streams themselves. */
function rootOf(logger: WinstonLike): WinstonLike {
  let each: object | null = logger;
  while (each !== null && !Object.hasOwn(each, '_readableState')) each = Object.getPrototypeOf(each);
  return (each as WinstonLike | null) ?? logger;
}

/** A copy of a record without what must not leave, and with the span that it was logged in. Never throws. */
function cleanInfo(info: WinstonInfo, context: Context, options: ForeignOptions): WinstonInfo {
  try {
    return cleanedInfo(info, context, options);
  } catch {
    // The application's logger goes on: there was a record, of which nothing can be shown.
    return { level: 'info', message: WITHHELD, [LEVEL]: 'info', [OTEL_CONTEXT]: context };
  }
}

function cleanedInfo(
  info: WinstonInfo,
  context: Context,
  { redactor, traceCorrelation }: ForeignOptions,
): WinstonInfo {
  const fields: Record<string, unknown> = isObject(info) ? copyOf(info) : { message: info };
  const error = [info, fields.message].find((each) => each instanceof Error);
  if (error !== undefined) Object.assign(fields, textsOf(error, redactor));
  const values = takeValues(info, fields);
  const { message, rest } = interpolate(fields.message, values, (value) => cleanPrinted(value, redactor));
  if (values.length > 0) fields.message = message;
  const copy: WinstonInfo = redactor.snapshot(fields, LONGEST_TEXT);
  // Who reads it looks it up: it is one of the logger's own words.
  if (fields.level !== undefined) copy.level = fields.level;
  for (const symbol of isObject(info) ? Object.getOwnPropertySymbols(info) : [])
    if (symbol !== SPLAT) copy[symbol] = cleanSymbol(symbol, info[symbol], redactor);
  addRest(copy, rest, redactor);
  if (traceCorrelation) Object.assign(copy, correlationFields(trace.getSpanContext(context)));
  copy[OTEL_CONTEXT] = context;
  return copy;
}

/** An error as members of a record, what caused it in its stack, as Node prints it. */
function textsOf(error: unknown, redactor: Redactor): Record<string, unknown> {
  const described = describeException(error, redactor);
  const { type, message, code } = described;
  return { type, message, ...(code !== undefined && { code }), stack: stackOf(described), cause: undefined };
}

/** The values that a record brings for its message, no more of them among its members. */
function takeValues(info: WinstonInfo, fields: Record<string, unknown>): readonly unknown[] {
  const given = isObject(info) ? info[SPLAT] : undefined;
  if (Array.isArray(given)) return [...given];
  const { splat } = fields;
  if (!Array.isArray(splat)) return [];
  delete fields.splat;
  return [...splat];
}

/** An object as a message may show it; texts and numbers are looked at in the message, beside what names them. */
function cleanPrinted(value: unknown, redactor: Redactor): unknown {
  return isObject(value) ? cleanValue(value, redactor) : value;
}

/**
 * The values that are left stay for winston's `splat()`, which makes members of them. A message with percent signs that
 * are its own would have it put them in there: then they are members already.
 */
function addRest(copy: WinstonInfo, rest: readonly unknown[], redactor: Redactor): void {
  if (rest.length === 0) return;
  const cleaned = cleanLoose(copy.message, rest, redactor).map((value) => cleanValue(value, redactor));
  if (hasTokens(copy.message)) Object.assign(copy, ...cleaned);
  else copy[SPLAT] = cleaned;
}

/** What winston keeps under other symbols: the level, and the line, where another logger has written it. */
function cleanSymbol(symbol: symbol, value: unknown, redactor: Redactor): unknown {
  if (symbol === LEVEL) return value;
  if (symbol === MESSAGE && typeof value === 'string') return redactor.cutText(value, LONGEST_TEXT);
  return cleanValue(value, redactor);
}

function cleanValue(value: unknown, redactor: Redactor): unknown {
  if (!(value instanceof Error)) return redactor.snapshot({ value }, LONGEST_TEXT).value;
  const described = describeException(value, redactor);
  return Object.assign(new Error(described.message), { name: described.type, stack: stackOf(described) });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/**
 * What a pino logger takes as its `mixin`: the ids of the active span in each record.
 *
 *     const log = pino({ mixin: obs.logging.pinoMixin() }, obs.logging.pinoStream());
 */
export function pinoMixin(traceCorrelation: boolean): () => Record<string, string> {
  if (!traceCorrelation) return () => ({});
  return () => ({ ...correlationFields(trace.getSpanContext(contextApi.active())) });
}

/** What pino writes to. */
export interface PinoDestination {
  write(line: string): void;
}

/** What pino takes as its only argument as well: it tells a stream from options by its being writable. */
export interface PinoStream extends PinoDestination {
  readonly writable: true;
}

/**
 * A destination for pino that cleans what it is given and hands it on. A line that is no JSON, or holds what cannot be
 * cleaned, is handed on as a JSON object of its own.
 */
export function pinoStream(redactor: Redactor, write: (line: string, level: LogLevel) => void): PinoStream {
  return {
    writable: true,
    write(text) {
      for (const line of text.split('\n')) {
        if (line === '') continue;
        const record = parseRecord(line) ?? { level: 30, msg: line };
        write(`${JSON.stringify(cleanRecord(record, redactor))}\n`, levelOfPino(record.level));
      }
    },
  };
}

function cleanRecord(record: Record<string, unknown>, redactor: Redactor): Record<string, unknown> {
  const { level, time, pid } = record;
  // A time in milliseconds has as many digits as a card number.
  return {
    ...redactor.snapshot(record, LONGEST_TEXT),
    ...(typeof level === 'number' && { level }),
    ...(typeof time === 'number' && { time }),
    ...(typeof pid === 'number' && { pid }),
  };
}

/** pino's numbers, each with ours; `formatters.level` may have made them words. */
const PINO_LEVELS: readonly (readonly [number, LogLevel])[] = [
  [60, 'critical'],
  [50, 'error'],
  [40, 'warning'],
  [30, 'info'],
];

function levelOfPino(level: unknown): LogLevel {
  if (typeof level !== 'number') return levelOfForeign(level);
  return PINO_LEVELS.find(([least]) => level >= least)?.[1] ?? 'debug';
}

function parseRecord(line: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(line);
    return isObject(parsed) && !Array.isArray(parsed) ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    // No JSON: it is cleaned as text.
    return undefined;
  }
}
