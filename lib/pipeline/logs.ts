import type { MeterProvider } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { LoggerProvider, type LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { Redactor } from '../redaction';
import { guardLogRecordProcessor } from './guarded-processors';
import { RedactingLogRecordProcessor } from './redacting-processors';
import type { RingLogRecordProcessor } from './ring-processors';

/** What a logger provider is made of. */
export interface LogsOptions {
  readonly redactor: Redactor;
  readonly resource: Resource;
  readonly meterProvider: MeterProvider;
  /** The user's own, called after redaction. */
  readonly processors: readonly LogRecordProcessor[];
  /** What exports, if log records are exported. */
  readonly ring: RingLogRecordProcessor | undefined;
}

/** Makes the logger provider: redaction first, then the user's processors, then the export. */
export function createLoggerProvider({
  redactor,
  resource,
  meterProvider,
  processors,
  ring,
}: LogsOptions): LoggerProvider {
  return new LoggerProvider({
    resource,
    meterProvider,
    processors: [
      new RedactingLogRecordProcessor(redactor),
      ...processors.map(guardLogRecordProcessor),
      ...(ring ? [ring] : []),
    ],
  });
}
