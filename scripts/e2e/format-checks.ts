import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Checks, expectEqual } from './checks';
import { SPAN } from './exemplar-metrics';
import { PrometheusServer, type ScrapeConfig, scrapeOf } from './prometheus-server';
import { arrived, recordedMetrics, VALUES } from './recorded-metrics';
import type { Tools } from './tools';

const EXEMPLAR_LABELS = { trace_id: SPAN.traceId, span_id: SPAN.spanId };
const FORMATS: readonly {
  readonly name: string;
  readonly settings: Partial<ScrapeConfig>;
  readonly hasNativeHistograms: boolean;
}[] = [
  {
    name: 'protobuf',
    settings: {
      scrape_protocols: ['PrometheusProto'],
      scrape_native_histograms: true,
      always_scrape_classic_histograms: true,
    },
    hasNativeHistograms: true,
  },
  {
    name: 'OpenMetrics',
    settings: { scrape_protocols: ['OpenMetricsText1.0.0'] },
    hasNativeHistograms: false,
  },
];

/** Has Prometheus scrape what our MeterProvider recorded in each format, and asks its API for all that arrived. */
export async function checkFormats(checks: Checks, tools: Tools, folder: string): Promise<void> {
  const { reader, provider } = recordedMetrics();
  await reader.startServer();
  const url = `${reader.address?.url}/metrics`;
  const sinceSeconds = Date.now() / 1_000 - 60;
  for (const { name, settings, hasNativeHistograms } of FORMATS) {
    const own = join(folder, name);
    mkdirSync(own);
    const prometheus = await PrometheusServer.start({
      binary: tools.prometheus,
      folder: own,
      scrapes: [scrapeOf(url, settings)],
      flags: ['--enable-feature=exemplar-storage'],
    });
    await checks.check(`${name}: Prometheus has the values of counters and histograms`, () =>
      arrived(() => checkValues(prometheus)),
    );
    await checks.check(`${name}: Prometheus returns the exemplars`, () =>
      arrived(() => checkExemplars(prometheus, sinceSeconds)),
    );
    if (hasNativeHistograms) {
      await checks.check(`${name}: Prometheus returns an exponential histogram as a native one`, () =>
        arrived(() => checkNative(prometheus)),
      );
    }
    await prometheus.stop();
  }
  await provider.shutdown();
}

async function checkValues(prometheus: PrometheusServer): Promise<void> {
  const expected: readonly [expression: string, value: number][] = [
    ['e2e_uses_total{kind="a"}', 7],
    ['e2e_classic_seconds_count', 4],
    ['e2e_classic_seconds_sum', 1_001.5],
    ['e2e_classic_seconds_bucket{le="1.0"}', 2],
    ['e2e_classic_seconds_bucket{le="100.0"}', 3],
    ['e2e_native_seconds_count', 4],
    ['e2e_native_seconds_bucket{le="+Inf"}', 4],
  ];
  for (const [expression, value] of expected) {
    expectEqual(await prometheus.queryOne(expression), value, expression);
  }
}

async function checkExemplars(prometheus: PrometheusServer, sinceSeconds: number): Promise<void> {
  const valuesOf = async (expression: string): Promise<readonly number[]> => {
    const exemplars = await prometheus.queryExemplars(expression, sinceSeconds);
    for (const { labels } of exemplars) expectEqual(labels, EXEMPLAR_LABELS, expression);
    return exemplars.map(({ value }) => value).sort((a, b) => a - b);
  };
  expectEqual(await valuesOf('e2e_uses_total'), [7], 'the exemplar of a counter');
  expectEqual(await valuesOf('e2e_classic_seconds_bucket'), [0, 1.5, 1_000], 'the exemplars of buckets');
}

async function checkNative(prometheus: PrometheusServer): Promise<void> {
  const histogram = await prometheus.queryHistogram('e2e_native_seconds');
  if (histogram === undefined) throw new Error('there is no native histogram');
  const { count, sum, buckets } = histogram;
  expectEqual({ count, sum }, { count: 4, sum: 1_001.5 }, 'count and sum');
  const held = VALUES.map((value) =>
    buckets.findIndex(({ lower, upper }) => lower < value && value <= upper),
  );
  expectEqual(
    held.map((index) => buckets[index]?.count),
    [2, 2, 1, 1],
    `the buckets of the values in ${JSON.stringify(buckets)}`,
  );
}
