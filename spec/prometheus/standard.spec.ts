/**
 * One test for each thing that the OpenTelemetry specification asks of a Prometheus exporter. What is behind them is in
 * the specs beside this one.
 */
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationType } from '@opentelemetry/sdk-metrics';
import type { Exemplar } from '../../lib/metrics';
import type { PrometheusReaderOptions, TranslationStrategy } from '../../lib/prometheus';
import { request } from '../http/client';
import { readOpenMetrics } from './openmetrics-parser';
import { endRecordings, labelsOf, listening, OPENMETRICS, recording, SPAN } from './recording';
import { counter, expositionText, gauge, inScope, readerOver, recordDiagnostics } from './support';

beforeEach(() => {
  recordDiagnostics();
});

afterEach(endRecordings);

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
    ['apdu/session', 'x_apdu_per_session'],
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

  it('drops the later of two metrics whose types conflict, keeps the first of two texts of help, and warns once', async () => {
    const { warnings } = recordDiagnostics();
    const { reader, provider } = recording();
    provider.getMeter('a').createGauge('g', { description: 'First' }).record(1);
    provider.getMeter('b').createGauge('g', { description: 'Second' }).record(2, { n: 2 });
    provider.getMeter('c').createHistogram('g').record(3);
    expect(await reader.text()).toBe('# HELP g First\n# TYPE g gauge\ng 1\ng{n="2"} 2\n');
    await reader.text();
    expect(warnings.filter((warning) => warning.includes('description'))).toHaveLength(1);
    expect(warnings.filter((warning) => warning.includes('conflicts'))).toHaveLength(1);
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

  it('has the attributes of a scope as otel_scope_*, and a scope without a version without one', async () => {
    const scope = { name: 'n', attributes: { 'team.name': 'cards' } };
    const reader = readerOver([inScope(scope, gauge({ name: 'g' }, [[{}, 1]]))], {});
    expect((await reader.text()).split('\n')[1]).toBe(
      'g{otel_scope_name="n",otel_scope_team_name="cards"} 1',
    );
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
