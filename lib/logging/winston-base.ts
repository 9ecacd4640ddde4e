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

/** At run time the class has a capital, which winston's types leave out. */
interface Winston extends Pick<typeof import('winston'), 'createLogger'> {
  readonly Transport: new (options: { log(info: WinstonInfo, next: () => void): void }) => TransportStream;
}

/**
 * The winston logger that every record goes through, that the application may log through itself and add transports to.
 * These get what has been cleaned, whoever logged it, each behind a guard of its own.
 */
export class WinstonBase {
  readonly #options: WinstonBaseOptions;
  readonly #guards = new Map<TransportStream, GuardedTransport>();
  /** winston's own logger. */
  readonly logger: WinstonLogger;
  readonly #write: (info: WinstonInfo) => boolean;

  constructor(options: WinstonBaseOptions) {
    this.#options = options;
    // Loaded with the first record: it takes some 30 ms.
    const { createLogger, Transport } = require('winston') as Winston;
    this.logger = createLogger({
      levels: WINSTON_LEVELS,
      level: 'debug',
      exitOnError: false,
      // What comes here has been cleaned and is a line already: formats would run too late, and in another's context.
      format: { transform: (info) => info },
      transports: [
        new Transport({
          log: (info, next) => {
            this.#deliver(info);
            next();
          },
        }),
      ],
    });
    this.#write = this.logger.write.bind(this.logger);
    this.#guard(this.logger);
  }

  /** Hands a record to all outputs, as the line that it is. */
  write(record: LogRecord, line: string): void {
    this.#write(this.#guards.size === 0 ? lineOf(record, line) : infoOf(record, line));
  }

  #deliver(info: WinstonInfo): void {
    const level = info[LEVEL] as LogRecord['level'];
    const line = info[MESSAGE] as string;
    this.#options.sink.write(`${line}\n`, level);
    for (const guard of this.#guards.values()) guard.take(info, level, line.length);
  }

  /** Resolves when the application's transports have taken what there is, or the time is over. */
  async flush(timeoutMs: number): Promise<void> {
    await Promise.all([...this.#guards.values()].map((guard) => guard.flush(timeoutMs)));
  }

  #guard(logger: WinstonLogger): void {
    const { transportEvents, onForeign } = this.#options;
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
  }

  #remove(transport: TransportStream): void {
    const guard = this.#guards.get(transport);
    this.#guards.delete(transport);
    if (guard) void guard.remove(this.logger);
  }
}

/** What our own output looks for. */
function lineOf({ level, message }: LogRecord, line: string): WinstonInfo {
  return { level, message, [LEVEL]: level, [MESSAGE]: line };
}

/** What the formats of the application's transports look for, too. */
function infoOf(record: LogRecord, line: string): WinstonInfo {
  const { level, component, context, exception, span, requestId, sessionId, durationMs } = record;
  return {
    ...lineOf(record, line),
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
