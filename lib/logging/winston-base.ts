import type { transport as TransportStream, Logger as WinstonLogger } from 'winston';
import { GuardedTransport, type TransportEvents, type WinstonInfo } from './guarded-transport';
import { LEVEL_LABELS, type LogLevel, levelOfForeign, WINSTON_LEVELS } from './log-level';
import type { LineSink } from './output/line-writer';
import type { LogRecord } from './record';

/** Where winston keeps the level and the line of a record (triple-beam). */
export const LEVEL = Symbol.for('level');
export const MESSAGE = Symbol.for('message');
export const SPLAT = Symbol.for('splat');

/** A record that has been cleaned and written as a line already. */
const OURS = Symbol('cardlink record');

/** What the base is made of. */
export interface WinstonBaseOptions {
  readonly sink: LineSink;
  readonly transportEvents: TransportEvents;
  /** Takes a record that somebody logged through winston itself. */
  readonly onForeign: (info: WinstonInfo) => void;
}

/**
 * The winston logger that everything goes through, and to which the application may add transports of its own. They get
 * what has been cleaned, whoever logged it, each behind a guard of its own.
 */
export class WinstonBase {
  readonly logger: WinstonLogger;
  readonly #guards = new Map<TransportStream, GuardedTransport>();

  constructor({ sink, transportEvents, onForeign }: WinstonBaseOptions) {
    // Loaded with the first record: it takes some 30 ms.
    const { createLogger, Transport } = require('winston') as Winston;
    const guards = this.#guards;
    const output = new Transport({
      log(info: WinstonInfo, next: () => void) {
        const level = levelOfForeign(info[LEVEL]);
        const line = String(info[MESSAGE]);
        sink.write(`${line}\n`, level);
        for (const guard of guards.values()) guard.take(info, level, line.length);
        next();
      },
    });
    this.logger = createLogger({
      levels: WINSTON_LEVELS,
      level: 'debug',
      exitOnError: false,
      // What comes here has been cleaned and is a line already: formats would run too late, and in another's context.
      format: { transform: (info) => info },
      transports: [output],
    });
    this.#guard(transportEvents, onForeign);
  }

  /** Whether the application has added transports. */
  get hasOthers(): boolean {
    return this.#guards.size > 0;
  }

  /** Hands a record to all transports, as the line that it is. */
  write(record: LogRecord, line: string): void {
    const info: WinstonInfo = {
      level: record.level,
      message: record.message,
      [LEVEL]: record.level,
      [MESSAGE]: line,
      [OURS]: true,
    };
    this.logger.write(this.hasOthers ? withMembers(info, record) : info);
  }

  /** Resolves when the application's transports have taken what there is, or the time is over. */
  async flush(timeoutMs: number): Promise<void> {
    await Promise.all([...this.#guards.values()].map((guard) => guard.flush(timeoutMs)));
  }

  #guard(events: TransportEvents, onForeign: (info: WinstonInfo) => void): void {
    const { logger } = this;
    const write = logger.write.bind(logger);
    logger.write = (info: WinstonInfo) => {
      if (info[OURS] === true) return write(info);
      onForeign(info);
      return true;
    };
    logger.add = (transport) => {
      const stream = transport as TransportStream;
      // What piping would tell it: by these it judges whether a record is for it.
      Object.assign(stream, { levels: WINSTON_LEVELS, parent: logger });
      this.#guards.set(stream, new GuardedTransport(stream, events));
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
    // The application may be done with it, its loggers are not: an ended stream would throw with the next record.
    logger.end = () => logger.clear();
    logger.destroy = () => logger.clear();
  }

  #remove(transport: TransportStream): void {
    const guard = this.#guards.get(transport);
    this.#guards.delete(transport);
    void guard?.remove(this.logger);
  }
}

/** At run time the class has a capital, which winston's types leave out. */
interface Winston extends Pick<typeof import('winston'), 'createLogger'> {
  readonly Transport: new (options: { log(info: WinstonInfo, next: () => void): void }) => TransportStream;
}

/** What the formats of the application's transports look for. */
function withMembers(info: WinstonInfo, record: LogRecord): WinstonInfo {
  const { component, context, exception, span, requestId, sessionId, durationMs } = record;
  return Object.assign(info, {
    severity: LEVEL_LABELS[record.level as LogLevel],
    component,
    logger: component,
    ...(context !== undefined && { context }),
    ...(exception !== undefined && { exception }),
    ...(span !== undefined && { trace_id: span.traceId, span_id: span.spanId, trace_flags: span.traceFlags }),
    ...(requestId !== undefined && { request_id: requestId }),
    ...(sessionId !== undefined && { session_id: sessionId }),
    ...(durationMs !== undefined && { duration_ms: durationMs }),
  });
}
