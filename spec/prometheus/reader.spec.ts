import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import {
  type CollectionResult,
  InstrumentType,
  MeterProvider,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import { CollectionError, findSample, type PrometheusReader } from '../../lib/prometheus';
import { request } from '../http/client';
import { secureRequest } from '../http/tls-client';
import { eventually } from '../support/eventually';
import { pemPath } from '../support/tls-files';
import {
  collected,
  counter,
  type Diagnostics,
  gauge,
  histogram,
  inScope,
  readerOver,
  recordDiagnostics,
  restingReader,
  three,
} from './support';

let diagnostics: Diagnostics;
const endings: (() => Promise<unknown>)[] = [];

beforeEach(() => {
  diagnostics = recordDiagnostics();
});

afterEach(async () => {
  await Promise.all(endings.splice(0).map((end) => end()));
});

async function listen(reader: PrometheusReader): Promise<string> {
  endings.push(() => reader.stopServer());
  await reader.startServer();
  return reader.address?.url ?? '';
}

const one = () => [inScope('', gauge({ name: 'g' }, [[{}, 1]]))];
const bare = { scopeLabels: false, targetInfo: false, host: '127.0.0.1', port: 0 };

describe('a PrometheusReader with an endpoint of its own', () => {
  it('is a stock PrometheusExporter to whoever takes one', () => {
    expect(restingReader()).toBeInstanceOf(PrometheusExporter);
  });

  it('listens when it is started, on any free port when asked for 0, and says which', async () => {
    const reader = readerOver(one(), bare);
    expect(reader.address).toBeUndefined();
    const url = await listen(reader);
    const answer = await request(`${url}/metrics`);
    expect(answer).toMatchObject({
      status: 200,
      body: '# TYPE g gauge\ng 1\n',
      headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores' },
    });
    expect((await request(`${url}/`)).status).toBe(404);
    expect((await request(`${url}/metrics`, { method: 'POST' })).status).toBe(405);
    expect(await request(`${url}/metrics`, { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
  });

  it('listens again after it was stopped', async () => {
    const reader = readerOver(one(), bare);
    await listen(reader);
    await reader.stopServer();
    expect(reader.address).toBeUndefined();
    expect((await request(`${await listen(reader)}/metrics`)).status).toBe(200);
  });

  it('ends with the provider that it reads', async () => {
    const reader = restingReader(bare);
    const provider = new MeterProvider({ readers: [reader] });
    const url = await listen(reader);
    await provider.shutdown();
    await expect(request(`${url}/metrics`)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await expect(reader.text()).rejects.toThrow('Metrics could not be collected: MetricReader is shutdown');
  });

  it('rejects with code, host and port when its port is taken', async () => {
    const first = readerOver(one(), bare);
    await listen(first);
    const port = first.address?.port ?? 0;
    await expect(readerOver(one(), { ...bare, port }).startServer()).rejects.toMatchObject({
      code: 'EADDRINUSE',
      host: '127.0.0.1',
      port,
    });
  });

  it('asks for the credentials that it was given, and takes another path', async () => {
    const url = await listen(readerOver(one(), { ...bare, path: 'prom', auth: { token: 't' } }));
    expect((await request(`${url}/prom`)).status).toBe(401);
    expect((await request(`${url}/prom`, { headers: { authorization: 'Bearer t' } })).status).toBe(200);
    expect(() => restingReader({ auth: { username: 'u' } })).toThrow(/password/);
  });

  it("answers in an application's own server, whatever the path, and asks for credentials there too", async () => {
    const reader = readerOver(one(), { ...bare, auth: { token: 't' } });
    const server = http.createServer((incoming, response) =>
      reader.getMetricsRequestHandler(incoming, response),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    endings.push(() => new Promise((resolve) => server.close(resolve)));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/anywhere`;
    expect((await request(url)).status).toBe(401);
    expect((await request(url, { headers: { authorization: 'Bearer t' } })).body).toContain('g 1\n');
  });

  it('speaks HTTPS with the certificate that it is given', async () => {
    const tls = { certFile: pemPath('server.cert'), keyFile: pemPath('server.key') };
    const url = await listen(readerOver(one(), { ...bare, tls }));
    expect(url).toMatch(/^https:/);
    expect(await secureRequest(`${url}/metrics`)).toMatchObject({ status: 200 });
  });

  it('limits the attribute sets of an instrument as it was told to', () => {
    expect(restingReader({ cardinalityLimit: 7 }).selectCardinalityLimit(InstrumentType.COUNTER)).toBe(7);
    expect(restingReader().selectCardinalityLimit(InstrumentType.COUNTER)).toBe(2_000);
  });
});

describe('a collection that fails', () => {
  it('is answered with 500, the reason and no data, and told once until it succeeds', async () => {
    let failing = true;
    const reader = readerOver(() => {
      if (failing) throw new Error('the disk\nis gone');
      return collected(one());
    }, bare);
    const url = await listen(reader);
    for (const _scrape of [1, 2]) {
      expect(await request(`${url}/metrics`)).toMatchObject({
        status: 500,
        body: 'Metrics could not be collected: the disk is gone\n',
        headers: { 'content-type': 'text/plain; charset=utf-8' },
      });
    }
    failing = false;
    expect((await request(`${url}/metrics`)).status).toBe(200);
    expect(diagnostics.errors).toEqual(['metrics were not collected completely: the disk is gone']);
    expect(diagnostics.infos).toEqual(['metrics are collected completely again']);
  });

  it('is a failure when it brings errors and not a single value', async () => {
    const reader = readerOver(() =>
      collected([inScope('', gauge({ name: 'g' }, []))], { errors: [new Error('all gone'), 'x'] }),
    );
    await expect(reader.families()).rejects.toThrow(CollectionError);
    await expect(reader.families()).rejects.toThrow('Metrics could not be collected: all gone');
  });

  it('is no failure when nothing was recorded yet', async () => {
    expect(await readerOver([]).families()).toEqual([]);
  });

  it('costs only what failed when one callback of the stock SDK throws', async () => {
    const reader = restingReader();
    const provider = new MeterProvider({ readers: [reader] });
    endings.push(() => provider.shutdown());
    const meter = provider.getMeter('m');
    meter.createCounter('fine').add(1);
    meter.createObservableGauge('broken').addCallback(() => {
      throw new Error('no sensor');
    });
    for (const _scrape of [1, 2]) expect(findSample(await reader.families(), 'fine_total')).toBe(1);
    expect(diagnostics.errors).toEqual(['metrics were not collected completely: no sensor']);
  });

  it('says its reason only as far as it was cleaned', async () => {
    const reader = readerOver(
      () => {
        throw new Error('password hunter2');
      },
      { ...bare, redact: (text) => text.replace('hunter2', '********') },
    );
    const url = await listen(reader);
    expect((await request(`${url}/metrics`)).body).toBe(
      'Metrics could not be collected: password ********\n',
    );
    expect(diagnostics.errors).toEqual(['metrics were not collected completely: password ********']);
  });

  it('tells of a thrown value that is no error, and of an error without a message', async () => {
    await expect(readerOver(() => Promise.reject('text')).text()).rejects.toThrow(
      /something that is no Error was thrown/,
    );
    await expect(readerOver(() => Promise.reject(new TypeError())).text()).rejects.toThrow(/: TypeError$/);
  });
});

describe('further metric producers', () => {
  const producing = (collect: () => Promise<CollectionResult>): MetricProducer => ({ collect });
  const series = producing(async () => collected([inScope('extra', counter({ name: 'extra' }, [[{}, 2]]))]));

  it('are read beside the SDK', async () => {
    const reader = readerOver(one(), { metricProducers: [series] });
    const families = await reader.families();
    expect([findSample(families, 'g'), findSample(families, 'extra_total')]).toEqual([1, 2]);
  });

  it.each([
    ['rejects', producing(() => Promise.reject(new Error('no producer'))), /no producer/],
    [
      'throws',
      {
        collect: () => {
          throw new Error('no producer');
        },
      },
      /no producer/,
    ],
    ['never answers', producing(() => new Promise(() => {})), /did not answer within 20 ms/],
  ])('cost only their own data when one %s', async (_case, broken, message) => {
    const reader = readerOver(one(), { metricProducers: [broken, series], collectTimeoutMs: 20 });
    const families = await reader.families();
    expect([findSample(families, 'g'), findSample(families, 'extra_total')]).toEqual([1, 2]);
    expect(diagnostics.errors).toEqual([expect.stringMatching(message)]);
  });

  it.each<[what: string, given: unknown]>([
    ['nothing', undefined],
    ['no metrics', {}],
    ['no scopes', { resourceMetrics: {}, errors: [] }],
    ['a scope that is none', { resourceMetrics: { scopeMetrics: [null] }, errors: [] }],
    ['an error that is nothing', { resourceMetrics: { scopeMetrics: [] }, errors: [undefined] }],
    [
      'an error whose message is none',
      { resourceMetrics: { scopeMetrics: [] }, errors: [Object.assign(new Error(), { message: 42 })] },
    ],
    ['metrics that are none', collected([inScope('extra', null as never)])],
    [
      'a count that is none',
      collected([
        inScope('extra', histogram({ name: 'bad' }, [[{}, { ...three, count: Symbol() as never }]])),
      ]),
    ],
    [
      'a metric that cannot be read',
      collected([
        inScope('extra', {
          get dataPoints() {
            throw new Error('no points');
          },
        } as never),
      ]),
    ],
  ])('cost only their own data when one gives %s', async (_case, given) => {
    const broken = producing(async () => given as CollectionResult);
    const reader = readerOver(one(), { metricProducers: [broken, series] });
    const families = await reader.families();
    expect([findSample(families, 'g'), findSample(families, 'extra_total')]).toEqual([1, 2]);
    expect([...diagnostics.errors, ...diagnostics.warnings]).toHaveLength(1);
  });

  it('are not called again while they hang', async () => {
    let calls = 0;
    let answer: (result: CollectionResult) => void = () => {};
    const hanging = producing(() => {
      calls += 1;
      return new Promise((resolve) => {
        answer = resolve;
      });
    });
    const reader = readerOver(one(), { metricProducers: [hanging], collectTimeoutMs: 10 });
    for (const _scrape of [1, 2, 3]) expect(findSample(await reader.families(), 'g')).toBe(1);
    expect(calls).toBe(1);
    answer(collected([]));
    await new Promise(setImmediate);
    await reader.families();
    expect(calls).toBe(2);
    expect(diagnostics.errors).toEqual([
      expect.stringContaining('did not answer within 10 ms'),
      expect.stringContaining('still hangs since an earlier collection'),
      expect.stringContaining('did not answer within 10 ms'),
    ]);
  });

  it('have NaN for what is no number, though it be added up', async () => {
    const none = Symbol() as never;
    const bad = collected([
      inScope(
        'extra',
        counter({ name: 'bad' }, [
          [{}, none],
          [{}, none],
        ]),
      ),
    ]);
    const reader = readerOver(one(), { metricProducers: [producing(async () => bad), series] });
    const families = await reader.families();
    expect([findSample(families, 'bad_total'), findSample(families, 'extra_total')]).toEqual([Number.NaN, 2]);
  });

  it('cost only their own data when one rejects with nothing, as often as it does', async () => {
    const reader = readerOver(one(), { metricProducers: [producing(() => Promise.reject())] });
    for (const _scrape of [1, 2]) expect(findSample(await reader.families(), 'g')).toBe(1);
    expect(diagnostics.errors).toEqual([expect.stringContaining('undefined was thrown')]);
  });
});

describe('scrapes that arrive together', () => {
  it('never collect side by side, and share the collection that begins after they asked', async () => {
    const releases: (() => void)[] = [];
    let running = 0;
    let most = 0;
    const reader = readerOver(async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => releases.push(resolve));
      running -= 1;
      return collected([inScope('', gauge({ name: 'round' }, [[{}, releases.length]]))]);
    });
    const round = async (): Promise<number | undefined> => findSample(await reader.families(), 'round');
    const first = round();
    const together = Promise.all([round(), round(), round()]);
    releases[0]?.();
    expect(await first).toBe(1);
    await eventually(() => releases.length === 2);
    const third = round();
    releases[1]?.();
    expect(await together).toEqual([2, 2, 2]);
    await eventually(() => releases.length === 3);
    releases[2]?.();
    expect(await third).toBe(3);
    expect(most).toBe(1);
  });

  it('go on after a collection that failed', async () => {
    let fail = true;
    const reader = readerOver(async () => {
      await Promise.resolve();
      if (fail) throw new Error('once');
      return collected(one());
    });
    const results = Promise.allSettled([reader.text(), reader.text()]);
    expect((await results).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fail = false;
    expect(await reader.text()).toContain('g 1');
  });

  it('see no false reset of an asynchronous counter of the stock SDK', async () => {
    const reader = restingReader();
    const provider = new MeterProvider({ readers: [reader] });
    endings.push(() => provider.shutdown());
    let total = 100;
    provider
      .getMeter('m')
      .createObservableCounter('c')
      .addCallback(async (result) => {
        await Promise.resolve();
        total += 1;
        result.observe(total);
      });
    const values = await Promise.all(
      Array.from({ length: 5 }, async () => findSample(await reader.families(), 'c_total')),
    );
    expect([...values].sort()).toEqual(values);
    expect(new Set(values)).toEqual(new Set([101, 102]));
  });
});
