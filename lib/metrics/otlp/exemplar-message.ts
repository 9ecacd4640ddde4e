import type { MetricData } from '@opentelemetry/sdk-metrics';
import type { Exemplar } from '../exemplar-data';
import { isInt64, isIntegerValue, spanIdOf, traceIdOf } from './exemplar-rules';
import type { WireWriter } from './wire-writer';

/** Field numbers of `Exemplar` (opentelemetry/proto/metrics/v1/metrics.proto). */
const EXEMPLAR = { time: 2, asDouble: 3, spanId: 4, traceId: 5, asInt: 6, filteredAttributes: 7 } as const;

/** Field numbers of `KeyValue`, `AnyValue` and `ArrayValue` (opentelemetry/proto/common/v1/common.proto). */
const KEY_VALUE = { key: 1, value: 2 } as const;
const ANY_VALUE = { string: 1, bool: 2, int: 3, double: 4, array: 5 } as const;
const ARRAY_VALUE = { values: 1 } as const;

/** Writes an exemplar of `metric` as field `field` of its data point. */
export function writeExemplar(
  writer: WireWriter,
  field: number,
  exemplar: Exemplar,
  metric: MetricData,
): void {
  const { filteredAttributes, timestamp, value } = exemplar;
  const traceId = traceIdOf(exemplar);
  const spanId = spanIdOf(exemplar);
  const start = writer.open(field);
  writer.time(EXEMPLAR.time, timestamp);
  if (isIntegerValue(metric, value)) writer.sfixed64(EXEMPLAR.asInt, value);
  else writer.double(EXEMPLAR.asDouble, value);
  if (spanId !== undefined) writer.hex(EXEMPLAR.spanId, spanId);
  if (traceId !== undefined) writer.hex(EXEMPLAR.traceId, traceId);
  for (const key of Object.keys(filteredAttributes)) {
    writeAttribute(writer, key, filteredAttributes[key]);
  }
  writer.close(start);
}

function writeAttribute(writer: WireWriter, key: string, value: unknown): void {
  if (value === undefined) return;
  const pair = writer.open(EXEMPLAR.filteredAttributes);
  writer.string(KEY_VALUE.key, key);
  writeAnyValue(writer, KEY_VALUE.value, value);
  writer.close(pair);
}

/** What is of no type that an attribute may have is written without a value, as the stock serializer does it. */
function writeAnyValue(writer: WireWriter, field: number, value: unknown): void {
  const start = writer.open(field);
  if (typeof value === 'string') writer.string(ANY_VALUE.string, value);
  else if (typeof value === 'boolean') writer.bool(ANY_VALUE.bool, value);
  else if (typeof value === 'number') writeNumber(writer, value);
  else if (Array.isArray(value)) {
    const array = writer.open(ANY_VALUE.array);
    for (const item of value) writeAnyValue(writer, ARRAY_VALUE.values, item);
    writer.close(array);
  }
  writer.close(start);
}

function writeNumber(writer: WireWriter, value: number): void {
  if (isInt64(value)) writer.int64(ANY_VALUE.int, value);
  else writer.double(ANY_VALUE.double, value);
}
