import { ValueType } from '@opentelemetry/api';
import type { MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { Exemplar, ExemplarCarrier } from '../exemplar-data';

/** What protobuf and JSON have in common in how an exemplar is written. */

const TWO_TO_63 = 2 ** 63;
const TRACE_ID_DIGITS = 32;
const SPAN_ID_DIGITS = 16;
const NONE: readonly Exemplar[] = [];

/** The exemplars of a data point. */
export function exemplarsOf(point: ExemplarCarrier): readonly Exemplar[] {
  return point.exemplars ?? NONE;
}

/** Whether any data point of a metric has an exemplar. */
export function hasExemplars({ dataPoints }: MetricData): boolean {
  for (const point of dataPoints) if (exemplarsOf(point).length > 0) return true;
  return false;
}

/** Whether any metric has an exemplar. */
export function hasAnyExemplars({ scopeMetrics }: ResourceMetrics): boolean {
  return scopeMetrics.some(({ metrics }) => metrics.some(hasExemplars));
}

/** Whether a number of an attribute is written as an int64, the rest being doubles; as the stock serializers do it. */
export function isInt64(value: number): boolean {
  return Number.isInteger(value) && value >= -TWO_TO_63 && value < TWO_TO_63;
}

/** Whether an exemplar's value is written as an integer: it is one, and its instrument's values are. */
export function isIntegerValue({ descriptor }: MetricData, value: number): boolean {
  return descriptor.valueType === ValueType.INT && isInt64(value);
}

/** The trace id, unless it is none: a receiver would refuse the whole request for it. */
export function traceIdOf({ traceId }: Exemplar): string | undefined {
  return isHex(traceId, TRACE_ID_DIGITS) ? traceId : undefined;
}

/** The span id, unless it is none. */
export function spanIdOf({ spanId }: Exemplar): string | undefined {
  return isHex(spanId, SPAN_ID_DIGITS) ? spanId : undefined;
}

function isHex(text: string | undefined, digits: number): boolean {
  if (text?.length !== digits) return false;
  for (let at = 0; at < digits; at += 1) if (!isHexDigit(text.charCodeAt(at))) return false;
  return true;
}

function isHexDigit(code: number): boolean {
  const lowerCase = code | 0x20;
  return (code >= 0x30 && code <= 0x39) || (lowerCase >= 0x61 && lowerCase <= 0x66);
}
