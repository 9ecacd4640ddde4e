import type { Attributes, Context } from '@opentelemetry/api';
import { type LogRecord, SeverityNumber } from '@opentelemetry/api-logs';
import type { EventDefinition } from '../semconv';
import type { Telemetry } from './telemetry';

const SEVERITIES = {
  info: { severityNumber: SeverityNumber.INFO, severityText: 'INFO' },
  warn: { severityNumber: SeverityNumber.WARN, severityText: 'WARN' },
  error: { severityNumber: SeverityNumber.ERROR, severityText: 'ERROR' },
} as const satisfies Record<EventDefinition['severity'], object>;

/**
 * Whether anyone takes this event: where nobody does, what it would say need not be put together. A logger that cannot
 * be asked (the API has `enabled` since 0.208) is taken to.
 */
export function isTaken({ logger }: Telemetry, definition: EventDefinition, context: Context): boolean {
  if (typeof logger.enabled !== 'function') return true;
  const { severityNumber } = SEVERITIES[definition.severity];
  return logger.enabled({ severityNumber, eventName: definition.name, context });
}

/** Emits an OTel event of the registry, in the trace of `context`. */
export function emitEvent(
  telemetry: Telemetry,
  definition: EventDefinition,
  attributes: Attributes,
  context?: Context,
): void {
  const { severityNumber, severityText } = SEVERITIES[definition.severity];
  const record: LogRecord = { severityNumber, severityText, eventName: definition.name, attributes };
  if (context) record.context = context;
  telemetry.logger.emit(record);
}
