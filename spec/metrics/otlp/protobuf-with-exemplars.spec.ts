import { diag } from '@opentelemetry/api';
import { ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import * as fc from 'fast-check';
import { protobufWithExemplars } from '../../../lib/metrics/otlp/protobuf-with-exemplars';
import { recordDiagnostics } from '../../support/diagnostics';
import { resourceMetrics } from './support/arbitrary-metrics';
import { takeExemplars } from './support/data-points';
import { expectedExemplars, type Form } from './support/expected-exemplars';
import { decodeRequest } from './support/metrics-proto';
import { SAMPLE_EXEMPLAR, sampleMetrics } from './support/sample-metrics';

const FORM: Form = {
  integer: String,
  double: (value) => value,
  text: (value) => Buffer.from(value).toString(),
};

function stockBytes(metrics: ResourceMetrics): Uint8Array {
  return ProtobufMetricsSerializer.serializeRequest(metrics) ?? new Uint8Array();
}

/** What is sent where the stock serializer writes `bytes`. */
function sentFor(bytes: Uint8Array | undefined, metrics = sampleMetrics()): Uint8Array | undefined {
  return protobufWithExemplars({
    ...ProtobufMetricsSerializer,
    serializeRequest: () => bytes,
  }).serializeRequest(metrics);
}

afterEach(() => diag.disable());

describe('a protobuf request with exemplars', () => {
  const serializer = protobufWithExemplars(ProtobufMetricsSerializer);

  it('has what the stock request has, and each data point its exemplars', () => {
    const warnings = recordDiagnostics().warnings;
    fc.assert(
      fc.property(resourceMetrics, (metrics) => {
        const request = decodeRequest(serializer.serializeRequest(metrics) ?? new Uint8Array());
        const exemplars = takeExemplars(request);

        expect(exemplars).toEqual(expectedExemplars(metrics, FORM));
        expect(request).toEqual(decodeRequest(stockBytes(metrics)));
      }),
      { numRuns: 300 },
    );
    expect(warnings).toEqual([]);
  });

  it('shows an exemplar of a counter of integers with its attributes, its time and its span', () => {
    const request = decodeRequest(serializer.serializeRequest(sampleMetrics()) ?? new Uint8Array());

    expect(takeExemplars(request)).toEqual([
      [
        {
          filteredAttributes: [{ key: 'card.slot', value: { intValue: '3' } }],
          timeUnixNano: '1790000000123456789',
          asInt: '7',
          spanId: 'b7ad6b7169203331',
          traceId: '0af7651916cd43dd8448eb211c80319c',
        },
      ],
    ]);
  });

  it('writes a value that is no integer as a double, also where the instrument has integers', () => {
    const metrics = sampleMetrics([{ ...SAMPLE_EXEMPLAR, value: 0.5 }]);
    const request = decodeRequest(serializer.serializeRequest(metrics) ?? new Uint8Array());

    expect(takeExemplars(request)).toMatchObject([[{ asDouble: 0.5 }]]);
  });

  it.each([['short'], ['g'.repeat(32)], ['0'.repeat(31)], ['\u0130'.repeat(32)]])(
    'leaves out ids that are none, for which a receiver would refuse everything: %s',
    (traceId) => {
      const metrics = sampleMetrics([{ ...SAMPLE_EXEMPLAR, traceId, spanId: traceId.slice(0, 16) }]);
      const request = decodeRequest(serializer.serializeRequest(metrics) ?? new Uint8Array());
      const [[exemplar] = []] = takeExemplars(request);

      expect(exemplar).not.toHaveProperty('traceId');
      expect(exemplar).toMatchObject({ asInt: '7' });
    },
  );

  it('takes ids with capital digits', () => {
    const traceId = '0AF7651916CD43DD8448EB211C80319C';
    const metrics = sampleMetrics([{ ...SAMPLE_EXEMPLAR, traceId }]);
    const request = decodeRequest(serializer.serializeRequest(metrics) ?? new Uint8Array());

    expect(takeExemplars(request)).toMatchObject([[{ traceId: traceId.toLowerCase() }]]);
  });

  it('writes an attribute of another type than the API allows without a value', () => {
    const filteredAttributes = { odd: Symbol('odd') as unknown as string, even: 2 };
    const metrics = sampleMetrics([{ ...SAMPLE_EXEMPLAR, filteredAttributes }]);
    const request = decodeRequest(serializer.serializeRequest(metrics) ?? new Uint8Array());

    expect(takeExemplars(request)).toMatchObject([
      [
        {
          filteredAttributes: [
            { key: 'odd', value: {} },
            { key: 'even', value: { intValue: '2' } },
          ],
        },
      ],
    ]);
  });

  it('hands on answers of the backend to the stock serializer', () => {
    expect(serializer.deserializeResponse(new Uint8Array())).toEqual(
      ProtobufMetricsSerializer.deserializeResponse(new Uint8Array()),
    );
  });
});

describe('a protobuf request', () => {
  it('is the very bytes of the stock serializer where no data point has an exemplar', () => {
    const bytes = stockBytes(sampleMetrics([]));

    expect(sentFor(bytes, sampleMetrics([]))).toBe(bytes);
  });

  it('is nothing where the stock serializer has nothing to send', () => {
    expect(sentFor(undefined)).toBeUndefined();
  });

  it('keeps fields that are not known here', () => {
    const unknown = Buffer.from([
      0xfa, 0x01, 0x02, 0x68, 0x69, 0x80, 0x02, 0x96, 0x01, 0x8d, 0x02, 1, 2, 3, 4,
    ]);
    const sent = Buffer.from(sentFor(Buffer.concat([stockBytes(sampleMetrics()), unknown])) ?? []);

    expect(sent.subarray(-unknown.length)).toEqual(unknown);
    expect(takeExemplars(decodeRequest(sent))).toMatchObject([[{ asInt: '7' }]]);
  });

  it('is no error and loses nothing, however the stock bytes are broken', () => {
    const metrics = sampleMetrics();
    const stock = stockBytes(metrics);
    const traceId = Buffer.from(SAMPLE_EXEMPLAR.traceId ?? '', 'hex');
    const change = fc.record({
      at: fc.nat(stock.length - 1),
      byte: fc.nat(255),
      length: fc.nat(stock.length),
    });
    fc.assert(
      fc.property(change, ({ at, byte, length }) => {
        const broken = Uint8Array.from(stock.subarray(0, length));
        if (at < length) broken[at] = byte;
        const sent = sentFor(broken, metrics) ?? new Uint8Array();

        // A byte within a text or a number breaks nothing that has to be walked: then there is the exemplar, too.
        if (sent !== broken) {
          expect(Buffer.from(sent).includes(traceId)).toBe(true);
          expect(sent.length).toBeGreaterThan(broken.length);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['is cut', (stock: Uint8Array) => stock.subarray(0, -1)],
    ['has two resources', (stock: Uint8Array) => Buffer.concat([stock, stock])],
    ['has none', () => new Uint8Array()],
    ['ends within a tag', (stock: Uint8Array) => Buffer.concat([stock, Buffer.from([0x80])])],
    ['has a metric without data', () => Buffer.from([0x0a, 0x04, 0x12, 0x02, 0x12, 0x00])],
    ['has a group', (stock: Uint8Array) => Buffer.concat([stock, Buffer.from([0x0b])])],
    ['has a length beyond all bounds', () => Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])],
    ['has a number where the resource should be', () => Buffer.from([0x08, 0x01])],
  ])('is sent as it is, and tells so once, where it %s', (_case, change) => {
    const warnings = recordDiagnostics().warnings;
    const bytes = change(stockBytes(sampleMetrics()));
    const broken = protobufWithExemplars({ ...ProtobufMetricsSerializer, serializeRequest: () => bytes });

    expect(broken.serializeRequest(sampleMetrics())).toBe(bytes);
    expect(broken.serializeRequest(sampleMetrics())).toBe(bytes);
    expect(warnings).toEqual([expect.stringContaining('sent over OTLP without their exemplars')]);
  });

  it('is sent as it is where its data points have exemplars already', () => {
    const warnings = recordDiagnostics().warnings;
    const bytes = protobufWithExemplars(ProtobufMetricsSerializer).serializeRequest(sampleMetrics());

    expect(sentFor(bytes)).toBe(bytes);
    expect(warnings).toEqual([expect.stringContaining('has the field 5 already')]);
  });

  it('is sent as it is where the metrics have another number of points than it', () => {
    const warnings = recordDiagnostics().warnings;
    const bytes = stockBytes({ ...sampleMetrics(), scopeMetrics: [] });

    expect(sentFor(bytes)).toBe(bytes);
    expect(warnings).toEqual([expect.stringContaining('1 messages were expected in field 2')]);
  });
});
