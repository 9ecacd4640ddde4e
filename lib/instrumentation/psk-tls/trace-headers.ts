import type { IncomingHttpHeaders } from 'node:http';
import { type Context, propagation, ROOT_CONTEXT } from '@opentelemetry/api';

/**
 * Makes an HTTP instrumentation parent its spans to a session. It extracts the parent from a request's headers, whatever
 * is active, so the session's context is put there, in the form of the host's own propagator. The headers stay out of
 * `Object.keys`, so that the application sees what the client sent and no more; a trace that the client claims to be in
 * is overruled, also where nothing is traced: the application might pass it on.
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
    if (headers.traceparent !== undefined) setHidden(headers, 'traceparent', '');
    if (headers.tracestate !== undefined) setHidden(headers, 'tracestate', '');
    if (this.#context === ROOT_CONTEXT) return;
    this.#headers ??= headersOf(this.#context);
    for (const [name, value] of this.#headers) setHidden(headers, name, value);
  }
}

function headersOf(context: Context): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  propagation.inject(context, headers, { set: (carrier, name, value) => carrier.set(name, value) });
  return headers;
}

function setHidden(headers: IncomingHttpHeaders, key: string, value: string): void {
  Object.defineProperty(headers, key, { value, enumerable: false, configurable: true, writable: true });
}
