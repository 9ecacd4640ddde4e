import { diag } from '@opentelemetry/api';
import {
  AggregationType,
  createAllowListAttributesProcessor,
  createDenyListAttributesProcessor,
  InstrumentType,
  type MetricData,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics';
import { MeterProvider } from '../../lib/metrics';
import { recordDiagnostics } from '../support/diagnostics';
import { setUp } from './support';

const namesOf = (metrics: MetricData[]): string[] => metrics.map(({ descriptor }) => descriptor.name);

/** Whether a View matches a histogram `http.server.duration` in `s` of the meter `http` 1.2.3. */
async function isSelected(selector: ViewOptions): Promise<boolean> {
  const { provider, reader } = setUp({
    views: [{ ...selector, aggregation: { type: AggregationType.DROP } }],
  });
  const meter = provider.getMeter('http', '1.2.3', { schemaUrl: 'https://example.com/1' });
  meter.createHistogram('http.server.duration', { unit: 's' }).record(1);
  return (await reader.metrics()).length === 0;
}

describe('a View', () => {
  afterEach(() => diag.disable());

  it.each<ViewOptions>([
    { instrumentName: '*' },
    { instrumentName: 'http.server.duration' },
    { instrumentName: 'HTTP.Server.*' },
    { instrumentName: 'http.?erver.*' },
    { instrumentType: InstrumentType.HISTOGRAM },
    { instrumentUnit: 's' },
    { meterName: 'http' },
    { meterVersion: '1.2.3' },
    { meterSchemaUrl: 'https://example.com/1' },
    {
      instrumentName: 'http.*',
      instrumentType: InstrumentType.HISTOGRAM,
      instrumentUnit: 's',
      meterName: 'http',
    },
  ])('selects an instrument by %j', async (selector) => {
    expect(await isSelected(selector)).toBe(true);
  });

  it.each<ViewOptions>([
    { instrumentName: 'http.client.*' },
    { instrumentType: InstrumentType.COUNTER },
    { instrumentUnit: 'ms' },
    { meterName: 'https' },
    { meterName: 'h*' },
    { meterVersion: '1.2.4' },
    { meterSchemaUrl: 'https://example.com/2' },
    { instrumentName: '*', instrumentType: InstrumentType.HISTOGRAM, instrumentUnit: 'ms' },
  ])('leaves an instrument alone that is not %j', async (selector) => {
    expect(await isSelected(selector)).toBe(false);
  });

  it('renames, describes, and keeps the unit and type', async () => {
    const { meter, reader } = setUp({
      views: [{ instrumentName: 'calls', name: 'any name at all!', description: 'Calls that were made' }],
    });
    meter.createCounter('calls', { unit: '{call}', description: 'Calls' }).add(1);

    expect((await reader.metrics())[0]?.descriptor).toMatchObject({
      name: 'any name at all!',
      description: 'Calls that were made',
      unit: '{call}',
      type: 'COUNTER',
    });
  });

  it('keeps only the attributes of its allow-list, and adds up what becomes the same', async () => {
    const { meter, reader } = setUp({
      views: [{ instrumentName: '*', attributesProcessors: [createAllowListAttributesProcessor(['queue'])] }],
    });
    const calls = meter.createCounter('calls');
    calls.add(1, { queue: 'a', id: 1 });
    calls.add(2, { queue: 'a', id: 2 });
    calls.add(4);

    expect(await reader.values('calls')).toEqual({ '{"queue":"a"}': 3, '{}': 4 });
  });

  it('applies its attribute processors one after the other', async () => {
    const attributesProcessors = [
      createAllowListAttributesProcessor(['queue', 'id']),
      createDenyListAttributesProcessor(['id']),
    ];
    const { meter, reader } = setUp({ views: [{ instrumentName: '*', attributesProcessors }] });
    meter.createCounter('calls').add(1, { queue: 'a', id: 1, other: 2 });

    expect(await reader.values('calls')).toEqual({ '{"queue":"a"}': 1 });
  });

  it('adds up what a callback observes of one series under an attribute filter', async () => {
    const { meter, reader } = setUp({
      views: [{ instrumentName: 'bytes', attributesProcessors: [createAllowListAttributesProcessor([])] }],
    });
    meter.createObservableCounter('bytes').addCallback((result) => {
      result.observe(1, { disk: 'a' });
      result.observe(2, { disk: 'b' });
    });

    expect(await reader.values('bytes')).toEqual({ '{}': 3 });
    expect(await reader.values('bytes')).toEqual({ '{}': 3 });
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    [
      'throws an object without text',
      () => {
        throw Object.create(null);
      },
    ],
  ])('lets no attributes out when a processor %s, and tells it once', async (_how, process) => {
    const { errors } = recordDiagnostics();
    const { meter, reader } = setUp({
      views: [{ instrumentName: '*', attributesProcessors: [{ process }] }],
    });
    const calls = meter.createCounter('calls');
    calls.add(1, { secret: 'x' });
    calls.add(2, { secret: 'y' });

    expect(await reader.values('calls')).toEqual({ '{}': 3 });
    expect(errors).toHaveLength(1);
  });

  it.each([undefined, null, 'text', 5])('takes %p from a processor for no attributes', async (given) => {
    const { meter, reader } = setUp({
      views: [{ instrumentName: '*', attributesProcessors: [{ process: () => given as never }] }],
    });
    meter.createCounter('calls').add(1, { queue: 'a' });

    expect(await reader.values('calls')).toEqual({ '{}': 1 });
  });

  it('drops an instrument, observable ones too', async () => {
    const { provider, meter, reader } = setUp({
      views: [{ instrumentName: '*', aggregation: { type: AggregationType.DROP } }],
    });
    meter.createCounter('calls').add(1);
    meter.createObservableGauge('temperature').addCallback((result) => result.observe(1));

    expect(await reader.metrics()).toEqual([]);
    expect(provider.streams()).toEqual([]);
  });

  it('chooses the aggregation', async () => {
    const { meter, reader } = setUp({
      views: [
        {
          instrumentName: 'duration',
          aggregation: {
            type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM,
            options: { boundaries: [10, 1], recordMinMax: false },
          },
        },
        { instrumentName: 'size', aggregation: { type: AggregationType.SUM } },
        { instrumentName: 'level', aggregation: { type: AggregationType.LAST_VALUE } },
      ],
    });
    meter.createHistogram('duration').record(5);
    meter.createHistogram('size').record(5);
    meter.createHistogram('size').record(6);
    meter.createUpDownCounter('level').add(5);
    meter.createUpDownCounter('level').add(3);

    expect(await reader.values('duration')).toEqual({
      '{}': { buckets: { boundaries: [1, 10], counts: [0, 1, 0] }, count: 1, sum: 5 },
    });
    expect(await reader.values('size')).toEqual({ '{}': 11 });
    expect(await reader.values('level')).toEqual({ '{}': 3 });
  });

  it('has its own limit, which wins over that of the provider and that of the reader', async () => {
    const { meter, reader, provider } = setUp(
      { cardinalityLimit: 5, views: [{ instrumentName: 'few', aggregationCardinalityLimit: 1 }] },
      { limit: 7 },
    );
    const [few, more] = [meter.createCounter('few'), meter.createCounter('more')];
    for (let n = 0; n < 10; n += 1) {
      few.add(1, { n });
      more.add(1, { n });
    }

    expect(await reader.values('few')).toEqual({ '{"n":0}': 1, '{"otel.metric.overflow":true}': 9 });
    expect(provider.streams()).toMatchObject([
      { name: 'few', limit: 1, series: 2, overflowed: 9 },
      { name: 'more', limit: 5, series: 6, overflowed: 5 },
    ]);
  });

  it('does not hide that other Views match too: each has a metric', async () => {
    const { meter, reader } = setUp({
      views: [
        {
          instrumentName: 'calls',
          name: 'calls.all',
          attributesProcessors: [createAllowListAttributesProcessor([])],
        },
        { instrumentName: 'calls', name: 'calls.by_queue' },
      ],
    });
    meter.createCounter('calls').add(1, { queue: 'a' });

    const metrics = await reader.metrics();
    expect(namesOf(metrics)).toEqual(['calls.all', 'calls.by_queue']);
    expect(metrics.map(({ dataPoints }) => dataPoints[0]?.attributes)).toEqual([{}, { queue: 'a' }]);
  });

  it('that gives two instruments the same name adds them up', async () => {
    const { meter, reader } = setUp({
      views: [
        { instrumentName: 'calls', name: 'all' },
        { instrumentName: 'jobs', name: 'all' },
      ],
    });
    meter.createCounter('calls').add(1);
    meter.createCounter('jobs').add(2);

    expect(await reader.values('all')).toEqual({ '{}': 3 });
  });

  it('records once what two Views have alike', async () => {
    const { meter, reader } = setUp({ views: [{ instrumentName: 'c*' }, { instrumentName: '*s' }] });
    meter.createCounter('calls').add(1);

    expect(namesOf(await reader.metrics())).toEqual(['calls']);
    expect(await reader.values('calls')).toEqual({ '{}': 1 });
  });

  it('is told of once when two of one instrument go out under one name', async () => {
    const { warnings } = recordDiagnostics();
    const { meter, reader } = setUp({
      views: [
        { instrumentName: 'size' },
        { instrumentName: 'size', aggregation: { type: AggregationType.SUM } },
      ],
    });
    meter.createHistogram('size').record(1);
    meter.createHistogram('size').record(1);

    expect(namesOf(await reader.metrics())).toEqual(['size', 'size']);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch('give one of these Views a name of its own');
  });

  it.each<[string, ViewOptions, string]>([
    ['selects nothing', {}, 'selects no instruments'],
    ['renames several', { instrumentName: 'a*', name: 'b' }, 'must select one instrument'],
    ['renames those of a meter', { meterName: 'a', name: 'b' }, 'must select one instrument'],
    [
      'has an unknown aggregation',
      { instrumentName: 'a', aggregation: { type: 99 } as never },
      'unknown aggregation',
    ],
    [
      'has boundaries that are no numbers',
      {
        instrumentName: 'a',
        aggregation: {
          type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM,
          options: { boundaries: [1, Number.NaN] },
        },
      },
      'must be numbers',
    ],
  ])('that %s is refused when the provider is made', (_what, view, message) => {
    expect(() => new MeterProvider({ views: [view] })).toThrow(message);
  });

  it('leaves aggregation to the readers where it says nothing of it', async () => {
    const { meter, reader } = setUp({ views: [{ instrumentName: 'size', description: 'Sizes' }] });
    meter.createHistogram('size', { advice: { explicitBucketBoundaries: [1, 2] } }).record(1);

    expect(await reader.values('size')).toMatchObject({ '{}': { buckets: { boundaries: [1, 2] } } });
  });
});
