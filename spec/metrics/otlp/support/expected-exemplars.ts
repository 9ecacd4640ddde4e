import { ValueType } from '@opentelemetry/api';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { Exemplar, ExemplarCarrier } from '../../../../lib/metrics/exemplar-data';
import type { Decoded } from './metrics-proto';

/** How a receiver that has decoded a request shows a 64-bit integer, a double, and a text. */
export interface Form {
  readonly integer: (value: bigint) => unknown;
  readonly double: (value: number) => unknown;
  readonly text: (value: string) => unknown;
}

/** What a receiver has to find on each data point, in the order of {@link takeExemplars}. */
export function expectedExemplars({ scopeMetrics }: ResourceMetrics, form: Form): (readonly Decoded[])[] {
  return scopeMetrics
    .flatMap(({ metrics }) => metrics)
    .flatMap(({ descriptor, dataPoints }) =>
      (dataPoints as ExemplarCarrier[]).map(({ exemplars = [] }) =>
        exemplars.map((exemplar) => expected(exemplar, descriptor.valueType, form)),
      ),
    );
}

function expected(exemplar: Exemplar, valueType: ValueType, form: Form): Decoded {
  const { filteredAttributes, timestamp, value, ...ids } = exemplar;
  const attributes = Object.entries(filteredAttributes)
    .filter(([, attribute]) => attribute !== undefined)
    .map(([key, attribute]) => ({ key: form.text(key), value: anyValue(attribute, form) }));
  const [seconds, nanos] = timestamp;
  return {
    timeUnixNano: String(BigInt(seconds) * 1_000_000_000n + BigInt(nanos)),
    ...(valueType === ValueType.INT && isInt64(value)
      ? { asInt: form.integer(BigInt(value)) }
      : { asDouble: form.double(value) }),
    ...ids,
    ...(attributes.length > 0 && { filteredAttributes: attributes }),
  };
}

function anyValue(value: unknown, form: Form): Decoded {
  if (typeof value === 'string') return { stringValue: form.text(value) };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') {
    return isInt64(value) ? { intValue: form.integer(BigInt(value)) } : { doubleValue: form.double(value) };
  }
  if (!Array.isArray(value)) return {};
  return { arrayValue: value.length === 0 ? {} : { values: value.map((item) => anyValue(item, form)) } };
}

function isInt64(value: number): boolean {
  return Number.isInteger(value) && BigInt.asIntN(64, BigInt(value)) === BigInt(value);
}
