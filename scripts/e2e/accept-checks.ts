import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { negotiate } from '../../lib/prometheus';
import { eventually } from '../../spec/support/eventually';
import { type Checks, expectEqual } from './checks';
import { PrometheusServer, type ScrapeConfig } from './prometheus-server';
import { recordedMetrics } from './recorded-metrics';
import type { Tools } from './tools';

const SCRAPED_WITHIN_MS = 30_000;
const OPENMETRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=';
const PROTOBUF =
  'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited; escaping=';
const TEXT = 'text/plain; version=0.0.4; charset=utf-8; escaping=';

/** What a Prometheus of these settings is answered with: the table of docs/prometheus.md. */
const ANSWERS: readonly {
  readonly job: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly contentType: string;
}[] = [
  { job: 'default', settings: {}, contentType: `${OPENMETRICS}allow-utf-8` },
  { job: 'native', settings: { scrape_native_histograms: true }, contentType: `${PROTOBUF}underscores` },
  {
    job: 'legacy',
    settings: { metric_name_validation_scheme: 'legacy' },
    contentType: `${OPENMETRICS}underscores`,
  },
  { job: 'dots', settings: { metric_name_escaping_scheme: 'dots' }, contentType: `${OPENMETRICS}dots` },
  { job: 'values', settings: { metric_name_escaping_scheme: 'values' }, contentType: `${OPENMETRICS}values` },
  {
    job: 'text',
    settings: { scrape_protocols: ['PrometheusText0.0.4'] },
    contentType: `${TEXT}underscores`,
  },
  {
    job: 'newer-text',
    settings: { scrape_protocols: ['PrometheusText1.0.0', 'PrometheusText0.0.4'] },
    contentType: `${TEXT}allow-utf-8`,
  },
];

/** Looks at what a real Prometheus asks for, and at what it is answered with. */
export async function checkAccept(checks: Checks, tools: Tools, folder: string): Promise<void> {
  const { reader, provider } = recordedMetrics();
  const answered = new Map<string, string>();
  const asked = new Map<string, string>();
  const server = createServer((request, response) => {
    const job = (request.url ?? '').slice(1);
    asked.set(job, request.headers.accept ?? '');
    response.once('finish', () => answered.set(job, String(response.getHeader('content-type'))));
    reader.getMetricsRequestHandler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Whatever becomes of the checks, it is not what keeps the run from ending.
  server.unref();
  const { port } = server.address() as AddressInfo;
  const scrapes: readonly ScrapeConfig[] = ANSWERS.map(({ job, settings }) => ({
    job_name: job,
    metrics_path: `/${job}`,
    static_configs: [{ targets: [`127.0.0.1:${port}`] }],
    ...settings,
  }));
  const prometheus = await PrometheusServer.start({ binary: tools.prometheus, folder, scrapes });
  await checks.check(
    'Prometheus 3 is answered in the format that each of its settings asks for',
    async () => {
      await eventually(() => ANSWERS.every(({ job }) => answered.has(job)), {
        withinMs: SCRAPED_WITHIN_MS,
        what: 'a scrape of each job',
      });
      for (const { job, contentType } of ANSWERS) {
        expectEqual(answered.get(job), contentType, `${job}, which asks for ${asked.get(job)}`);
        expectEqual(negotiate(asked.get(job)).contentType, contentType, `what is negotiated for ${job}`);
      }
      const failed = (await prometheus.scraped()).filter(({ error }) => error !== '');
      expectEqual(failed, [], 'the scrapes that failed');
    },
  );
  await prometheus.stop();
  server.closeAllConnections();
  server.close();
  await provider.shutdown();
}
