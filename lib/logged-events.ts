import type { LogRecordProcessor, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import type { LogRecord } from './logging';
import { packageInfo } from './pipeline';
import { ATTR_SESSION_ID } from './semconv';

/** What writes records; the room is loaded with the first. */
interface Writer {
  writeRecord(record: LogRecord): void;
}

const PREFIX = 'cardlink.';

/** Has the recorders' events written by the logger as well: what `log.events` asks for. They are cleaned by then. */
export function loggedEvents(writer: () => Writer): LogRecordProcessor {
  const { name: scope } = packageInfo();
  return {
    onEmit(record: ReadWriteLogRecord) {
      if (record.eventName === undefined || record.instrumentationScope.name !== scope) return;
      writer().writeRecord(recordOf(record, record.eventName));
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  };
}

function recordOf(record: ReadWriteLogRecord, eventName: string): LogRecord {
  const { hrTime, severityNumber, attributes, spanContext } = record;
  const { levelOfSeverity } = require('./logging') as typeof import('./logging');
  return {
    micros: hrTime[0] * 1e6 + Math.floor(hrTime[1] / 1e3),
    level: levelOfSeverity(severityNumber),
    component: componentOf(eventName),
    message: eventName,
    context: attributes,
    exception: undefined,
    span: spanContext,
    requestId: undefined,
    sessionId: sessionOf(attributes),
    durationMs: undefined,
    source: undefined,
  };
}

function sessionOf(attributes: ReadWriteLogRecord['attributes']): string | undefined {
  const id = attributes[ATTR_SESSION_ID];
  return typeof id === 'string' ? id : undefined;
}

/** `cardlink.session.ended` is of the component `session`. */
function componentOf(eventName: string): string {
  const name = eventName.startsWith(PREFIX) ? eventName.slice(PREFIX.length) : eventName;
  return name.split('.', 1)[0] ?? name;
}
