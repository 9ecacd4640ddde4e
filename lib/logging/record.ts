import type { SpanContext } from '@opentelemetry/api';
import type { LogException } from './exception';
import type { LogLevel } from './log-level';

/** Where in the code a record was logged. */
export interface LogSource {
  readonly file: string;
  readonly line: number;
  readonly function?: string;
}

/** A log record that may leave the process: cleaned, bounded, and complete but for who reports. */
export interface LogRecord {
  /** Microseconds since the epoch. */
  readonly micros: number;
  readonly level: LogLevel;
  readonly component: string;
  readonly message: string;
  /** The fields, cleaned. */
  readonly context: Readonly<Record<string, unknown>> | undefined;
  readonly exception: LogException | undefined;
  /** The span that was active when it was logged. */
  readonly span: SpanContext | undefined;
  readonly requestId: string | undefined;
  readonly sessionId: string | undefined;
  readonly durationMs: number | undefined;
  readonly source: LogSource | undefined;
}

/** Who reports, which stands in every record. */
export interface Reporter {
  readonly service: string;
  readonly host: string;
  readonly pid: number;
}

/** Writes a record as one line, without the end of line. */
export type WriteRecord = (record: LogRecord) => string;
