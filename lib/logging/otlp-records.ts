import { type Context, context as contextApi, trace } from '@opentelemetry/api';
import type { AnyValueMap, LoggerProvider, Logger as OtelLogger } from '@opentelemetry/api-logs';
import {
  ATTR_CODE_FILE_PATH,
  ATTR_CODE_FUNCTION_NAME,
  ATTR_CODE_LINE_NUMBER,
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
} from '@opentelemetry/semantic-conventions';
import { ATTR_SESSION_ID } from '../semconv';
import { stackOf } from './exception';
import { LEVEL_LABELS, SEVERITIES } from './log-level';
import type { LogRecord } from './record';

/** Components that have a scope of their own. */
const MOST_SCOPES = 200;

/** Hands records on as OTel log records: the scope is the component, the body the message, the fields are attributes. */
export class OtlpRecords {
  readonly #provider: LoggerProvider;
  readonly #loggers = new Map<string, OtelLogger>();

  constructor(provider: LoggerProvider) {
    this.#provider = provider;
  }

  /** Hands on one record, in the trace that it was logged in. */
  emit(record: LogRecord): void {
    const { level, micros, message, component } = record;
    const logger = this.#logger(component);
    if (!logger.enabled({ severityNumber: SEVERITIES[level] })) return;
    logger.emit({
      timestamp: [Math.floor(micros / 1e6), (micros % 1e6) * 1_000],
      severityNumber: SEVERITIES[level],
      severityText: LEVEL_LABELS[level],
      body: message,
      attributes: attributesOf(record),
      context: contextOf(record),
    });
  }

  #logger(component: string): OtelLogger {
    const known = this.#loggers.get(component);
    if (known !== undefined) return known;
    if (this.#loggers.size >= MOST_SCOPES) this.#loggers.clear();
    const logger = this.#provider.getLogger(component);
    this.#loggers.set(component, logger);
    return logger;
  }
}

/** The active one, but with the span that the record says it was logged in. */
function contextOf({ span }: LogRecord): Context {
  const active = contextApi.active();
  if (span === undefined) return trace.deleteSpan(active);
  return trace.getSpanContext(active)?.spanId === span.spanId ? active : trace.setSpanContext(active, span);
}

function attributesOf(record: LogRecord): AnyValueMap {
  const { context, exception, durationMs, requestId, sessionId, source } = record;
  return {
    ...(context as AnyValueMap | undefined),
    ...(durationMs !== undefined && { duration_ms: durationMs }),
    ...(requestId !== undefined && { request_id: requestId }),
    ...(sessionId !== undefined && { [ATTR_SESSION_ID]: sessionId }),
    ...(exception !== undefined && {
      [ATTR_EXCEPTION_TYPE]: exception.type,
      [ATTR_EXCEPTION_MESSAGE]: exception.message,
      [ATTR_EXCEPTION_STACKTRACE]: stackOf(exception),
    }),
    ...(source !== undefined && {
      [ATTR_CODE_FILE_PATH]: source.file,
      [ATTR_CODE_LINE_NUMBER]: source.line,
      ...(source.function !== undefined && { [ATTR_CODE_FUNCTION_NAME]: source.function }),
    }),
  };
}
