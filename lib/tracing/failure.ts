import { type Span, SpanStatusCode } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '../semconv';
import { errorFacts, noteThrown, OTHER } from '../signals';

/** Codes of Node and of libraries that do as it does: `ECONNREFUSED`, `ERR_HTTP2_ERROR`. */
const CODE = /^[A-Z][A-Z0-9_]{1,63}$/;

/** Names of classes. Anything else as a name may be a text with something in it. */
const CLASS_NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]{0,63}$/u;

/** Says on a span what its work threw, and ends it, unless it was ended before. Never throws. */
export function failSpan(span: Span, thrown: unknown): void {
  if (!span.isRecording()) return;
  recordFailure(span, thrown);
  endSpan(span);
}

/** Says on a span that its work threw: an exception event, the status and `error.type`. Never throws. */
function recordFailure(span: Span, thrown: unknown): void {
  try {
    const { name, message, stack, thrown: object } = errorFacts(thrown);
    noteThrown(object, span);
    const type = errorType(thrown);
    const text = message || primitiveText(thrown);
    span.recordException({ name: name || type, message: text, ...(stack !== '' && { stack }) });
    span.setAttribute(ATTR_ERROR_TYPE, type);
    span.setStatus({ code: SpanStatusCode.ERROR, message: text || type });
  } catch {
    // A span of a host's SDK: what the application threw goes before what it throws.
  }
}

/** Ends a span, unless it was ended before. Never throws, whatever the processors of a host do. */
export function endSpan(span: Span): void {
  try {
    if (span.isRecording()) span.end();
  } catch {
    // As above.
  }
}

/**
 * The `error.type` of what was thrown: its code, else the name of its class (`TypeError`), as OpenTelemetry's conventions
 * have it; `_OTHER` where there is neither.
 */
function errorType(thrown: unknown): string {
  const { name, code } = errorFacts(thrown);
  return [code, name === 'Error' ? className(thrown) : name, name].find(isType) ?? OTHER;
}

function isType(text: string): boolean {
  return CODE.test(text) || CLASS_NAME.test(text);
}

/** Errors of a class of the application's own often keep the name `Error`. */
function className(thrown: unknown): string {
  try {
    return String((thrown as Error).constructor.name);
  } catch {
    return '';
  }
}

function primitiveText(thrown: unknown): string {
  const isText = typeof thrown === 'string' || typeof thrown === 'number' || typeof thrown === 'bigint';
  return isText ? String(thrown) : '';
}
