import type { IncomingHttpHeaders } from 'node:http';
import { type Context, propagation, ROOT_CONTEXT } from '@opentelemetry/api';

/** What a client says of a trace, which would otherwise be joined to ours, and its baggage sent on in our name. */
const CLAIMS = ['traceparent', 'tracestate', 'baggage'] as const;

/**
 * Makes an HTTP instrumentation parent its spans to a session. It extracts the parent from a request's headers, whatever
 * is active, so the session's context is put there, in the form of the host's own propagator. The headers stay out of
 * `Object.keys`, so that the application sees what the client sent and no more; a trace that the client claims to be in
 * is overruled, and its baggage with it, also where nothing is traced: the application might pass it on.
 */
export class TraceHeaders {
  readonly #context: Context;
  /** Made with the first request: they are the same for all of a session. */
  #headers: ReadonlyMap<string, string> | undefined;

  /** @param context the session's */
  constructor(context: Context) {
    this.#context = context;
  }

  /** Puts them into the headers of one of the session's requests. */
  putInto(headers: IncomingHttpHeaders): void {
    for (const claim of CLAIMS) if (headers[claim] !== undefined) setHidden(headers, claim, '');
    if (this.#context === ROOT_CONTEXT) return;
    this.#headers ??= headersOf(this.#context);
    for (const [name, value] of this.#headers) setHidden(headers, name, value);
  }
}

/** Those of sessions that are not traced: there is nothing of one session in them. */
const UNTRACED = new TraceHeaders(ROOT_CONTEXT);

/** The headers of a session, by its context. */
export function traceHeadersOf(context: Context): TraceHeaders {
  return context === ROOT_CONTEXT ? UNTRACED : new TraceHeaders(context);
}

function headersOf(context: Context): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  propagation.inject(context, headers, { set: (carrier, name, value) => carrier.set(name, value) });
  return headers;
}

function setHidden(headers: IncomingHttpHeaders, key: string, value: string): void {
  Object.defineProperty(headers, key, { value, enumerable: false, configurable: true, writable: true });
}
