/** One test for each thing that the stock exporter (0.223) gets wrong. What is behind them is in the specs beside this one. */
import type { Attributes } from '@opentelemetry/api';
import { AggregationType } from '@opentelemetry/sdk-metrics';
import { parseExposition } from '../../lib/prometheus';
import { request } from '../http/client';
import { secureRequest } from '../http/tls-client';
import { pemPath } from '../support/tls-files';
import { readOpenMetrics } from './openmetrics-parser';
import {
  atTheEnd,
  endRecordings,
  IN_SPAN,
  labelsOf,
  listening,
  OPENMETRICS,
  recording,
  SPAN,
} from './recording';
import { counter, gauge, inScope, readerOver, recordDiagnostics } from './support';

beforeEach(() => {
  recordDiagnostics();
});

afterEach(endRecordings);

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

  it('has gzip', async () => {
    const { reader, meter } = recording();
    meter.createCounter('uses', { description: 'x'.repeat(2_000) }).add(1);
    const url = await listening(reader);
    const compressed = await fetch(url, { headers: { 'accept-encoding': 'gzip' } });
    expect(compressed.headers.get('content-encoding')).toBe('gzip');
    expect(await compressed.text()).toContain('\nuses_total 1\n');
    expect((await request(url)).headers['content-encoding']).toBeUndefined();
  });

  it('has TLS', async () => {
    const tls = { certFile: pemPath('server.cert'), keyFile: pemPath('server.key') };
    const { reader, meter } = recording({ tls });
    meter.createCounter('uses').add(1);
    const url = await listening(reader);
    expect(url).toMatch(/^https:/);
    expect((await secureRequest(url)).body).toContain('uses_total 1\n');
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
    atTheEnd(() => reader.stopServer());
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
