import {
  type Attributes,
  type Context,
  context as contextApi,
  type Exception,
  INVALID_SPAN_CONTEXT,
  type Link,
  type Span,
  type SpanContext,
  type SpanOptions,
  type SpanStatus,
  type TimeInput,
  type Tracer,
} from '@opentelemetry/api';
import type { Logger, LogRecord } from '@opentelemetry/api-logs';
import type { Core } from './core';
import type { Providers } from './globals';
import { guardedMeterProvider } from './guarded-meters';
import { HostFailures } from './host-failures';
import type { Redactor } from './redaction';
import { unrecordedSpan } from './signals';

/**
 * Providers of a host's own SDK, made so that what the recorders hand to it has passed redaction, and that nothing that it
 * throws reaches the application: in our own pipeline processors see to that, and theirs are not ours to change. Metric
 * labels come from bounded tables.
 */
export function redactedProviders({ meterProvider, ...hosts }: Providers, redactor: Redactor): Providers {
  const failures = new HostFailures(redactor);
  return {
    meterProvider: guardedMeterProvider(meterProvider, failures),
    tracerProvider: {
      getTracer: (...scope) =>
        new RedactedTracer(hosts.tracerProvider.getTracer(...scope), redactor, failures),
    },
    loggerProvider: {
      getLogger: (...scope) => redactedLogger(hosts.loggerProvider.getLogger(...scope), redactor, failures),
    },
  };
}

/** What an instance's recorders speak to: its own pipeline as it is, and what is a host's through redaction. */
export function recorderProviders(providers: Providers, { pipeline, redactor }: Core): Providers {
  const redacted = redactedProviders(providers, redactor);
  return {
    meterProvider:
      providers.meterProvider === pipeline.meterProvider ? pipeline.meterProvider : redacted.meterProvider,
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
  readonly #failures: HostFailures;

  constructor(tracer: Tracer, redactor: Redactor, failures: HostFailures) {
    this.#tracer = tracer;
    this.#redactor = redactor;
    this.#failures = failures;
  }

  startSpan(name: string, options: SpanOptions = {}, context: Context = contextApi.active()): Span {
    try {
      const { attributes, links } = options;
      const cleaned = {
        ...options,
        ...(attributes && { attributes: cleanAttributes(this.#redactor, attributes) }),
        ...(links && { links: cleanLinks(this.#redactor, links) }),
      };
      const span = this.#tracer.startSpan(this.#redactor.text(name), cleaned, context);
      return new RedactedSpan(span, this.#redactor, this.#failures);
    } catch (thrown) {
      this.#failures.tell('startSpan', thrown);
      return unrecordedSpan(options, context);
    }
  }

  /** Recorders start their spans themselves; what is made active elsewhere is the host's own affair. */
  get startActiveSpan(): Tracer['startActiveSpan'] {
    return this.#tracer.startActiveSpan.bind(this.#tracer);
  }
}

/** Each method has its own `try`: a function handed to one that all share would be made anew at each call. */
class RedactedSpan implements Span {
  readonly #span: Span;
  readonly #redactor: Redactor;
  readonly #failures: HostFailures;

  constructor(span: Span, redactor: Redactor, failures: HostFailures) {
    this.#span = span;
    this.#redactor = redactor;
    this.#failures = failures;
  }

  spanContext(): SpanContext {
    try {
      return this.#span.spanContext();
    } catch (thrown) {
      this.#failures.tell('spanContext', thrown);
      return INVALID_SPAN_CONTEXT;
    }
  }

  isRecording(): boolean {
    try {
      return this.#span.isRecording();
    } catch (thrown) {
      this.#failures.tell('isRecording', thrown);
      return false;
    }
  }

  setAttribute(key: string, value: Attributes[string] & {}): this {
    return this.setAttributes({ [key]: value });
  }

  setAttributes(attributes: Attributes): this {
    try {
      if (this.isRecording()) this.#span.setAttributes(cleanAttributes(this.#redactor, attributes));
    } catch (thrown) {
      this.#failures.tell('setAttributes', thrown);
    }
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    try {
      const second = isAttributes(attributesOrTime)
        ? cleanAttributes(this.#redactor, attributesOrTime)
        : attributesOrTime;
      this.#span.addEvent(this.#redactor.text(name), second, time);
    } catch (thrown) {
      this.#failures.tell('addEvent', thrown);
    }
    return this;
  }

  addLink(link: Link): this {
    return this.addLinks([link]);
  }

  addLinks(links: Link[]): this {
    try {
      this.#span.addLinks(cleanLinks(this.#redactor, links));
    } catch (thrown) {
      this.#failures.tell('addLinks', thrown);
    }
    return this;
  }

  setStatus({ code, message }: SpanStatus): this {
    try {
      this.#span.setStatus({ code, ...(message !== undefined && { message: this.#redactor.text(message) }) });
    } catch (thrown) {
      this.#failures.tell('setStatus', thrown);
    }
    return this;
  }

  updateName(name: string): this {
    try {
      this.#span.updateName(this.#redactor.text(name));
    } catch (thrown) {
      this.#failures.tell('updateName', thrown);
    }
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    try {
      if (this.isRecording()) this.#span.recordException(cleanException(this.#redactor, exception), time);
    } catch (thrown) {
      this.#failures.tell('recordException', thrown);
    }
  }

  end(endTime?: TimeInput): void {
    try {
      this.#span.end(endTime);
    } catch (thrown) {
      this.#failures.tell('end', thrown);
    }
  }
}

function redactedLogger(logger: Logger, redactor: Redactor, failures: HostFailures): Logger {
  return {
    enabled: (options) => {
      try {
        // The API has `enabled` since 0.208: one that cannot be asked takes all.
        return typeof logger.enabled !== 'function' || logger.enabled(options);
      } catch (thrown) {
        failures.tell('enabled', thrown);
        return true;
      }
    },
    emit: (record: LogRecord) => {
      try {
        const { attributes } = record;
        logger.emit(attributes ? { ...record, attributes: cleanAttributes(redactor, attributes) } : record);
      } catch (thrown) {
        failures.tell('emit', thrown);
      }
    },
  };
}

function cleanException(redactor: Redactor, exception: Exception): Exception {
  const { text } = redactor;
  if (typeof exception === 'string') return text(exception);
  const { name, message, stack, code } = exception;
  return {
    name: text(name ?? ''),
    message: text(message ?? ''),
    ...(stack !== undefined && { stack: text(stack) }),
    ...(code !== undefined && { code: typeof code === 'string' ? text(code) : code }),
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
