import { parseExposition } from '../../lib/prometheus';
import { type Checks, expectEqual } from './checks';
import { Collector, type Protocol } from './collector';
import { compareSeries, compareValues } from './compare-series';
import { countBy, type Exports, readExports } from './exports';
import { PrometheusServer, scrapeOf } from './prometheus-server';
import { startLab, untilAtRest, untilNothing } from './resting-lab';
import {
  checkLogRecords,
  checkMetricTotals,
  checkSpans,
  checkWithPromtool,
  checkZipkinSpans,
  figuresFromPrometheus,
  figuresOfLab,
  isAtRest,
  movesByItself,
  notStored,
} from './telemetry-checks';
import type { Tools } from './tools';

/** The ways over which the lab pushes. */
export const PROTOCOLS: readonly Protocol[] = ['grpc', 'http/protobuf', 'http/json'];
const BUSY = { cards: 20, sessions: 300, seed: 11 };
/** One card holds its sessions one after the other, so that the seed alone decides what is exported. */
const REPEATABLE = { cards: 1, sessions: 30, seed: 5 };

/** Has a lab hold many sessions, scraped by Prometheus and pushing to a Collector, and compares what arrived everywhere. */
export async function checkBusyLab(
  checks: Checks,
  tools: Tools,
  folder: string,
  protocol: Protocol,
): Promise<void> {
  const collector = await Collector.start(tools.otelcol, folder);
  const lab = await startLab({ ...BUSY, folder, protocol, endpoint: collector.endpoint(protocol) });
  const prometheus = await PrometheusServer.start({
    binary: tools.prometheus,
    folder,
    scrapes: [scrapeOf(lab.start.metricsUrl)],
  });
  await untilAtRest(lab, BUSY.sessions);
  const scrapeText = async () => (await fetch(lab.start.metricsUrl)).text();
  const text = await scrapeText();
  const shown = parseExposition(text);

  await checks.check(`${protocol}: our own parser finds nothing wrong with /metrics`, () =>
    expectEqual(shown.problems, [], 'problems'),
  );
  await checks.check(`${protocol}: promtool check metrics accepts /metrics`, () =>
    checkWithPromtool(tools.promtool, text),
  );
  await checks.check(`${protocol}: Prometheus keeps every series of /metrics with its value`, () =>
    untilNothing('for what Prometheus has not scraped yet', async () =>
      notStored(await prometheus.query('{__name__=~"cardlink_.+"}'), shown),
    ),
  );
  const stored = await figuresFromPrometheus(prometheus);
  await checks.check(
    `${protocol}: the Collector's prometheus exporter renders the names, labels, types and texts of /metrics`,
    () =>
      untilNothing('for the series to be alike', async () =>
        compareSeries(parseExposition(await scrapeText()), await collector.exposition()),
      ),
  );
  await checks.check(`${protocol}: the Collector's prometheus exporter renders the values of /metrics`, () =>
    untilNothing('for the values to be alike', async () =>
      compareValues(shown, await collector.exposition(), isAtRest),
    ),
  );

  const end = await lab.stop();
  await prometheus.stop();
  await collector.stop();
  const exports = readExports(folder);
  console.log(
    `      ${protocol}: ${exports.spans.length} spans, ${exports.logRecords.length} log records, ` +
      `${exports.values.length} metric points in the Collector's files`,
  );

  await checks.check(`${protocol}: Prometheus's HTTP API returned the counts with which the lab ended`, () =>
    expectEqual(stored, figuresOfLab(end), 'the figures differ'),
  );
  await checks.check(`${protocol}: no exporter dropped anything`, () =>
    expectEqual(
      Object.fromEntries(end.exporters.map(({ signal, dropped }) => [signal, dropped])),
      { traces: 0, metrics: 0, logs: 0 },
      'dropped',
    ),
  );
  await checks.check(
    `${protocol}: the Collector has a span for each session, command, handshake and trigger`,
    () => checkSpans(exports, end),
  );
  await checks.check(`${protocol}: the Collector has a log record for each event`, () =>
    checkLogRecords(exports, end),
  );
  await checks.check(`${protocol}: the metrics pushed last have the totals of /metrics`, () =>
    checkMetricTotals(exports, shown),
  );
}

/** What one card with one seed exports does not depend on the protocol. */
export async function checkRepeatable(
  checks: Checks,
  tools: Tools,
  folderOf: (name: string) => string,
): Promise<void> {
  await checks.check(
    'one card with one seed exports the same totals over gRPC and over HTTP, as JSON too',
    async () => {
      const [grpc, http, json] = await Promise.all(
        PROTOCOLS.map((protocol) => totalsOf(tools, folderOf(`repeatable-${protocol}`), protocol)),
      );
      expectEqual(http, grpc, 'the totals differ');
      expectEqual(json, grpc, 'the totals of JSON differ');
    },
  );
}

/** Has a lab send its spans to the Collector's Zipkin receiver, all the rest over OTLP. */
export async function checkLabToZipkin(checks: Checks, tools: Tools, folder: string): Promise<void> {
  const collector = await Collector.start(tools.otelcol, folder);
  const lab = await startLab({
    ...BUSY,
    folder,
    protocol: 'http/json',
    endpoint: collector.endpoint('http/json'),
    env: { GP_TRACING_EXPORTER: 'zipkin', GP_ZIPKIN_ENDPOINT: collector.zipkinUrl },
  });
  await untilAtRest(lab, BUSY.sessions);
  const end = await lab.stop();
  await collector.stop();
  const exports = readExports(folder);
  await checks.check('Zipkin: the exporters dropped nothing', () =>
    expectEqual(
      end.exporters.map(({ signal, protocol, dropped }) => [signal, protocol, dropped]),
      [
        ['metrics', 'http/json', 0],
        ['traces', 'zipkin', 0],
        ['logs', 'http/json', 0],
      ],
      'dropped',
    ),
  );
  await checks.check(
    'Zipkin: the Collector has a span for each session, command, handshake and trigger',
    () => checkZipkinSpans(exports, end),
  );
  await checks.check('Zipkin: the Collector has a log record for each event', () =>
    checkLogRecords(exports, end),
  );
}

/**
 * What depends on the machine: how many sessions the lab's database takes at once, and how the pipeline fares (a push
 * that ran out of time is a series of its own).
 */
const OF_MACHINE = /^(db|lab|cardlink\.db|otel\.sdk)\./;

/** What a run of one card with a given seed exports, as far as it depends on nothing but the seed. */
async function totalsOf(tools: Tools, folder: string, protocol: Protocol) {
  const collector = await Collector.start(tools.otelcol, folder);
  const lab = await startLab({ ...REPEATABLE, folder, protocol, endpoint: collector.endpoint(protocol) });
  await untilAtRest(lab, REPEATABLE.sessions);
  await lab.stop();
  await collector.stop();
  const exports = readExports(folder);
  return {
    spans: countBy(
      exports.spans.filter(({ name }) => !OF_MACHINE.test(name)),
      ({ name }) => name,
    ),
    logRecords: countBy(exports.logRecords, ({ eventName }) => eventName ?? ''),
    metrics: ownValues(exports),
  };
}

function ownValues({ values }: Exports): Readonly<Record<string, number>> {
  const own = values.filter(
    ({ metric, attributes }) =>
      metric.startsWith('cardlink.') &&
      // How many series a metric has is a figure about that metric.
      [metric, attributes['otel.metric.name'] ?? ''].every(
        (name) => !movesByItself(name) && !OF_MACHINE.test(name),
      ),
  );
  const entries = own.map(({ metric, attributes, value }) => {
    const labels = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
    return [`${metric} ${JSON.stringify(labels)}`, value] as const;
  });
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}
