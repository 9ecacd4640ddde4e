import type { IncomingHttpHeaders } from 'node:http';
import { type Context, propagation } from '@opentelemetry/api';

/**
 * Makes an HTTP instrumentation parent its span to `context`. It extracts the parent from the request's headers,
 * whatever is active, so the session's context is put there, in the form of the host's own propagator. The headers
 * stay out of `Object.keys`, so that the application sees what the client sent and no more; a trace that the client
 * claims to be in is overruled, and its baggage with it.
 */
export function injectTraceHeaders(headers: IncomingHttpHeaders, context: Context): void {
  // What a client says of its own trace would otherwise be joined to ours, and its baggage be sent on in our name.
  for (const key of ['tracestate', 'baggage']) if (key in headers) setHidden(headers, key, '');
  propagation.inject(context, headers, { set: setHidden });
}

function setHidden(headers: IncomingHttpHeaders, key: string, value: string): void {
  Object.defineProperty(headers, key, { value, enumerable: false, configurable: true, writable: true });
}
