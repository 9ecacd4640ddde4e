import { type Context, context as contextApi, type SpanContext, trace } from '@opentelemetry/api';
import type { Redactor } from '../redaction';
import { callSite } from './call-site';
import { correlationOf } from './correlation';
import { describeException } from './exception';
import { LONGEST_TEXT } from './json-text';
import type { LogLevel } from './log-level';
import { type LogFields, methodFor } from './logger';
import { cleanLoose } from './loose-values';
import type { LogCall } from './message';
import type { LogRecord } from './record';
import type { Timestamps } from './timestamp';

/** What a builder needs. */
export interface RecordBuilderOptions {
  readonly redactor: Redactor;
  readonly timestamps: Timestamps;
  /** Whether records say the span they were logged in. */
  readonly traceCorrelation: boolean;
  /** Whether records say where in the code they were logged. */
  readonly source: boolean;
  /** The session that a context is of. */
  readonly sessionId: (context: Context) => string | undefined;
}

const LONGEST_MESSAGE = 16_384;
const LONGEST_ID = 128;

/** Fields that stand in the record itself, by the names that people give them. */
const LIFTED: ReadonlyMap<string, keyof Lifted> = new Map([
  ['duration_ms', 'durationMs'],
  ['durationMs', 'durationMs'],
  ['request_id', 'requestId'],
  ['requestId', 'requestId'],
  ['session_id', 'sessionId'],
  ['sessionId', 'sessionId'],
]);

type Lifted = { durationMs?: number; requestId?: string; sessionId?: string };

/** Makes records of log calls: what is known of their place, and everything cleaned. */
export class RecordBuilder {
  readonly #options: RecordBuilderOptions;

  constructor(options: RecordBuilderOptions) {
    this.#options = options;
  }

  /** The record of a call, in the context that is active now. */
  build(level: LogLevel, component: string, call: LogCall, bound: LogFields | undefined): LogRecord {
    const { redactor, timestamps, source } = this.#options;
    const context = contextApi.active();
    const lifted: Lifted = {};
    const message = redactor.cutText(call.message, LONGEST_MESSAGE);
    const fields = this.#fields(this.#withLoose(call.fields, message), bound, lifted);
    const correlated = correlationOf(context);
    return {
      micros: timestamps.nowMicros(),
      level,
      component,
      message,
      context: fields,
      exception: call.hasError ? describeException(call.error, redactor) : undefined,
      span: this.#span(context),
      requestId: lifted.requestId ?? this.#id(correlated?.requestId),
      sessionId: lifted.sessionId ?? this.#id(correlated?.sessionId ?? this.#options.sessionId(context)),
      durationMs: lifted.durationMs,
      source: source ? callSite(methodFor(level)) : undefined,
    };
  }

  #span(context: Context): SpanContext | undefined {
    if (!this.#options.traceCorrelation) return undefined;
    const span = trace.getSpanContext(context);
    return span !== undefined && trace.isSpanContextValid(span) ? span : undefined;
  }

  #id(id: string | undefined): string | undefined {
    return id === undefined ? undefined : this.#options.redactor.cutText(id, LONGEST_ID);
  }

  #fields(
    own: LogCall['fields'],
    bound: LogFields | undefined,
    lifted: Lifted,
  ): Readonly<Record<string, unknown>> | undefined {
    if (own === undefined && bound === undefined) return undefined;
    // The call's fields are a copy of our own; those of `with` stay as they are.
    const fields = bound === undefined && own !== undefined ? own : { ...bound, ...own };
    let count = 0;
    for (const key of Object.keys(fields)) {
      const value = fields[key];
      const name = LIFTED.get(key);
      if (name !== undefined && this.#lift(name, value, lifted)) {
        delete fields[key];
        continue;
      }
      count += 1;
      if (typeof value === 'object' && value !== null) fields[key] = this.#withErrors(value);
    }
    return count === 0 ? undefined : this.#options.redactor.snapshot(fields, LONGEST_TEXT);
  }

  /** The fields with what was given behind the message cleaned as a part of it. */
  #withLoose(fields: LogCall['fields'], message: string): LogCall['fields'] {
    const values = fields?.arguments;
    if (!Array.isArray(values)) return fields;
    return { ...fields, arguments: cleanLoose(message, values, this.#options.redactor) };
  }

  #lift(name: keyof Lifted, value: unknown, lifted: Lifted): boolean {
    if (name === 'durationMs') {
      if (typeof value !== 'number' || !Number.isFinite(value)) return false;
      lifted.durationMs = value;
      return true;
    }
    if (typeof value !== 'string' && typeof value !== 'number') return false;
    const id = this.#id(String(value));
    if (id !== undefined) lifted[name] = id;
    return true;
  }

  /** An error among the fields, alone or in a list, with its stack and causes. */
  #withErrors(value: object): object {
    const describe = (error: Error) => describeException(error, this.#options.redactor);
    try {
      if (isError(value)) return describe(value);
      if (!Array.isArray(value) || !value.some(isError)) return value;
      return value.map((each: unknown) => (isError(each) ? describe(each) : each));
    } catch {
      // A proxy that does not want to be looked at: the redactor says so.
      return value;
    }
  }
}

function isError(value: unknown): value is Error {
  return value instanceof Error;
}
