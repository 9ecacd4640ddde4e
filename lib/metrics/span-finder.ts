import { type Context, type ContextManager, type SpanContext, trace } from '@opentelemetry/api';
import { apiRegistry } from './api-registry';

/**
 * Finds the span that a measurement is taken in. It is asked at each recording, so it remembers the last answer: a
 * context never changes, and a run of recordings happens in the same one. Measured: through the API alone it takes 50 to
 * 65 ns, and 30 where no tracing is set up (docs/performance.md).
 */
export class SpanFinder {
  #lastContext: Context | undefined;
  #lastSpan: SpanContext | undefined;
  /** The API makes it with the first registration, and keeps it. */
  #registry: ReturnType<typeof apiRegistry>;

  /** The span of this context (default: the active one); nothing when there is none. What is no context has none. */
  find(context: Context | undefined): SpanContext | undefined {
    const asked = context ?? this.#activeContext();
    if (asked === this.#lastContext) return this.#lastSpan;
    this.#lastSpan = asked && spanOf(asked);
    this.#lastContext = asked;
    return this.#lastSpan;
  }

  /** The active context, or nothing where no context manager is registered: the API would search for one each time. */
  #activeContext(): Context | undefined {
    this.#registry ??= apiRegistry();
    return (this.#registry?.context as ContextManager | undefined)?.active();
  }
}

function spanOf(context: Context): SpanContext | undefined {
  try {
    return trace.getSpan(context)?.spanContext();
  } catch {
    // A caller may give anything for a context; its measurement counts nevertheless.
    return undefined;
  }
}
