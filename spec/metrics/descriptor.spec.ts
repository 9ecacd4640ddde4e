import { diag } from '@opentelemetry/api';
import { createAllowListAttributesProcessor } from '@opentelemetry/sdk-metrics';
import { recordDiagnostics } from '../support/diagnostics';
import { setUp } from './support';

const DEFAULT_BOUNDARIES = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1_000, 2_500, 5_000, 7_500, 10_000];

/** The boundaries of a histogram with this advice. */
async function boundariesWith(advice: unknown): Promise<number[] | undefined> {
  const { meter, reader } = setUp();
  meter.createHistogram('size', { advice: advice as never }).record(1);
  const [point] = await reader.points<{ buckets: { boundaries: number[] } }>('size');
  return point?.value.buckets.boundaries;
}

describe('the name of an instrument', () => {
  afterEach(() => diag.disable());

  it.each(['a', 'http.server.request.duration', 'A_b-c/d.9', `a${'b'.repeat(254)}`])('may be %s', (name) => {
    const { warnings } = recordDiagnostics();
    setUp().meter.createCounter(name);

    expect(warnings).toEqual([]);
  });

  it.each<unknown>([
    '',
    '9lives',
    '_private',
    'with space',
    'ümlaut',
    'a'.repeat(300),
    undefined,
    null,
    5,
    {},
    Symbol('a'),
  ])('is told of and used when it is %p', async (name) => {
    const { warnings } = recordDiagnostics();
    const { meter, reader } = setUp();
    meter.createCounter(name as string).add(1);
    meter.createHistogram(name as string).record(1);
    meter.createObservableGauge(name as string).addCallback((result) => result.observe(1));

    expect((await reader.metrics()).map(({ descriptor }) => descriptor.name)).toEqual(
      Array(3).fill(typeof name === 'string' ? name : ''),
    );
    expect(warnings[0]).toMatch('Invalid metric name: ');
  });
});

describe('the options of an instrument', () => {
  afterEach(() => diag.disable());

  it.each<unknown>([
    undefined,
    null,
    {},
    'text',
    5,
    { unit: null, description: null },
    { unit: 5, description: {} },
  ])('that are %p leave unit and description empty', async (options) => {
    const { meter, reader } = setUp();
    meter.createCounter('calls', options as never).add(1);

    expect((await reader.metrics())[0]?.descriptor).toMatchObject({ unit: '', description: '' });
  });

  it('may have any unit and description: they are not checked', async () => {
    const { warnings } = recordDiagnostics();
    const { meter, reader } = setUp();
    meter.createCounter('calls', { unit: 'ü'.repeat(100), description: 'line\nline' }).add(1);

    expect((await reader.metrics())[0]?.descriptor).toMatchObject({
      unit: 'ü'.repeat(100),
      description: 'line\nline',
    });
    expect(warnings).toEqual([]);
  });
});

describe('advised bucket boundaries', () => {
  afterEach(() => diag.disable());

  it('are used, in ascending order and each once', async () => {
    expect(await boundariesWith({ explicitBucketBoundaries: [10, 1, 10, 5] })).toEqual([1, 5, 10]);
  });

  it('may be none: there is one bucket', async () => {
    expect(await boundariesWith({ explicitBucketBoundaries: [] })).toEqual([]);
  });

  it('have no infinities: there is a bucket beyond the last anyway', async () => {
    const explicitBucketBoundaries = [Number.NEGATIVE_INFINITY, 1, Number.POSITIVE_INFINITY];
    expect(await boundariesWith({ explicitBucketBoundaries })).toEqual([1]);
  });

  it('are those of the specification where none are advised', async () => {
    expect(await boundariesWith(undefined)).toEqual(DEFAULT_BOUNDARIES);
    expect(await boundariesWith(null)).toEqual(DEFAULT_BOUNDARIES);
  });

  it.each<unknown>(['1,2', 5, {}, null, ['1'], [1, Number.NaN], [null], [[1]]])(
    'are told of and left out when they are %j',
    async (explicitBucketBoundaries) => {
      const { errors } = recordDiagnostics();

      expect(await boundariesWith({ explicitBucketBoundaries })).toEqual(DEFAULT_BOUNDARIES);
      expect(errors).toEqual([expect.stringMatching('the advised bucket boundaries of size are left out')]);
    },
  );

  it('are copied: the author may change the array', async () => {
    const explicitBucketBoundaries = [1, 2];
    const { meter, reader } = setUp();
    const histogram = meter.createHistogram('size', { advice: { explicitBucketBoundaries } });
    explicitBucketBoundaries.length = 0;
    histogram.record(1);

    expect(await reader.values('size')).toMatchObject({ '{}': { buckets: { boundaries: [1, 2] } } });
  });
});

describe('advised attributes', () => {
  afterEach(() => diag.disable());

  const advice = { attributes: ['queue'] } as never;

  it('are the only ones that are kept, whatever others are given', async () => {
    const { meter, reader } = setUp();
    const calls = meter.createCounter('calls', { advice });
    for (let n = 0; n < 500; n += 1) calls.add(1, { [`other.${n}`]: n, queue: 'a' });
    calls.add(1, { queue: 'b', other: ['list'] });
    calls.add(1, { other: 1 });

    expect(await reader.values('calls')).toEqual({ '{"queue":"a"}': 500, '{"queue":"b"}': 1, '{}': 1 });
  });

  it('hold for observables, whose sums are added up', async () => {
    const { meter, reader } = setUp();
    meter.createObservableCounter('bytes', { advice }).addCallback((result) => {
      result.observe(1, { queue: 'a', id: 1 });
      result.observe(2, { queue: 'a', id: 2 });
    });

    expect(await reader.values('bytes')).toEqual({ '{"queue":"a"}': 3 });
  });

  it('hold under a View that says nothing of attributes', async () => {
    const { meter, reader } = setUp({ views: [{ instrumentName: 'calls', description: 'Calls' }] });
    meter.createCounter('calls', { advice }).add(1, { queue: 'a', id: 1 });

    expect(await reader.values('calls')).toEqual({ '{"queue":"a"}': 1 });
  });

  it('keep metrics apart that Views give the same name', async () => {
    const { meter, reader } = setUp({
      views: [
        { instrumentName: 'calls', name: 'all' },
        { instrumentName: 'jobs', name: 'all' },
      ],
    });
    meter.createCounter('calls', { advice }).add(1, { queue: 'a', id: 1 });
    meter.createCounter('jobs', { advice: { attributes: ['id'] } as never }).add(2, { queue: 'a', id: 1 });

    expect(await reader.values('all')).toEqual({ '{"queue":"a"}': 1, '{"id":1}': 2 });
  });

  it('give way to the attributes of a View', async () => {
    const attributesProcessors = [createAllowListAttributesProcessor(['id'])];
    const { meter, reader } = setUp({ views: [{ instrumentName: 'calls', attributesProcessors }] });
    meter.createCounter('calls', { advice }).add(1, { queue: 'a', id: 1 });

    expect(await reader.values('calls')).toEqual({ '{"id":1}': 1 });
  });

  it.each<unknown>(['queue', 5, [5], [null], {}, null])(
    'are told of and left out when they are %j',
    async (attributes) => {
      const { errors } = recordDiagnostics();
      const { meter, reader } = setUp();
      meter.createCounter('calls', { advice: { attributes } as never }).add(1, { id: 1 });

      expect(await reader.values('calls')).toEqual({ '{"id":1}': 1 });
      expect(errors).toEqual([expect.stringMatching('the advised attributes of calls are left out')]);
    },
  );
});
