import { diag } from '@opentelemetry/api';
import { AggregationType } from '@opentelemetry/sdk-metrics';
import type { ExemplarFilter, MeterProviderOptions } from '../../lib/metrics';
import { recordDiagnostics } from '../support/diagnostics';
import { setUp } from './support';

/** What a counter has that is recorded once and then not for a year, and what was told of the options. */
async function afterOneYear(options: MeterProviderOptions) {
  const { errors } = recordDiagnostics();
  const { meter, reader, clock } = setUp(options);
  meter.createCounter('calls').add(1);
  await reader.collect();
  clock.nowMs += 365 * 86_400_000;
  return { points: await reader.points('calls'), errors };
}

describe('options of a MeterProvider that cannot be', () => {
  afterEach(() => diag.disable());

  it.each<[unknown, string]>([
    ['5m', 'not 5m'],
    [Number.NaN, 'not NaN'],
    [0, 'not 0'],
    [-1, 'not -1'],
    [null, 'not null'],
  ])('a time to live of %p is told, and series live on', async (seriesTtlMs, told) => {
    const { points, errors } = await afterOneYear({ seriesTtlMs: seriesTtlMs as number });

    expect(points).toMatchObject([{ value: 1 }]);
    expect(errors).toEqual([
      expect.stringMatching(`seriesTtlMs is left out: .* milliseconds above 0, ${told}`),
    ]);
  });

  it('a deadline of callbacks is told, and the default taken', async () => {
    const { points, errors } = await afterOneYear({ callbackTimeoutMs: -4 });

    expect(points).toMatchObject([{ value: 1 }]);
    expect(errors).toEqual([expect.stringContaining('callbackTimeoutMs is left out')]);
  });

  it('a filter of exemplars is told, and does not let all measurements pass', async () => {
    const { points, errors } = await afterOneYear({ exemplarFilter: 'TraceBased' as ExemplarFilter });

    expect(points).toMatchObject([{ value: 1, exemplars: [] }]);
    expect(errors).toEqual([
      expect.stringContaining('must be one of trace_based, always_on, always_off, not TraceBased'),
    ]);
  });

  it.each([2.5, Number.NaN, -1, Number.POSITIVE_INFINITY])(
    'a size of %p for an exponential histogram loses no measurement and no exemplar',
    async (maxSize) => {
      const { warnings } = recordDiagnostics();
      const { meter, reader } = setUp({
        exemplarFilter: 'always_on',
        views: [
          {
            instrumentName: 'size',
            aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM, options: { maxSize } },
          },
        ],
      });
      meter.createHistogram('size').record(5);

      expect(await reader.points('size')).toMatchObject([{ value: { count: 1 }, exemplars: [{ value: 5 }] }]);
      expect(warnings).toEqual([]);
    },
  );
});
