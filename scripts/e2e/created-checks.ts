import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PrometheusReader } from '../../lib/prometheus';
import { type Checks, expectEqual } from './checks';
import { PrometheusServer, type ScrapeConfig, type StoredHistory, scrapeOf } from './prometheus-server';
import { arrived, recordedMetrics } from './recorded-metrics';
import type { Tools } from './tools';

const FEATURE = '--enable-feature=created-timestamp-zero-ingestion';
/** Series of a counter and of a histogram that were both recorded. */
const SERIES = ['e2e_uses_total', 'e2e_classic_seconds_count', 'e2e_classic_seconds_bucket{le="1.0"}'];
const CREATED = '{__name__=~"e2e_.+_created"}';

const JOBS: readonly (Partial<ScrapeConfig> & { readonly job_name: string })[] = [
  { job_name: 'protobuf', scrape_protocols: ['PrometheusProto'] },
  { job_name: 'openmetrics', scrape_protocols: ['OpenMetricsText1.0.0'] },
];

/** Scrapes the reader that tells of no beginnings in OpenMetrics. */
const SILENT_JOB = { job_name: 'openmetrics without', scrape_protocols: ['OpenMetricsText1.0.0'] };

/** Shows what Prometheus makes of the times at which series began, with the feature that heeds them and without. */
export async function checkCreated(checks: Checks, tools: Tools, folder: string): Promise<void> {
  const { reader, provider, startedMs } = recordedMetrics({ createdLines: true });
  const silent = recordedMetrics({ createdLines: false });
  await Promise.all([reader.startServer(), silent.reader.startServer()]);
  const urlOf = ({ address }: PrometheusReader) => `${address?.url}/metrics`;
  const start = (name: string, flags: readonly string[]) => {
    const own = join(folder, name);
    mkdirSync(own);
    const scrapes = [
      ...JOBS.map((job) => scrapeOf(urlOf(reader), job)),
      scrapeOf(urlOf(silent.reader), SILENT_JOB),
    ];
    return PrometheusServer.start({ binary: tools.prometheus, folder: own, scrapes, flags });
  };
  const heeding = await start('heeding', [FEATURE]);
  for (const { job_name: job } of JOBS) {
    await checks.check(`${job}: Prometheus puts a zero where each counter and histogram began`, () =>
      arrived(async () => {
        for (const series of SERIES) checkZero(await historyOf(heeding, series, job), series, startedMs);
      }),
    );
  }
  await checks.check('Prometheus keeps no _created series when it heeds them', async () =>
    expectEqual(await heeding.query(CREATED), [], 'there are some'),
  );
  await heeding.stop();

  const unheeding = await start('unheeding', []);
  await checks.check(
    'Prometheus keeps _created of OpenMetrics as series of their own when it does not, unless they are left out',
    () =>
      arrived(async () => {
        const silently = await unheeding.queryOne(`e2e_uses_total{job="${SILENT_JOB.job_name}"}`);
        expectEqual(silently, 7, 'the counter of the reader that leaves them out');
        const created = await unheeding.query(CREATED);
        expectEqual(
          created.map(({ labels }) => [labels.job, labels.__name__]).sort(),
          [
            ['openmetrics', 'e2e_classic_seconds_created'],
            ['openmetrics', 'e2e_native_seconds_created'],
            ['openmetrics', 'e2e_uses_created'],
          ],
          'the series',
        );
      }),
  );
  await unheeding.stop();
  await Promise.all([provider.shutdown(), silent.provider.shutdown()]);
}

/** The history of one series of a job. */
async function historyOf(prometheus: PrometheusServer, series: string, job: string): Promise<StoredHistory> {
  const [name, labels = '}'] = series.split('{');
  const [history, ...others] = await prometheus.queryHistory(`${name}{job="${job}",${labels}`);
  if (history === undefined || others.length > 0) throw new Error(`there is not one series ${series}`);
  return history;
}

function checkZero({ samples }: StoredHistory, series: string, startedMs: readonly [number, number]): void {
  const [first, second] = samples;
  expectEqual(first?.value, 0, `the first sample of ${series}`);
  if (!second || second.value <= 0) throw new Error(`no sample of ${series} after its zero`);
  const [afterMs, beforeMs] = startedMs;
  const beganMs = (first?.timeSeconds ?? 0) * 1_000;
  if (beganMs < afterMs - 1 || beganMs > beforeMs + 1)
    throw new Error(`${series} began at ${beganMs}, not between ${afterMs} and ${beforeMs}`);
}
