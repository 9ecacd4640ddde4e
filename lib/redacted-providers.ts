import type {
  Attributes,
  Context,
  Exception,
  Link,
  Span,
  SpanContext,
  SpanOptions,
  SpanStatus,
  TimeInput,
  Tracer,
} from '@opentelemetry/api';
import type { Logger, LogRecord } from '@opentelemetry/api-logs';
import type { Core } from './core';
import type { Providers } from './globals';
import type { Redactor } from './redaction';

/**
 * Providers of a host's own SDK, made so that what the recorders hand to it has passed redaction: in our own pipeline
 * processors see to that, and theirs are not ours to change. Metric labels come from bounded tables.
 */
export function redactedProviders({ meterProvider, ...hosts }: Providers, redactor: Redactor): Providers {
  return {
    meterProvider,
    tracerProvider: {
      getTracer: (...scope) => new RedactedTracer(hosts.tracerProvider.getTracer(...scope), redactor),
    },
    loggerProvider: {
      getLogger: (...scope) => redactedLogger(hosts.loggerProvider.getLogger(...scope), redactor),
    },
  };
}

/** What an instance's recorders speak to: its own pipeline as it is, and what is a host's through redaction. */
export function recorderProviders(providers: Providers, { pipeline, redactor }: Core): Providers {
  const redacted = redactedProviders(providers, redactor);
  return {
    meterProvider: providers.meterProvider,
    tracerProvider:
      providers.tracerProvider === pipeline.tracerProvider
        ? pipeline.tracerProvider
        : redacted.tracerProvider,
    loggerProvider:
      providers.loggerProvider === pipeline.loggerProvider
        ? pipeline.loggerProvider
        : redacted.loggerProvider,
  };
}

class RedactedTracer implements Tracer {
  readonly #tracer: Tracer;
  readonly #redactor: Redactor;

  constructor(tracer: Tracer, redactor: Redactor) {
    this.#tracer = tracer;
    this.#redactor = redactor;
  }

  startSpan(name: string, options: SpanOptions = {}, context?: Context): Span {
    const { attributes, links } = options;
    const cleaned = {
      ...options,
      ...(attributes && { attributes: cleanAttributes(this.#redactor, attributes) }),
      ...(links && { links: cleanLinks(this.#redactor, links) }),
    };
    return new RedactedSpan(
      this.#tracer.startSpan(this.#redactor.text(name), cleaned, context),
      this.#redactor,
    );
  }

  /** Recorders start their spans themselves; what is made active elsewhere is the host's own affair. */
  get startActiveSpan(): Tracer['startActiveSpan'] {
    return this.#tracer.startActiveSpan.bind(this.#tracer);
  }
}

class RedactedSpan implements Span {
  readonly #span: Span;
  readonly #redactor: Redactor;

  constructor(span: Span, redactor: Redactor) {
    this.#span = span;
    this.#redactor = redactor;
  }

  spanContext(): SpanContext {
    return this.#span.spanContext();
  }

  isRecording(): boolean {
    return this.#span.isRecording();
  }

  setAttribute(key: string, value: Attributes[string] & {}): this {
    return this.setAttributes({ [key]: value });
  }

  setAttributes(attributes: Attributes): this {
    if (this.isRecording()) this.#span.setAttributes(cleanAttributes(this.#redactor, attributes));
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    const second = isAttributes(attributesOrTime)
      ? cleanAttributes(this.#redactor, attributesOrTime)
      : attributesOrTime;
    this.#span.addEvent(this.#redactor.text(name), second, time);
    return this;
  }

  addLink(link: Link): this {
    return this.addLinks([link]);
  }

  addLinks(links: Link[]): this {
    this.#span.addLinks(cleanLinks(this.#redactor, links));
    return this;
  }

  setStatus({ code, message }: SpanStatus): this {
    this.#span.setStatus({ code, ...(message !== undefined && { message: this.#redactor.text(message) }) });
    return this;
  }

  updateName(name: string): this {
    this.#span.updateName(this.#redactor.text(name));
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    if (!this.isRecording()) return;
    const { text } = this.#redactor;
    if (typeof exception === 'string') {
      this.#span.recordException(text(exception), time);
      return;
    }
    const { name, message, stack, code } = exception;
    this.#span.recordException(
      {
        name: text(name ?? ''),
        message: text(message ?? ''),
        ...(stack !== undefined && { stack: text(stack) }),
        ...(code !== undefined && { code: typeof code === 'string' ? text(code) : code }),
      },
      time,
    );
  }

  end(endTime?: TimeInput): void {
    this.#span.end(endTime);
  }
}

function redactedLogger(logger: Logger, redactor: Redactor): Logger {
  return {
    enabled: (options) => logger.enabled(options),
    emit: (record: LogRecord) => {
      const { attributes } = record;
      logger.emit(attributes ? { ...record, attributes: cleanAttributes(redactor, attributes) } : record);
    },
  };
}

/** A cleaned copy; none of them where they cannot be cleaned. */
function cleanAttributes<T extends object>(redactor: Redactor, attributes: T): T {
  const copy = { ...attributes };
  return redactor.attributes(copy as Record<string, unknown>) ? copy : ({} as T);
}

function cleanLinks(redactor: Redactor, links: readonly Link[]): Link[] {
  return links.map((link) =>
    link.attributes ? { ...link, attributes: cleanAttributes(redactor, link.attributes) } : link,
  );
}

function isAttributes(value: Attributes | TimeInput | undefined): value is Attributes {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);
}
