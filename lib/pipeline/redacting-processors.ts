import type { Attributes, SpanContext } from '@opentelemetry/api';
import type { AnyValue } from '@opentelemetry/api-logs';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { LogRecordProcessor, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Redactor } from '../redaction';

/** What stands in the place of a name or a text whose redaction failed. */
const WITHHELD = '[withheld: redaction failed]';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/**
 * Redacts finished spans in place: name, attributes, status text, and the attributes and names of events and links. It
 * stands first among the processors, so that none after it, the user's included, sees what may not leave the process.
 * When redaction itself fails, what it was to clean is taken out: nothing passes uncleaned.
 */
export class RedactingSpanProcessor implements SpanProcessor {
  readonly #redactor: Redactor;

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    // The SDK's span is a plain object behind its read-only type, and past its end nobody else writes to it.
    const writable = span as Writable<ReadableSpan>;
    writable.name = cleanName(this.#redactor, span.name);
    writable.attributes = cleanAttributes(this.#redactor, span.attributes);
    const { message } = span.status;
    if (message !== undefined)
      writable.status = { ...span.status, message: cleanText(this.#redactor, message) };
    for (const event of span.events) {
      event.name = cleanText(this.#redactor, event.name);
      if (event.attributes) event.attributes = cleanAttributes(this.#redactor, event.attributes);
    }
    for (const link of span.links) {
      if (link.attributes) link.attributes = cleanAttributes(this.#redactor, link.attributes);
      link.context = withCleanState(this.#redactor, link.context);
    }
    writable.instrumentationScope = cleanScope(this.#redactor, span.instrumentationScope);
    const context = span.spanContext();
    const clean = withCleanState(this.#redactor, context);
    if (clean !== context) writable.spanContext = () => clean;
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

/** Redacts log records on their way in, as {@link RedactingSpanProcessor} does spans: name, body and attributes. */
export class RedactingLogRecordProcessor implements LogRecordProcessor {
  readonly #redactor: Redactor;

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  onEmit(record: ReadWriteLogRecord): void {
    if (record.eventName !== undefined) record.setEventName(cleanText(this.#redactor, record.eventName));
    const writable = record as Writable<ReadWriteLogRecord>;
    writable.attributes = cleanAttributes(this.#redactor, record.attributes);
    writable.instrumentationScope = cleanScope(this.#redactor, record.instrumentationScope);
    if (record.body !== undefined && record.body !== null)
      record.setBody(cleanBody(this.#redactor, record.body));
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

/** The name of a span. */
function cleanName(redactor: Redactor, name: string): string {
  try {
    return redactor.spanName(name);
  } catch {
    return WITHHELD;
  }
}

/** Name and version of a scope, and, where the SDK keeps them, its attributes; the same when nothing changes. */
function cleanScope(redactor: Redactor, scope: InstrumentationScope): InstrumentationScope {
  const name = cleanText(redactor, scope.name);
  const version = scope.version === undefined ? undefined : cleanText(redactor, scope.version);
  const { attributes } = scope as { readonly attributes?: Attributes };
  if (name === scope.name && version === scope.version && attributes === undefined) return scope;
  return {
    ...scope,
    name,
    ...(version !== undefined && { version }),
    ...(attributes !== undefined && { attributes: cleanAttributes(redactor, { ...attributes }) }),
  };
}

/** A trace state with something in it that may not leave does not leave: without a member it would mean another thing. */
function withCleanState(redactor: Redactor, context: SpanContext): SpanContext {
  const state = context.traceState?.serialize();
  if (state === undefined || cleanText(redactor, state) === state) return context;
  const { traceState: _, ...rest } = context;
  return rest;
}

function cleanText(redactor: Redactor, text: string): string {
  try {
    return redactor.text(text);
  } catch {
    return WITHHELD;
  }
}

/** Cleans attributes in place and returns them, or none at all when they could not be cleaned. */
function cleanAttributes<T extends Attributes | Record<string, AnyValue>>(
  redactor: Redactor,
  attributes: T,
): T {
  try {
    if (redactor.attributes(attributes)) return attributes;
  } catch {
    // What follows is the answer to a failure as well.
  }
  return {} as T;
}

/**
 * A copy of plain data, so that the application's own object stays as it is, and no getter or proxy within can give the
 * exporter another answer than the one that was cleaned.
 */
function cleanBody(redactor: Redactor, body: AnyValue): AnyValue {
  if (typeof body === 'string') return cleanText(redactor, body);
  if (typeof body !== 'object') return body;
  try {
    return (redactor.snapshot({ body }, Number.POSITIVE_INFINITY).body as AnyValue) ?? WITHHELD;
  } catch {
    return WITHHELD;
  }
}
