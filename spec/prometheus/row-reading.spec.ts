import { type Attributes, context, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { AggregationType, type MetricProducer, type ViewOptions } from '@opentelemetry/sdk-metrics';
import fc from 'fast-check';
import { MeterProvider, READ_ROWS } from '../../lib/metrics';
import { PrometheusReader, parseExposition } from '../../lib/prometheus';
import { render } from '../../lib/prometheus/formats';
import { hostileAttributes } from './hostile-metrics';
import { collected, type Diagnostics, expositionText, recordDiagnostics, restingReader } from './support';

const FORMATS = ['text', 'openmetrics', 'protobuf'] as const;
const SCHEMES = ['underscores', 'dots', 'values', 'allow-utf-8'] as const;
const STRATEGIES = [
  'UnderscoreEscapingWithSuffixes',
  'UnderscoreEscapingWithoutSuffixes',
  'NoUTF8EscapingWithSuffixes',
  'NoTranslation',
] as const;
const SPAN = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
const IN_SPAN = trace.setSpanContext(ROOT_CONTEXT, { ...SPAN, traceFlags: TraceFlags.SAMPLED });

let diagnostics: Diagnostics;

beforeAll(() => context.setGlobalContextManager(new AsyncLocalStorageContextManager()));
afterAll(() => context.disable());
beforeEach(() => {
  diagnostics = recordDiagnostics();
});

const KINDS = ['counter', 'upDownCounter', 'gauge', 'histogram', 'exponential', 'noSum', 'observed'] as const;
type Kind = (typeof KINDS)[number];

/** Attribute sets that one would choose, sets that are hard to tell apart, and sets that nobody would choose. */
const attributes = fc.oneof(
  { weight: 3, arbitrary: fc.record({ k: fc.constantFrom('x', 'y', 'z"\\\n') }, { requiredKeys: [] }) },
  {
    weight: 2,
    arbitrary: fc.record({ k: fc.constantFrom<string | number | boolean>(1, '1', true, 'true') }),
  },
  {
    weight: 2,
    arbitrary: fc.record(
      { k: fc.constantFrom('x', ''), otel_scope_x: fc.constant('s') },
      { requiredKeys: [] },
    ),
  },
  { weight: 1, arbitrary: hostileAttributes },
) as fc.Arbitrary<Attributes>;

/** Recordings into one instrument of a scope. */
const recording = fc.record({
  kind: fc.constantFrom(...KINDS),
  scope: fc.constantFrom('a', 'b'),
  name: fc.constantFrom('one', 'two', 'a.b', 'a_b'),
  series: fc.array(attributes, { minLength: 1, maxLength: 5 }),
  value: fc.oneof(fc.integer({ min: 0, max: 1_000 }), fc.double({ noNaN: true })),
  isTraced: fc.boolean(),
});

type Recording = typeof recording extends fc.Arbitrary<infer R> ? R : never;

function play(provider: MeterProvider, recordings: readonly Recording[]): void {
  const observed: Recording[] = [];
  for (const one of recordings) {
    const { kind } = one;
    if (kind === 'observed') observed.push(one);
    else context.with(one.isTraced ? IN_SPAN : ROOT_CONTEXT, () => record(provider, one, kind));
  }
  const meter = provider.getMeter('observed');
  meter.createObservableCounter('observed').addCallback((result) => {
    for (const { value, series } of observed) {
      for (const one of series) result.observe(value, one);
    }
  });
}

function record(
  provider: MeterProvider,
  { scope, name, value, series }: Recording,
  kind: Exclude<Kind, 'observed'>,
): void {
  const meter = provider.getMeter(scope, kind === 'gauge' ? '1.0' : '');
  const options = { unit: 's', description: `${scope} of ${name}` };
  const instrument = `${kind}.${name}`;
  const add: Readonly<Record<typeof kind, (one: Attributes) => void>> = {
    counter: (one) => meter.createCounter(instrument, options).add(value, one),
    upDownCounter: (one) => meter.createUpDownCounter(instrument, options).add(-value, one),
    gauge: (one) => meter.createGauge(instrument, options).record(value, one),
    histogram: (one) => meter.createHistogram(instrument, options).record(value, one),
    exponential: (one) => meter.createHistogram(instrument, options).record(value, one),
    noSum: (one) => meter.createUpDownCounter(instrument, options).add(value, one),
  };
  for (const one of series) add[kind](one);
}

const views: readonly ViewOptions[] = [
  { instrumentName: 'exponential*', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } },
  {
    instrumentName: 'noSum*',
    aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: [1, 2] } },
  },
];

describe('reading the storage directly', () => {
  it('gives the bytes that the data points give, in every format, whatever was recorded', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(recording, { maxLength: 15 }),
        fc.constantFrom(...FORMATS),
        fc.constantFrom(...SCHEMES),
        fc.constantFrom(...STRATEGIES),
        fc.boolean(),
        async (recordings, format, escaping, translationStrategy, scopeLabels) => {
          const reader = restingReader({ translationStrategy, scopeLabels });
          const provider = new MeterProvider({ readers: [reader], views: [...views], cardinalityLimit: 4 });
          play(provider, recordings);
          // Twice: what was rendered for a row is kept.
          await reader.exposition({ format, escaping });
          const { chunks } = await reader.exposition({ format, escaping });
          const points = [...render(await reader.families(escaping), format)].map((chunk) =>
            Buffer.from(chunk),
          );
          expect(Buffer.concat(chunks).toString('latin1')).toBe(Buffer.concat(points).toString('latin1'));
        },
      ),
    );
  });

  it('makes no data points where the labels of a metric cannot collide', async () => {
    const reader = new PointlessReader({ preventServerStart: true, targetInfo: false, scopeLabels: false });
    const provider = new MeterProvider({ readers: [reader], views: [...views] });
    const series = [{ k: 'x', n: 1, b: true }];
    for (const kind of KINDS) {
      if (kind !== 'observed')
        record(provider, { kind, scope: 'a', name: 'one', series, value: 2, isTraced: false }, kind);
    }
    const text = expositionText(await reader.exposition());
    expect(text).toContain('counter_one_seconds_total{b="true",k="x",n="1"} 2\n');
    expect(text).toContain('exponential_one_seconds_count{b="true",k="x",n="1"} 1\n');
    await expect(reader.families()).rejects.toThrow('data points were asked for');
  });

  it('makes none either where values are empty, ill-formed, arrays or differ in type alone', async () => {
    const reader = new PointlessReader({ preventServerStart: true, targetInfo: false, scopeLabels: false });
    const counter = new MeterProvider({ readers: [reader] }).getMeter('m').createCounter('c');
    const values = ['', 1, '1', '\0', ['a']];
    for (const k of values) counter.add(1, { j: 'x', k });
    counter.add(1, { j: 'x' });
    expect(expositionText(await reader.exposition())).toBe(
      '# TYPE c_total counter\n' +
        'c_total{j="x"} 2\nc_total{j="x",k="1"} 2\nc_total{j="x",k="\ufffd"} 1\nc_total{j="x",k="[\\"a\\"]"} 1\n',
    );
  });

  it('forgets what was rendered for a series that was given up', async () => {
    const reader = restingReader({ targetInfo: false, scopeLabels: false });
    const meter = new MeterProvider({ readers: [reader] }).getMeter('m');
    let devices = ['a', 'b'];
    meter.createObservableGauge('g').addCallback((result) => {
      for (const device of devices) result.observe(1, { device });
    });
    await reader.exposition();
    devices = ['b'];
    await reader.exposition();
    // It is given the place of the one that is gone.
    devices = ['c', 'b'];
    expect(expositionText(await reader.exposition())).toBe(
      '# TYPE g gauge\ng{device="c"} 1\ng{device="b"} 1\n',
    );
  });

  it('counts the families and series that it shows, and the callbacks that failed', async () => {
    const reader = restingReader({ targetInfo: false });
    const meter = new MeterProvider({ readers: [reader] }).getMeter('m');
    for (const k of ['x', 'y']) meter.createCounter('c').add(1, { k });
    meter.createHistogram('h').record(1);
    meter.createObservableGauge('g').addCallback(() => {
      throw new Error('no sensor');
    });
    expect(await reader.exposition()).toMatchObject({ families: 2, series: 3, failures: 1 });
    expect(await reader.exposition({ names: ['h'] })).toMatchObject({ families: 1, series: 1, failures: 1 });
    expect(diagnostics.errors).toEqual([expect.stringContaining('no sensor')]);
  });

  it('lets others run while many series are rendered', async () => {
    const reader = restingReader();
    const provider = new MeterProvider({ readers: [reader], cardinalityLimit: 100_000 });
    const counter = provider.getMeter('m').createCounter('c');
    for (let n = 0; n < 50_000; n += 1) counter.add(1, { n });
    let turns = 0;
    let isDone = false;
    const count = () => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    await reader.exposition();
    isDone = true;
    expect(turns).toBeGreaterThan(2);
  });
});

describe('a reader that is given to a second SDK', () => {
  it('refuses it, and goes on with the first', async () => {
    const reader = restingReader({ targetInfo: false, scopeLabels: false });
    new MeterProvider({ readers: [reader] }).getMeter('m').createCounter('c').add(1);
    expect(() => new MeterProvider({ readers: [reader] })).toThrow(
      'can not be bound to a MeterProvider again',
    );
    expect(expositionText(await reader.exposition())).toBe('# TYPE c_total counter\nc_total 1\n');
  });
});

describe('a storage that gives nothing to read', () => {
  it('makes an exposition fail, and not wait for ever', async () => {
    const reader = restingReader();
    const silent = { collect: async () => collected([]), [READ_ROWS]: async () => collected([]) };
    reader.setMetricProducer(silent as MetricProducer);
    await expect(reader.exposition()).rejects.toThrow('there was nothing to read');
  });
});

describe('the time that callbacks and producers may take', () => {
  it('does not end a rendering that takes longer', async () => {
    const reader = restingReader({ collectTimeoutMs: 1 });
    const provider = new MeterProvider({
      readers: [reader],
      cardinalityLimit: 100_000,
      callbackTimeoutMs: 1,
    });
    const counter = provider.getMeter('m').createCounter('c');
    for (let n = 0; n < 50_000; n += 1) counter.add(1, { n });
    expect(await reader.exposition()).toMatchObject({ series: 50_001 });
  });

  it('is what a producer that hangs takes, and the rest is shown, though callbacks have less', async () => {
    const producer = { collect: () => new Promise<never>(() => {}) };
    const reader = restingReader({ collectTimeoutMs: 30, metricProducers: [producer] });
    const provider = new MeterProvider({ readers: [reader], callbackTimeoutMs: 1 });
    provider.getMeter('m').createCounter('c').add(1);
    expect(await reader.exposition()).toMatchObject({ series: 2, failures: 1 });
  });
});

describe('series that begin while an exposition is rendered', () => {
  it('are in the next one, and not in this one under labels that others have', async () => {
    let nowMs = 1_000;
    const reader = restingReader({ targetInfo: false, scopeLabels: false });
    const now = () => nowMs;
    const provider = new MeterProvider({ readers: [reader], cardinalityLimit: 50_000, seriesTtlMs: 10, now });
    const counter = provider.getMeter('m').createCounter('c');
    for (let n = 0; n < 20_000; n += 1) counter.add(1, { 'a.b': String(n) });
    await reader.exposition();
    nowMs += 20;
    for (let n = 0; n < 19_990; n += 1) counter.add(1, { 'a.b': String(n) });
    const exposition = reader.exposition();
    setImmediate(() => {
      counter.add(1, { 'a.b': 'x', a_b: 'y' });
      counter.add(1, { 'a.b': 1 });
    });
    const text = expositionText(await exposition);
    expect(text.match(/c_total\{/g)).toHaveLength(19_990);
    expect(parseExposition(text).problems).toEqual([]);
  });
});

describe('expositions that are asked for together', () => {
  function roundsReader() {
    const reader = restingReader({ targetInfo: false, scopeLabels: false });
    const meter = new MeterProvider({ readers: [reader] }).getMeter('m');
    let rounds = 0;
    meter.createObservableGauge('rounds').addCallback((result) => {
      rounds += 1;
      result.observe(rounds);
    });
    return reader;
  }

  it('share one collection, and what is the same is rendered once', async () => {
    const reader = roundsReader();
    const together = await Promise.all([
      reader.exposition(),
      reader.exposition(),
      reader.exposition({ format: 'openmetrics' }),
    ]);
    expect(together[0]?.chunks).toBe(together[1]?.chunks);
    for (const exposition of together) expect(expositionText(exposition)).toContain('rounds 1\n');
  });

  it('never show what was collected before they were asked for', async () => {
    const reader = roundsReader();
    const first = reader.exposition();
    await Promise.resolve();
    await Promise.resolve();
    const second = reader.exposition();
    expect(expositionText(await first)).toContain('rounds 1\n');
    expect(expositionText(await second)).toContain('rounds 2\n');
  });

  it('are not rendered when nobody waits any more, which is told to nobody', async () => {
    const reader = roundsReader();
    const gone = new AbortController();
    const left = reader.exposition({ signal: gone.signal });
    gone.abort();
    await expect(left).rejects.toThrow('the one who asked has gone');
    expect(expositionText(await reader.exposition())).toContain('rounds 2\n');
    expect(diagnostics.errors).toEqual([]);
  });

  it('are rendered for the one who stays when another goes', async () => {
    const reader = roundsReader();
    const gone = new AbortController();
    const left = reader.exposition({ signal: gone.signal });
    const stays = reader.exposition({ signal: new AbortController().signal });
    gone.abort();
    expect((await left).chunks).toBe((await stays).chunks);
  });
});

/** A reader whose producer has rows alone. */
class PointlessReader extends PrometheusReader {
  override setMetricProducer(producer: MetricProducer): void {
    const refuse = () => Promise.reject(new Error('data points were asked for'));
    super.setMetricProducer({ ...producer, collect: refuse } as MetricProducer);
  }
}
