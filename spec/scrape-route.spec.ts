import http from 'node:http';
import net from 'node:net';
import { diag, metrics } from '@opentelemetry/api';
import { type Observability, type ObservabilityOptions, resetObservability } from '../lib';
import { parseExposition } from '../lib/prometheus';
import { request } from './http/client';
import { CollectingReader } from './support/collecting-reader';
import { eventually } from './support/eventually';
import { close, listen } from './support/psk-server';
import { reported, start } from './support/start';

const OPEN_METRICS = 'application/openmetrics-text;version=1.0.0';
const PROTOBUF = 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited';

/** An observable gauge whose callback waits to be let go, then reports 1, and goes on doing so. */
class HeldGauge {
  #letGo: () => void = () => {};
  #asked = false;

  constructor() {
    const released = new Promise<void>((resolve) => {
      this.#letGo = resolve;
    });
    const gauge = metrics.getMeter('application').createObservableGauge('held');
    gauge.addCallback(async (result) => {
      this.#asked = true;
      await released;
      result.observe(1);
    });
  }

  isAsked(): Promise<unknown> {
    return eventually(() => this.#asked, { what: 'a collection' });
  }

  letGo(): void {
    this.#letGo();
  }
}

describe('a running instance, scraped', () => {
  let lines: string[];
  const mounted: http.Server[] = [];

  beforeEach(() => {
    lines = reported();
  });
  afterEach(async () => {
    await resetObservability();
    await Promise.all(mounted.splice(0).map(close));
    diag.disable();
  });

  async function serve(options: ObservabilityOptions = {}) {
    const obs = start(options);
    const { metrics: endpoint } = await obs.ready;
    const url = `${endpoint?.url}/metrics`;
    const scrape = (headers: http.OutgoingHttpHeaders = {}) => request(url, { headers });
    return { obs, url, scrape };
  }

  /** A server of the application's own, which is closed after the test; its port. */
  function mount(handler: http.RequestListener): Promise<number> {
    const server = http.createServer(handler);
    mounted.push(server);
    return listen(server);
  }

  const errors = (obs: Observability, errorType: string) =>
    obs.metric('cardlink_scrape_errors_total', { error_type: errorType });
  const answers = (obs: Observability, status: number) =>
    obs.metric('cardlink_scrape_requests_total', { http_response_status_code: String(status) });

  it('says how large the last scrape was, what was in it, and how long all of them took, by format', async () => {
    const { obs, scrape } = await serve();
    await scrape({ accept: OPEN_METRICS });
    await scrape();
    const { body } = await scrape();
    const text = { scrape_format: 'text' };
    const openMetrics = { scrape_format: 'openmetrics' };

    const { families } = parseExposition(body);
    const series = families.flatMap(({ type, name, samples }) =>
      samples.filter((sample) => type !== 'histogram' || sample.name === `${name}_count`),
    );
    expect(await obs.metric('cardlink_scrape_size_bytes', text)).toBe(Buffer.byteLength(body));
    expect(await obs.metric('cardlink_scrape_families', text)).toBe(families.length);
    expect(await obs.metric('cardlink_scrape_series', text)).toBe(series.length);
    expect(await obs.metric('cardlink_scrape_duration_seconds_count', text)).toBe(2);
    expect(await obs.metric('cardlink_scrape_duration_seconds_count', openMetrics)).toBe(1);
    expect(await obs.metric('cardlink_scrape_size_bytes', { scrape_format: 'protobuf' })).toBeUndefined();
    await scrape({ accept: PROTOBUF });
    expect(await obs.metric('cardlink_scrape_size_bytes', { scrape_format: 'protobuf' })).toBeGreaterThan(0);
    expect(await answers(obs, 200)).toBe(4);
  });

  it('takes a scrape of single families for no measure of all', async () => {
    const { obs, url, scrape } = await serve();
    await scrape();
    const all = await obs.metric('cardlink_scrape_families');
    const { body } = await request(`${url}?name[]=cardlink_uptime_seconds`);

    expect(parseExposition(body).families).toHaveLength(1);
    expect(await obs.metric('cardlink_scrape_families')).toBe(all);
    expect(await obs.metric('cardlink_scrape_duration_seconds_count')).toBe(2);
  });

  it('begins every type of error and every status at 0, so that the first increase is one', async () => {
    const { body } = await (await serve()).scrape();
    const labelled = (name: string, label: string) =>
      parseExposition(body)
        .families.find((family) => family.name === name)
        ?.samples.map(({ labels, value }) => [labels[label], value]);

    expect(labelled('cardlink_scrape_errors_total', 'error_type')).toEqual([
      ['collection_failed', 0],
      ['partial_collection', 0],
      ['timeout', 0],
      ['client_disconnect', 0],
      ['overload', 0],
      ['_OTHER', 0],
    ]);
    expect(labelled('cardlink_scrape_requests_total', 'http_response_status_code')).toEqual([
      ['200', 0],
      ['401', 0],
      ['405', 0],
      ['500', 0],
      ['503', 0],
    ]);
  });

  it('counts a scrape that lacks the metric of a callback that failed, and shows all others', async () => {
    const { obs, scrape } = await serve();
    const meter = metrics.getMeter('application');
    for (const name of ['one', 'two']) {
      meter.createObservableGauge(name).addCallback(() => {
        throw new Error(`${name} is broken`);
      });
    }
    meter.createObservableGauge('sound').addCallback((result) => result.observe(7));
    const { status, body } = await scrape();

    expect(status).toBe(200);
    expect(body).toMatch(/^sound\{.*\} 7$/m);
    expect(body).not.toMatch(/^(one|two)/m);
    expect(await errors(obs, 'partial_collection')).toBe(1);
    expect(await errors(obs, 'collection_failed')).toBe(0);
  });

  it('gives callbacks less time than the scrape, so that one that hangs costs its metric alone', async () => {
    const { obs, scrape } = await serve({ metrics: { timeout: '2s' } });
    const held = new HeldGauge();
    const { status, body } = await scrape();

    expect(status).toBe(200);
    expect(body).not.toMatch(/^held/m);
    expect(await errors(obs, 'partial_collection')).toBe(1);
    expect(await errors(obs, 'timeout')).toBe(0);
    held.letGo();
  });

  it('refuses scrapes beyond the limit, whether of the endpoint or of a server of the application', async () => {
    const { obs, scrape } = await serve({ metrics: { maxRequests: 1 } });
    const port = await mount(obs.metricsHandler);
    const held = new HeldGauge();
    const first = scrape();
    await held.isAsked();
    const refused = await request(`http://127.0.0.1:${port}/metrics`);
    held.letGo();

    expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': expect.any(String) } });
    expect((await first).status).toBe(200);
    expect(await errors(obs, 'overload')).toBe(1);
    expect(await answers(obs, 503)).toBe(1);
    expect(await answers(obs, 200)).toBe(1);
  });

  it('counts scrapes of a server of the application as it does those of the endpoint', async () => {
    const { obs, scrape } = await serve();
    const port = await mount(obs.metricsHandler);
    await scrape();
    await request(`http://127.0.0.1:${port}/metrics`);

    expect(await answers(obs, 200)).toBe(2);
    expect(await obs.metric('cardlink_scrape_duration_seconds_count')).toBe(2);
  });

  it('counts a scraper that goes away before it is answered', async () => {
    const { obs } = await serve();
    const held = new HeldGauge();
    const port = await mount((incoming, response) => {
      response.once('close', () => setImmediate(() => held.letGo()));
      obs.metricsHandler(incoming, response);
    });
    const socket = net.connect({ port, host: '127.0.0.1' });
    socket.write('GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n');
    await held.isAsked();
    socket.destroy();

    await eventually(async () => (await errors(obs, 'client_disconnect')) === 1);
    expect(await answers(obs, 200)).toBe(0);
  });

  it('counts wrong credentials and wrong methods, and tells nobody what was sent', async () => {
    const { obs, url } = await serve({ metrics: { auth: { token: 'the-right-token' } } });
    const scrape = (authorization: string, method = 'GET') =>
      request(url, { method, headers: { authorization } });
    const wrong = await scrape('Bearer a-wrong-token-1234');
    await scrape('Basic dXNlcjphLXdyb25nLXBhc3N3b3Jk');
    await scrape('Bearer the-right-token', 'DELETE');
    const { body } = await scrape('Bearer the-right-token');

    expect(wrong.status).toBe(401);
    expect(await answers(obs, 401)).toBe(2);
    expect(await answers(obs, 405)).toBe(1);
    for (const shown of [body, wrong.body, JSON.stringify(wrong.headers), ...lines]) {
      expect(shown).not.toMatch(/a-wrong|dXNlcjph/);
    }
    expect(lines).toEqual([]);
  });

  it('counts what is answered while metrics are off, for who reads them otherwise', async () => {
    const reader = new CollectingReader();
    const { scrape } = await serve({ metrics: { enabled: false }, metricReaders: [reader] });

    expect((await scrape()).status).toBe(503);
    const { resourceMetrics } = await reader.collect();
    const requests = resourceMetrics.scopeMetrics
      .flatMap((scope) => scope.metrics)
      .find(({ descriptor }) => descriptor.name === 'cardlink.scrape.requests');
    expect(requests?.dataPoints.filter(({ value }) => value === 1)).toMatchObject([
      { attributes: { 'http.response.status_code': 503 } },
    ]);
  });
});
