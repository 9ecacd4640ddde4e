/**
 * Why an export failed. `type` is short, stable and from a small set (it goes into `error.type`), `reason` is a text
 * for people, and `retryable` says whether the same data may be taken later.
 */
export interface ExportFailure {
  readonly retryable: boolean;
  readonly type: string;
  readonly reason: string;
}

/** HTTP statuses after which OTLP lets a client send the same data again (OTLP 1.7, "Retryable Response Codes"). */
const RETRYABLE_HTTP_STATUS: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** gRPC status codes by number, and whether OTLP lets a client send the same data again ("OTLP/gRPC", "Failures"). */
const GRPC_STATUS: readonly { readonly name: string; readonly retryable: boolean }[] = [
  { name: 'OK', retryable: false },
  { name: 'CANCELLED', retryable: true },
  { name: 'UNKNOWN', retryable: false },
  { name: 'INVALID_ARGUMENT', retryable: false },
  { name: 'DEADLINE_EXCEEDED', retryable: true },
  { name: 'NOT_FOUND', retryable: false },
  { name: 'ALREADY_EXISTS', retryable: false },
  { name: 'PERMISSION_DENIED', retryable: false },
  { name: 'RESOURCE_EXHAUSTED', retryable: true },
  { name: 'FAILED_PRECONDITION', retryable: false },
  { name: 'ABORTED', retryable: true },
  { name: 'OUT_OF_RANGE', retryable: true },
  { name: 'UNIMPLEMENTED', retryable: false },
  { name: 'INTERNAL', retryable: false },
  { name: 'UNAVAILABLE', retryable: true },
  { name: 'DATA_LOSS', retryable: true },
  { name: 'UNAUTHENTICATED', retryable: false },
];

/** What the network's own error codes mean, in words; others are told by their code. */
const NETWORK_REASONS: ReadonlyMap<string, string> = new Map([
  ['EAI_AGAIN', 'the host name could not be looked up for now'],
  ['ECONNREFUSED', 'connection refused'],
  ['ECONNRESET', 'the connection was reset'],
  ['EHOSTUNREACH', 'the host cannot be reached'],
  ['ENETUNREACH', 'the network cannot be reached'],
  ['ENOTFOUND', 'there is no such host'],
  ['EPIPE', 'the connection was closed'],
  ['ETIMEDOUT', 'no answer in time'],
]);

/** Texts of the stock exporters that carry no code, and what they mean. Retryable, all of them. */
const MESSAGES: readonly { readonly text: string; readonly type: string; readonly reason: string }[] = [
  { text: 'timed out', type: 'timeout', reason: 'no answer in time' },
  {
    text: 'retryable status',
    type: 'unavailable',
    reason: 'the backend answered that it is not available now',
  },
  { text: 'Concurrent export limit', type: 'busy', reason: 'earlier exports are still under way' },
];

const MAX_REASON_LENGTH = 200;

const LAST_ERROR = 'Last error: ';

/** How the codes of Node's HTTP parser begin. */
const NOT_HTTP = 'HPE_';

/** An exporter that did not call back in time: the data may be sent again. */
export const EXPORT_TIMED_OUT: ExportFailure = {
  retryable: true,
  type: 'timeout',
  reason: 'no answer in time',
};

/**
 * The code of exports that are ended because the pipeline's time to shut down is over. None of the network's, so that the
 * stock transport does not try again and leave a timer behind.
 */
export const EXPORTER_CLOSED = 'ERR_EXPORTER_CLOSED';

/** What backends answer to a request over the size that they take; gRPC's is also that of one who is sent too much. */
const TOO_LARGE_TYPES: ReadonlySet<string> = new Set(['413', 'RESOURCE_EXHAUSTED']);

/** Whether a smaller request with the same data may be taken. */
export function mayBeTooLarge({ type }: ExportFailure): boolean {
  return TOO_LARGE_TYPES.has(type);
}

/**
 * Says what an exporter's error means: HTTP statuses and gRPC codes by OTLP's own tables; every other code (of the
 * network, of TLS, of Node's HTTP parser) speaks of the way to the backend and not of the data, so the data is kept.
 */
export function classifyExportError(error: unknown): ExportFailure {
  if (!(error instanceof Error))
    return { retryable: false, type: '_OTHER', reason: 'the exporter gave no reason' };
  const { code } = error as { code?: unknown };
  if (typeof code === 'number') return code >= 100 ? httpFailure(code) : grpcFailure(code, error);
  if (code === EXPORTER_CLOSED) return EXPORT_TIMED_OUT;
  if (typeof code === 'string') return { retryable: true, type: code, reason: networkReason(code, error) };
  const known = MESSAGES.find(({ text }) => error.message.includes(text));
  if (known) return { retryable: true, type: known.type, reason: known.reason };
  return { retryable: false, type: error.name, reason: shorten(error.message) };
}

function networkReason(code: string, error: Error): string {
  if (code.startsWith(NOT_HTTP)) return 'what answers there does not speak HTTP';
  return NETWORK_REASONS.get(code) ?? shorten(error.message);
}

function httpFailure(status: number): ExportFailure {
  return {
    retryable: RETRYABLE_HTTP_STATUS.has(status),
    type: String(status),
    reason: `the backend answered HTTP ${status}`,
  };
}

function grpcFailure(code: number, error: Error): ExportFailure {
  const status = GRPC_STATUS[code] ?? { name: '_OTHER', retryable: false };
  const { details } = error as { details?: unknown };
  const text = typeof details === 'string' ? details : error.message;
  const network = [...NETWORK_REASONS].find(([name]) => text.includes(name));
  const reason = network?.[1] ?? `${status.name}: ${lastErrorOf(text)}`;
  return { retryable: status.retryable, type: status.name, reason: shorten(reason) };
}

/** What grpc-js wraps in "No connection established. Last error: … (time). Resolution note: …", or the text as it is. */
function lastErrorOf(text: string): string {
  const at = text.indexOf(LAST_ERROR);
  if (at < 0) return text;
  const [error = text] = text.slice(at + LAST_ERROR.length).split(/\. Resolution note:| \(\d{4}-/, 1);
  return error;
}

/** A reason fits on a line: what a backend answers may be a page of HTML. */
function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > MAX_REASON_LENGTH ? `${line.slice(0, MAX_REASON_LENGTH)}…` : line;
}
