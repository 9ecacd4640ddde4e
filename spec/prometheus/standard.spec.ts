/**
 * One test for each thing that the stock exporter (0.223) gets wrong, and for each that the OpenTelemetry specification
 * asks of a Prometheus exporter. What is behind them is in the specs beside this one.
 */
import { type Attributes, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationType } from '@opentelemetry/sdk-metrics';
import { type Exemplar, MeterProvider, type MeterProviderOptions } from '../../lib/metrics';
import { type PrometheusReader, type PrometheusReaderOptions, parseExposition } from '../../lib/prometheus';
import type { TranslationStrategy } from '../../lib/prometheus/translation';
import { request } from '../http/client';
import { readOpenMetrics } from './openmetrics-parser';
import {
  counter,
  expositionText,
  gauge,
  inScope,
  readerOver,
  recordDiagnostics,
  restingReader,
} from './support';

const OPENMETRICS = { headers: { accept: 'application/openmetrics-text;version=1.0.0' } };
const SPAN = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
const IN_SPAN = trace.setSpanContext(ROOT_CONTEXT, { ...SPAN, traceFlags: TraceFlags.SAMPLED });

const endings: (() => Promise<unknown>)[] = [];

beforeEach(() => {
  recordDiagnostics();
});

afterEach(async () => {
  await Promise.all(endings.splice(0).map((end) => end()));
});

/** A reader over our own storage, and a meter to record with. */
function recording(options: PrometheusReaderOptions = {}, providerOptions: MeterProviderOptions = {}) {
  const reader = restingReader({
    host: '127.0.0.1',
    port: 0,
    scopeLabels: false,
    targetInfo: false,
    ...options,
  });
  const provider = new MeterProvider({ readers: [reader], ...providerOptions });
  endings.push(() => provider.shutdown());
  return { reader, provider, meter: provider.getMeter('spec') };
}

async function listening(reader: PrometheusReader): Promise<string> {
  await reader.startServer();
  return `${reader.address?.url}/metrics`;
}

/** The labels with which the only sample of a gauge of these attributes is shown. */
async function labelsOf(attributes: Attributes, options: PrometheusReaderOptions = {}) {
  const { reader, meter } = recording(options);
  meter.createGauge('g').record(1, attributes);
  const { families } = parseExposition(await reader.text());
  return families[0]?.samples[0]?.labels;
}

describe('where the stock exporter goes wrong, this one', () => {
  it('has a unit suffix', async () => {
    const { reader, meter } = recording();
    meter.createCounter('uptime', { unit: 's' }).add(1);
    expect(await reader.text()).toContain('\nuptime_seconds_total 1\n');
  });

  it('has no # UNIT line in the text format', async () => {
    const { reader, meter } = recording();
    meter.createCounter('uptime', { unit: 's' }).add(1);
    expect(await reader.text()).not.toContain('UNIT');
  });

  it('has HELP and TYPE once when two scopes share a name', async () => {
    const { reader, provider } = recording();
    for (const scope of ['a', 'b']) provider.getMeter(scope).createCounter('c', { description: 'C' }).add(1);
    expect((await reader.text()).match(/^#.*/gm)).toEqual(['# HELP c_total C', '# TYPE c_total counter']);
  });

  it('has labels that collide after sanitising once', async () => {
    expect(await labelsOf({ 'a.b': 'x', a_b: 'y' })).toEqual({ a_b: 'x;y' });
  });

  it('has one le and one otel_scope_name when a user has them too', async () => {
    const { reader, meter } = recording({ scopeLabels: true });
    meter.createHistogram('h').record(1, { le: 'x', otel_scope_name: 'y' });
    const { families, problems } = parseExposition(await reader.text());
    expect(problems).toEqual([]);
    expect(families[0]?.samples[0]?.labels).toEqual({
      exported_le: 'x',
      le: '0',
      otel_scope_name: 'spec;y',
    });
  });

  it('has valid names for those that begin with a digit, and leaves out those that are empty', async () => {
    const reader = readerOver([
      inScope('', gauge({ name: '1a' }, [[{ '1b': 'x' }, 1]]), gauge({ name: '' }, [[{}, 1]])),
    ]);
    expect(await reader.text()).toBe('# TYPE _1a gauge\n_1a{key_1b="x"} 1\n');
  });

  it("has {n:1} and {n:'1'} as one series", async () => {
    const { reader, meter } = recording();
    const uses = meter.createCounter('uses');
    uses.add(1, { n: 1 });
    uses.add(2, { n: '1' });
    expect(await reader.text()).toBe('# TYPE uses_total counter\nuses_total{n="1"} 3\n');
  });

  it('heeds Accept', async () => {
    const url = await listening(recording().reader);
    expect((await request(url, OPENMETRICS)).headers['content-type']).toMatch(
      /^application\/openmetrics-text/,
    );
  });

  it('has a version in the content type', async () => {
    const url = await listening(recording().reader);
    expect((await request(url)).headers['content-type']).toContain('version=0.0.4');
  });

  it('has OpenMetrics', async () => {
    const { reader, meter } = recording();
    meter.createCounter('uses').add(1);
    const [family] = readOpenMetrics((await request(await listening(reader), OPENMETRICS)).body);
    expect(family).toMatchObject({ name: 'uses', type: 'counter', samples: [{ name: 'uses_total' }, {}] });
  });

  it('has exemplars', async () => {
    const { reader, meter } = recording();
    meter.createCounter('uses').add(1, {}, IN_SPAN);
    expect((await request(await listening(reader), OPENMETRICS)).body).toContain(
      `uses_total 1 # {trace_id="${SPAN.traceId}",span_id="${SPAN.spanId}"} 1 `,
    );
  });

  it('has authentication', async () => {
    const url = await listening(recording({ auth: { token: 'secret' } }).reader);
    expect((await request(url)).status).toBe(401);
    expect((await request(url, { headers: { authorization: 'Bearer secret' } })).status).toBe(200);
  });

  it('has samples of exponential histograms', async () => {
    const aggregation = { type: AggregationType.EXPONENTIAL_HISTOGRAM } as const;
    const { reader, meter } = recording({}, { views: [{ instrumentName: 'h', aggregation }] });
    meter.createHistogram('h').record(2);
    const { families } = parseExposition(await reader.text());
    expect(families[0]).toMatchObject({ type: 'histogram' });
    expect(families[0]?.samples.map(({ name }) => name)).toEqual([
      'h_bucket',
      'h_bucket',
      'h_bucket',
      'h_sum',
      'h_count',
    ]);
  });

  it('does not answer 200 when the collection failed', async () => {
    const reader = readerOver(
      () => {
        throw new Error('broken');
      },
      { host: '127.0.0.1', port: 0 },
    );
    endings.push(() => reader.stopServer());
    expect((await request(await listening(reader))).status).toBe(500);
  });

  it.each([
    ['a Symbol', Symbol('s')],
    ['a function', () => 1],
    ['a bigint', 1n],
  ])('lives on with %s as an attribute value', async (_what, value) => {
    const attributes = { value } as unknown as Attributes;
    const { reader, meter } = recording();
    meter.createCounter('uses').add(1, attributes);
    expect(await reader.text()).toMatch(/^uses_total\S* 1$/m);
    expect(await readerOver([inScope('', counter({ name: 'uses' }, [[attributes, 1]]))]).text()).toMatch(
      /^uses_total\{value=".+"\} 1$/m,
    );
  });

  it('takes port 0 for any free port', async () => {
    const readers = [recording().reader, recording().reader];
    await Promise.all(readers.map((reader) => reader.startServer()));
    const ports = readers.map(({ address }) => address?.port);
    expect(new Set(ports).size).toBe(2);
    expect(ports).not.toContain(0);
    expect(ports).not.toContain(9464);
  });

  it('listens when it is started after it was stopped', async () => {
    const { reader } = recording();
    await reader.startServer();
    await reader.stopServer();
    expect((await request(await listening(reader))).status).toBe(200);
  });

  it('can drop a cumulative series that nobody records any more', async () => {
    let nowMs = 1_700_000_000_000;
    const { reader, meter } = recording({}, { seriesTtlMs: 1_000, now: () => nowMs });
    meter.createCounter('uses').add(1);
    await reader.text();
    nowMs += 10_000;
    await reader.text();
    expect(await reader.text()).toBe('');
  });
});

describe('as the specification asks, the exporter', () => {
  it('serves text 0.0.4 by default and OpenMetrics 1.0.0 when it is asked for', async () => {
    const url = await listening(recording().reader);
    expect((await request(url)).headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    expect((await request(url, OPENMETRICS)).headers['content-type']).toMatch(/text; version=1\.0\.0/);
  });

  it.each<[TranslationStrategy | undefined, string]>([
    [undefined, 'my_uses_seconds_total'],
    ['UnderscoreEscapingWithSuffixes', 'my_uses_seconds_total'],
    ['UnderscoreEscapingWithoutSuffixes', 'my_uses'],
    ['NoUTF8EscapingWithSuffixes', 'my.uses_seconds_total'],
    ['NoTranslation', 'my.uses'],
  ])('names by the strategy %s', async (translationStrategy, name) => {
    const { reader, meter } = recording(translationStrategy === undefined ? {} : { translationStrategy });
    meter.createCounter('my.uses', { unit: 's' }).add(1);
    const [family] = await reader.families('allow-utf-8');
    expect(family?.name).toBe(name);
  });

  it.each([
    ['s', 'x_seconds'],
    ['By', 'x_bytes'],
    ['%', 'x_percent'],
    ['1', 'x_ratio'],
    ['{card}', 'x'],
    ['By/s', 'x_bytes_per_second'],
  ])('has for a gauge of unit %s the name %s', async (unit, name) => {
    const { reader, meter } = recording();
    meter.createGauge('x', { unit }).record(1);
    expect(await reader.text()).toBe(`# TYPE ${name} gauge\n${name} 1\n`);
  });

  it('has a unit before _total, and not again where the name has it', async () => {
    const { reader, meter } = recording();
    meter.createCounter('a.seconds', { unit: 's' }).add(1);
    meter.createCounter('b', { unit: 's' }).add(1);
    expect((await reader.text()).match(/^[a-z_]+/gm)).toEqual(['a_seconds_total', 'b_seconds_total']);
  });

  it('drops the later of two metrics whose types conflict, and keeps the first of two texts of help', async () => {
    const { reader, provider } = recording();
    provider.getMeter('a').createGauge('g', { description: 'First' }).record(1);
    provider.getMeter('b').createGauge('g', { description: 'Second' }).record(2, { n: 2 });
    provider.getMeter('c').createHistogram('g').record(3);
    expect(await reader.text()).toBe('# HELP g First\n# TYPE g gauge\ng 1\ng{n="2"} 2\n');
  });

  it('joins colliding labels with ; in the order of their original keys', async () => {
    expect(await labelsOf({ a_b: '3', 'a.b': '2', 'a-b': '1' })).toEqual({ a_b: '1;2;3' });
  });

  it('tells scope and resource, unless either is switched off', async () => {
    const resource = resourceFromAttributes({ 'service.name': 's' });
    const shown = async (options: PrometheusReaderOptions) => {
      const { reader, provider } = recording(options, { resource });
      provider.getMeter('n', '1', { schemaUrl: 'u' }).createGauge('g').record(1);
      return (await reader.text()).split('\n').filter((line) => !line.startsWith('#') && line !== '');
    };
    const scope = 'otel_scope_name="n",otel_scope_schema_url="u",otel_scope_version="1"';
    const info = 'target_info{service_name="s"} 1';
    expect(await shown({ scopeLabels: true, targetInfo: true })).toEqual([`g{${scope}} 1`, info]);
    expect(await shown({ scopeLabels: false, targetInfo: true })).toEqual(['g 1', info]);
    expect(await shown({ scopeLabels: true, targetInfo: false })).toEqual([`g{${scope}} 1`]);
  });

  it('has exemplars of at most 128 characters, with trace_id and span_id', async () => {
    const exemplar: Exemplar = {
      ...SPAN,
      value: 1,
      timestamp: [1, 0],
      filteredAttributes: { long: 'x'.repeat(100), short: 'y' },
    };
    const reader = readerOver([inScope('', counter({ name: 'c' }, [[{}, 1, { exemplars: [exemplar] }]]))]);
    const text = expositionText(await reader.exposition({ format: 'openmetrics' }));
    expect(readOpenMetrics(text)[0]?.samples[0]?.exemplar?.labels).toEqual({
      trace_id: SPAN.traceId,
      span_id: SPAN.spanId,
      short: 'y',
    });
  });

  it('converts exponential histograms to fixed buckets where the format has no native ones', async () => {
    const aggregation = { type: AggregationType.EXPONENTIAL_HISTOGRAM } as const;
    const { reader, meter } = recording({}, { views: [{ instrumentName: 'h', aggregation }] });
    meter.createHistogram('h').record(4);
    expect(await reader.text()).toContain('h_bucket{le="4"} 1\nh_bucket{le="+Inf"} 1\n');
  });
});
