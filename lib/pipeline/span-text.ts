import {
  type Attributes,
  type AttributeValue,
  type HrTime,
  SpanKind,
  SpanStatusCode,
} from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

const MS_PER_SECOND = 1_000;
const NANOS_PER_MS = 1_000_000;

/** Control characters of ASCII and Latin-1 and Unicode's line ends: they could drive a terminal, or forge a line. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

const STATUS: Readonly<Record<SpanStatusCode, string>> = {
  [SpanStatusCode.UNSET]: '',
  [SpanStatusCode.OK]: '  ok',
  [SpanStatusCode.ERROR]: '  ERROR',
};

/**
 * A span for people, in a few lines:
 *
 *     2026-01-02T03:04:05.678Z  apdu.SELECT  internal  1.250 ms  ok
 *         trace 0af7651916cd43dd8448eb211c80319c  span b7ad6b7169203331  parent 00f067aa0ba902b7
 *         apdu.command.type = SELECT
 *         +0.100 ms  exception  exception.type = RangeError
 */
export function formatSpan(span: ReadableSpan): string {
  const { traceId, spanId } = span.spanContext();
  const { kind, status, parentSpanContext: parent, startTime } = span;
  const reason = status.message ? `: ${printable(status.message)}` : '';
  const lines = [
    `${instant(startTime)}  ${printable(span.name)}  ${SpanKind[kind].toLowerCase()}  ${duration(span.duration)}${STATUS[status.code]}${reason}`,
    `trace ${traceId}  span ${spanId}${parent ? `  parent ${parent.spanId}` : ''}`,
    ...pairs(span.attributes),
    ...span.events.map(({ name, time, attributes }) =>
      [`+${duration(between(startTime, time))}`, printable(name), ...pairs(attributes)].join('  '),
    ),
    ...span.links.map(({ context, attributes }) =>
      [`link to trace ${context.traceId}  span ${context.spanId}`, ...pairs(attributes)].join('  '),
    ),
  ];
  return `${lines.join('\n    ')}\n`;
}

function pairs(attributes: Attributes = {}): string[] {
  return Object.entries(attributes).map(([name, value]) => `${printable(name)} = ${valueText(value)}`);
}

function valueText(value: AttributeValue | undefined): string {
  return printable(Array.isArray(value) ? JSON.stringify(value) : String(value));
}

function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

function toMs([seconds, nanos]: HrTime): number {
  return seconds * MS_PER_SECOND + nanos / NANOS_PER_MS;
}

/** A time that no calendar has is shown as it is: whatever a span holds, the others are printed. */
function instant(time: HrTime): string {
  const date = new Date(toMs(time));
  return Number.isNaN(date.getTime()) ? `time ${time.join(' ')}` : date.toISOString();
}

function between([startSeconds, startNanos]: HrTime, [seconds, nanos]: HrTime): HrTime {
  return [seconds - startSeconds, nanos - startNanos];
}

function duration(time: HrTime): string {
  return `${toMs(time).toFixed(3)} ms`;
}
