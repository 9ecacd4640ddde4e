import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationType, DataPointType, InstrumentType } from '@opentelemetry/sdk-metrics';
import { MeterProvider } from '../../lib/metrics';
import { PrometheusReader, type PrometheusReaderOptions } from '../../lib/prometheus';
import { request } from '../http/client';
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

/** A reader made as the stock exporter is, and how its start went. */
function started(options: PrometheusReaderOptions): Promise<{ reader: PrometheusReader; error?: Error }> {
  return new Promise((resolve) => {
    const reader = new PrometheusReader(options, (error) =>
      resolve({ reader, ...(error !== undefined && { error }) }),
    );
    endings.push(() => reader.stopServer());
  });
}

/** With these variables, which are taken back afterwards. */
async function withEnvironment<T>(variables: Record<string, string>, act: () => Promise<T>): Promise<T> {
  Object.assign(process.env, variables);
  try {
    return await act();
  } finally {
    for (const name of Object.keys(variables)) delete process.env[name];
  }
}

const LOOPBACK = { host: '127.0.0.1', port: 0 };

describe("in the stock exporter's place, a PrometheusReader", () => {
  it('listens as soon as it is made, and calls back when it does', async () => {
    const { reader } = await started({ ...LOOPBACK, endpoint: 'prom' });
    new MeterProvider({ readers: [reader] }).getMeter('m').createCounter('c').add(1);
    expect((await request(`${reader.address?.url}/prom`)).body).toContain('c_total{otel_scope_name="m"} 1\n');
  });

  it('tells the callback and diag when its port is taken, and throws nothing', async () => {
    const first = await started(LOOPBACK);
    const port = first.reader.address?.port ?? 0;
    const second = await started({ ...LOOPBACK, port });
    expect(second.error).toMatchObject({ code: 'EADDRINUSE', port });
    expect(diagnostics.errors).toEqual([expect.stringContaining(`127.0.0.1:${port}: the port is taken`)]);
  });

  it('does not listen when it is told not to, and calls back all the same', async () => {
    const { reader } = await started({ ...LOOPBACK, preventServerStart: true });
    expect(reader.address).toBeUndefined();
  });

  it('takes host and port from the environment where no option says them', async () => {
    const variables = { OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1', OTEL_EXPORTER_PROMETHEUS_PORT: '0' };
    const { reader } = await withEnvironment(variables, () => started({}));
    expect(reader.address?.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(reader.address?.port).not.toBe(9464);
  });

  it.each(['ninety', '-1', '70000'])(
    'ignores %s as the port of the environment, and says so',
    async (text) => {
      const variables = { OTEL_EXPORTER_PROMETHEUS_PORT: text };
      await withEnvironment(variables, async () => restingReader());
      expect(diagnostics.warnings).toEqual([
        `OTEL_EXPORTER_PROMETHEUS_PORT must be a port number, 0 to 65535: "${text}" is ignored`,
      ]);
    },
  );

  it('leaves out scope labels and target_info when it is told so', async () => {
    const reader = readerOver([inScope('s', gauge({ name: 'g' }, [[{}, 1]]))], {
      withoutScopeInfo: true,
      withoutTargetInfo: true,
    });
    expect(await reader.text()).toBe('# TYPE g gauge\ng 1\n');
  });

  it('puts the prefix before every name but that of target_info', async () => {
    const resource = resourceFromAttributes({ 'service.name': 'cardlink' });
    const scopes = [inScope('', counter({ name: 'a.b', unit: 's' }, [[{}, 1]]))];
    const reader = readerOver(() => collected(scopes, { resource }), { prefix: 'my.app' });
    expect(await reader.text()).toContain('my_app_a_b_seconds_total 1\n');
    expect(await reader.text()).toContain('\ntarget_info{service_name="cardlink"} 1\n');
  });

  it('says that it adds no timestamps', () => {
    restingReader({ appendTimestamp: true });
    expect(diagnostics.warnings).toEqual([expect.stringMatching(/^appendTimestamp has no effect/)]);
  });

  describe('gives every series the chosen resource attributes as labels', () => {
    const resource = resourceFromAttributes({ 'service.name': 'cardlink', 'service.zone': 'z', host: 'h' });
    const options = { withoutScopeInfo: true, withResourceConstantLabels: /^service\./g };

    it('which target_info has as well', async () => {
      const scopes = [
        inScope('s', gauge({ name: 'g' }, [[{ a: 1 }, 1]]), histogram({ name: 'h' }, [[{}, three]])),
      ];
      const text = await readerOver(() => collected(scopes, { resource }), options).text();
      expect(text).toContain('g{a="1",service_name="cardlink",service_zone="z"} 1\n');
      expect(text).toContain('h_count{service_name="cardlink",service_zone="z"} 3\n');
      expect(text).toContain('target_info{host="h",service_name="cardlink",service_zone="z"} 1\n');
    });

    it('joined with those of the series where both have the same label', async () => {
      const scopes = [inScope('', gauge({ name: 'g' }, [[{ 'service.name': 'own' }, 1]]))];
      const text = await readerOver(() => collected(scopes, { resource }), options).text();
      expect(text).toContain('g{service_name="cardlink;own",service_zone="z"} 1\n');
    });

    it('also where the storage is read directly', async () => {
      const reader = restingReader({ ...options, withoutTargetInfo: true });
      const meter = new MeterProvider({ readers: [reader], resource }).getMeter('m');
      meter.createCounter('c').add(1, { a: 1 });
      meter.createCounter('d').add(1, { 'service.zone': 'own' });
      expect(Buffer.concat((await reader.exposition()).chunks).toString()).toBe(await reader.text());
      expect(await reader.text()).toContain('c_total{a="1",service_name="cardlink",service_zone="z"} 1\n');
    });
  });
});

describe('a PrometheusReader with an aggregation of its own', () => {
  it('has histograms exponential where no View says otherwise', async () => {
    const reader = restingReader({
      aggregation: (type) =>
        type === InstrumentType.HISTOGRAM
          ? { type: AggregationType.EXPONENTIAL_HISTOGRAM }
          : { type: AggregationType.DEFAULT },
    });
    const meter = new MeterProvider({ readers: [reader] }).getMeter('m');
    meter.createHistogram('h').record(1);
    meter.createCounter('c').add(1);
    const { resourceMetrics } = await reader.collect();
    expect(resourceMetrics.scopeMetrics[0]?.metrics.map(({ dataPointType }) => dataPointType)).toEqual([
      DataPointType.EXPONENTIAL_HISTOGRAM,
      DataPointType.SUM,
    ]);
  });
});
