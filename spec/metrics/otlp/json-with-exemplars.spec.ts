import { diag } from '@opentelemetry/api';
import { JsonMetricsSerializer } from '@opentelemetry/otlp-transformer';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import * as fc from 'fast-check';
import { jsonWithExemplars } from '../../../lib/metrics/otlp/json-with-exemplars';
import { recordDiagnostics } from '../../support/diagnostics';
import { resourceMetrics } from './support/arbitrary-metrics';
import { takeExemplars } from './support/data-points';
import { expectedExemplars, type Form } from './support/expected-exemplars';
import type { Decoded } from './support/metrics-proto';
import { SAMPLE_EXEMPLAR, sampleMetrics } from './support/sample-metrics';

const FORM: Form = {
  // As the stock serializer writes them; JSON has no negative zero.
  integer: (value) => Number(value),
  double: (value) => (Number.isFinite(value) ? value + 0 : String(value)),
  text: (value) => value,
};

function decode(bytes: Uint8Array | undefined): Decoded {
  return JSON.parse(Buffer.from(bytes ?? []).toString()) as Decoded;
}

function sentFor(bytes: Uint8Array | undefined, metrics = sampleMetrics()): Uint8Array | undefined {
  return jsonWithExemplars({ ...JsonMetricsSerializer, serializeRequest: () => bytes }).serializeRequest(
    metrics,
  );
}

function stockBytes(metrics: ResourceMetrics): Uint8Array {
  return JsonMetricsSerializer.serializeRequest(metrics) ?? new Uint8Array();
}

afterEach(() => diag.disable());

describe('a JSON request with exemplars', () => {
  const serializer = jsonWithExemplars(JsonMetricsSerializer);

  it('has what the stock request has, and each data point its exemplars', () => {
    const warnings = recordDiagnostics().warnings;
    fc.assert(
      fc.property(resourceMetrics, (metrics) => {
        const request = decode(serializer.serializeRequest(metrics));
        const exemplars = takeExemplars(request);

        expect(exemplars.map((each) => each.map(withoutEmpty))).toEqual(expectedExemplars(metrics, FORM));
        expect(request).toEqual(decode(stockBytes(metrics)));
      }),
      { numRuns: 300 },
    );
    expect(warnings).toEqual([]);
  });

  it('shows an exemplar of a counter of integers with its attributes, its time and its span', () => {
    expect(takeExemplars(decode(serializer.serializeRequest(sampleMetrics())))).toEqual([
      [
        {
          filteredAttributes: [{ key: 'card.slot', value: { intValue: 3 } }],
          timeUnixNano: '1790000000123456789',
          asInt: 7,
          spanId: 'b7ad6b7169203331',
          traceId: '0af7651916cd43dd8448eb211c80319c',
        },
      ],
    ]);
  });

  it('leaves out ids that are none, for which a receiver would refuse everything', () => {
    const metrics = sampleMetrics([{ ...SAMPLE_EXEMPLAR, traceId: 'none', spanId: 'x'.repeat(16) }]);
    const [[exemplar] = []] = takeExemplars(decode(serializer.serializeRequest(metrics)));

    expect(Object.keys(exemplar ?? {})).toEqual(['filteredAttributes', 'timeUnixNano', 'asInt']);
  });

  it('hands on answers of the backend to the stock serializer', () => {
    const answer = Buffer.from('{"partialSuccess":{"rejectedDataPoints":3}}');

    expect(serializer.deserializeResponse(answer)).toEqual({ partialSuccess: { rejectedDataPoints: 3 } });
  });
});

describe('a JSON request', () => {
  it('is the very bytes of the stock serializer where no data point has an exemplar', () => {
    const bytes = stockBytes(sampleMetrics([]));

    expect(sentFor(bytes, sampleMetrics([]))).toBe(bytes);
  });

  it('is nothing where the stock serializer has nothing to send', () => {
    expect(sentFor(undefined)).toBeUndefined();
  });

  it.each([
    ['is no JSON', 'resourceMetrics'],
    ['is no object', '7'],
    ['has no resource', '{"resourceMetrics":[]}'],
    ['has something else as a resource', '{"resourceMetrics":[7]}'],
    ['has no scopes', '{"resourceMetrics":[{}]}'],
    ['has a metric without data', '{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{}]}]}]}'],
    [
      'has another number of points',
      '{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"sum":{"dataPoints":[{},{}]}}]}]}]}',
    ],
    [
      'has exemplars already',
      '{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"sum":{"dataPoints":[{"exemplars":[]}]}}]}]}]}',
    ],
  ])('is sent as it is, and tells so once, where it %s', (_case, text) => {
    const warnings = recordDiagnostics().warnings;
    const bytes = Buffer.from(text);
    const broken = jsonWithExemplars({ ...JsonMetricsSerializer, serializeRequest: () => bytes });

    expect(broken.serializeRequest(sampleMetrics())).toBe(bytes);
    expect(broken.serializeRequest(sampleMetrics())).toBe(bytes);
    expect(warnings).toEqual([expect.stringContaining('sent over OTLP without their exemplars')]);
  });
});

/** An empty list is the same as none, in every form of protobuf. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => !Array.isArray(item) || item.length > 0);
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutEmpty(item)]));
}
