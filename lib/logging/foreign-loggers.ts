import { type Context, context as contextApi, type SpanContext, trace } from '@opentelemetry/api';
import type { Redactor } from '../redaction';
import type { WinstonInfo } from './guarded-transport';
import { flagsOf } from './json-line';
import { SPLAT } from './winston-base';

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
 * context of whoever is served then: so it is done where a record is written. Attaching twice changes nothing more.
 * Returns what takes it back.
 */
export function attachWinston(
  logger: WinstonLike,
  options: ForeignOptions,
  onRecord: (info: WinstonInfo) => void = () => {},
): () => void {
  if (attached.has(logger)) return () => {};
  attached.add(logger);
  const own = Object.getOwnPropertyDescriptor(logger, 'write');
  const write = logger.write as (this: unknown, info: WinstonInfo, ...rest: unknown[]) => boolean;
  const patched = function (this: unknown, info: WinstonInfo, ...rest: unknown[]): boolean {
    const cleaned = cleanInfo(info, contextApi.active(), options);
    onRecord(cleaned);
    return write.call(this, cleaned, ...rest);
  };
  Object.defineProperty(logger, 'write', { value: patched, configurable: true, writable: true });
  return () => {
    attached.delete(logger);
    if (own) Object.defineProperty(logger, 'write', own);
    else Reflect.deleteProperty(logger, 'write');
  };
}

/** A copy of a record without what must not leave, and with the span that it was logged in. */
function cleanInfo(
  info: WinstonInfo,
  context: Context,
  { redactor, traceCorrelation }: ForeignOptions,
): WinstonInfo {
  const fields: Record<string, unknown> = isObject(info) ? { ...info } : { message: info };
  if (info instanceof Error) Object.assign(fields, redactor.error(info));
  else if (fields.message instanceof Error) Object.assign(fields, redactor.error(fields.message));
  const { level } = fields;
  const isClean = redactor.attributes(fields);
  const copy: WinstonInfo = isClean ? fields : { message: '[withheld: redaction failed]' };
  if (level !== undefined) copy.level = level;
  for (const symbol of Object.getOwnPropertySymbols(info)) copy[symbol] = info[symbol];
  if (Array.isArray(copy[SPLAT])) copy[SPLAT] = cleanValues(copy[SPLAT], redactor);
  if (traceCorrelation) Object.assign(copy, correlationFields(trace.getSpanContext(context)));
  copy[OTEL_CONTEXT] = context;
  return copy;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function cleanValues(values: readonly unknown[], redactor: Redactor): unknown[] {
  return values.map((value) => {
    if (value instanceof Error) return Object.assign(new Error(), redactor.error(value));
    const holder = { value };
    return redactor.attributes(holder) ? holder.value : undefined;
  });
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

/**
 * A destination for pino that cleans what it is given and hands it on. A line that is no JSON, or holds what cannot be
 * cleaned, is handed on as a JSON object of its own.
 */
export function pinoStream(redactor: Redactor, destination: PinoDestination): PinoDestination {
  return {
    write(text) {
      for (const line of text.split('\n'))
        if (line !== '') destination.write(`${cleanLine(line, redactor)}\n`);
    },
  };
}

function cleanLine(line: string, redactor: Redactor): string {
  const record = parseRecord(line);
  if (record === undefined) return JSON.stringify({ level: 30, msg: redactor.text(line) });
  const { level, time, pid } = record;
  if (!redactor.attributes(record))
    return JSON.stringify({ level, time, msg: '[withheld: redaction failed]' });
  // A time in milliseconds has as many digits as a card number.
  return JSON.stringify({
    ...record,
    level,
    ...(typeof time === 'number' && { time }),
    ...(typeof pid === 'number' && { pid }),
  });
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
