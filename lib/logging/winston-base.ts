import type { transport as TransportStream, Logger as WinstonLogger } from 'winston';
import { GuardedTransport, type TransportEvents, type WinstonInfo } from './guarded-transport';
import { LEVEL_LABELS, WINSTON_LEVELS } from './log-level';
import type { LineSink } from './output/line-writer';
import type { LogRecord } from './record';

/** Where winston keeps the level and the line of a record (triple-beam). */
export const LEVEL = Symbol.for('level');
export const MESSAGE = Symbol.for('message');
export const SPLAT = Symbol.for('splat');

/** What the base is made of. */
export interface WinstonBaseOptions {
  readonly sink: LineSink;
  readonly transportEvents: TransportEvents;
  /** Takes a record that somebody logged through winston itself. */
  readonly onForeign: (info: WinstonInfo) => void;
}

/**
 * The winston logger that the application may log through and add transports to. These get what has been cleaned, whoever
 * logged it, each behind a guard of its own. Records of our own do not take the way through winston's stream: formats run
 * too late there and in another's context, and a stream that is ended throws with the next record.
 */
export class WinstonBase {
  readonly #options: WinstonBaseOptions;
  readonly #guards = new Map<TransportStream, GuardedTransport>();
  #logger: WinstonLogger | undefined;

  constructor(options: WinstonBaseOptions) {
    this.#options = options;
  }

  /** winston's own logger; loaded when somebody asks for it, which takes some 30 ms. */
  get logger(): WinstonLogger {
    this.#logger ??= this.#create();
    return this.#logger;
  }

  /** Hands a record to all outputs, as the line that it is. */
  write(record: LogRecord, line: string): void {
    this.#options.sink.write(`${line}\n`, record.level);
    if (this.#guards.size === 0) return;
    const info = infoOf(record, line);
    for (const guard of this.#guards.values()) guard.take(info, record.level, line.length);
  }

  /** Resolves when the application's transports have taken what there is, or the time is over. */
  async flush(timeoutMs: number): Promise<void> {
    await Promise.all([...this.#guards.values()].map((guard) => guard.flush(timeoutMs)));
  }

  #create(): WinstonLogger {
    const { createLogger } = require('winston') as typeof import('winston');
    const { transportEvents, onForeign } = this.#options;
    const logger = createLogger({ levels: WINSTON_LEVELS, level: 'debug', exitOnError: false });
    logger.write = (info: WinstonInfo) => {
      onForeign(info);
      return true;
    };
    logger.add = (transport) => {
      const stream = transport as TransportStream;
      // What piping would tell it: by these it judges whether a record is for it.
      Object.assign(stream, { levels: WINSTON_LEVELS, parent: logger });
      this.#guards.set(stream, new GuardedTransport(stream, transportEvents));
      return logger;
    };
    logger.remove = (transport) => {
      this.#remove(transport as TransportStream);
      return logger;
    };
    logger.clear = () => {
      for (const transport of this.#guards.keys()) this.#remove(transport);
      return logger;
    };
    // The application may be done with it, our loggers are not.
    logger.end = () => logger.clear();
    logger.destroy = () => logger.clear();
    return logger;
  }

  #remove(transport: TransportStream): void {
    const guard = this.#guards.get(transport);
    this.#guards.delete(transport);
    if (guard) void guard.remove(this.logger);
  }
}

/** What the formats of the application's transports look for. */
function infoOf(record: LogRecord, line: string): WinstonInfo {
  const { level, message, component, context, exception, span, requestId, sessionId, durationMs } = record;
  return {
    level,
    message,
    [LEVEL]: level,
    [MESSAGE]: line,
    severity: LEVEL_LABELS[level],
    component,
    logger: component,
    ...(context !== undefined && { context }),
    ...(exception !== undefined && { exception }),
    ...(span !== undefined && { trace_id: span.traceId, span_id: span.spanId, trace_flags: span.traceFlags }),
    ...(requestId !== undefined && { request_id: requestId }),
    ...(sessionId !== undefined && { session_id: sessionId }),
    ...(durationMs !== undefined && { duration_ms: durationMs }),
  };
}
