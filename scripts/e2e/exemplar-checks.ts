import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AggregationTemporality, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { takeExemplars } from '../../spec/metrics/otlp/support/data-points';
import { expectedExemplars } from '../../spec/metrics/otlp/support/expected-exemplars';
import type { Decoded } from '../../spec/metrics/otlp/support/metrics-proto';
import { type Checks, expectEqual } from './checks';
import { Collector } from './collector';
import { handMadeMetrics, recordInSpan, SPAN } from './exemplar-metrics';
import { type MetricExporter, ourExporter, PUSH_TIMEOUT_MS, push } from './otlp-push';
import type { Tools } from './tools';

/** The ways to a Collector, and what the names of the metrics that go there begin with. */
const WAYS: readonly {
  readonly name: string;
  readonly prefix: string;
  readonly create: (collector: Collector) => MetricExporter;
}[] = [
  { name: 'gRPC', prefix: 'grpc', create: (collector) => ourExporter(collector, 'grpc') },
  {
    name: 'http/protobuf',
    prefix: 'protobuf',
    create: (collector) => ourExporter(collector, 'http/protobuf'),
  },
  { name: 'http/json', prefix: 'json', create: (collector) => ourExporter(collector, 'http/json') },
];

/** Pushes metrics with exemplars to a Collector over every protocol and in both encodings, and looks at its file. */
export async function checkExemplars(checks: Checks, tools: Tools, folder: string): Promise<void> {
  const collector = await Collector.start(tools.otelcol, folder);
  for (const { prefix, create } of WAYS) {
    const exporter = create(collector);
    await push(exporter, handMadeMetrics(prefix));
    await pushRecorded(exporter, `${prefix}.recorded`);
  }
  await collector.stop();
  const metrics = metricsIn(folder);
  for (const { name, prefix } of WAYS) {
    await checks.check(`${name}: the Collector has every exemplar of all types of metrics`, () =>
      checkHandMade(metrics, prefix),
    );
    await checks.check(`${name}: the Collector has the exemplars that our MeterProvider recorded`, () =>
      checkRecorded(metrics, `${prefix}.recorded`),
    );
  }
}

/** Pushes what our MeterProvider recorded, through the stock reader; ends the exporter. */
async function pushRecorded(exporter: MetricExporter, prefix: string): Promise<void> {
  const reader = new PeriodicExportingMetricReader({
    exporter: {
      export: (metrics, done) => exporter.export(metrics, done),
      forceFlush: () => exporter.forceFlush(),
      shutdown: () => exporter.shutdown(),
      selectAggregationTemporality: () => AggregationTemporality.CUMULATIVE,
    },
  });
  const provider = recordInSpan(prefix, reader);
  await provider.shutdown();
}

/** The metrics in a Collector's file by their names. */
function metricsIn(folder: string): ReadonlyMap<string, Decoded> {
  type Level = Readonly<Record<'resourceMetrics' | 'scopeMetrics' | 'metrics', readonly Level[]>>;
  const metrics = readFileSync(join(folder, 'metrics.json'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => (JSON.parse(line) as Level).resourceMetrics)
    .flatMap(({ scopeMetrics }) => scopeMetrics)
    .flatMap((scope) => scope.metrics as unknown as readonly Decoded[]);
  return new Map(metrics.map((metric) => [String(metric.name), metric]));
}

/** The exemplars of each data point of these metrics. */
function exemplarsOf(metrics: ReadonlyMap<string, Decoded>, names: readonly string[]) {
  const found = names.map((name) => metrics.get(name) ?? {});
  return takeExemplars({ resourceMetrics: [{ scopeMetrics: [{ metrics: found }] }] });
}

function checkHandMade(metrics: ReadonlyMap<string, Decoded>, prefix: string): void {
  const sent = handMadeMetrics(prefix);
  const names = sent.scopeMetrics.flatMap((scope) => scope.metrics).map(({ descriptor }) => descriptor.name);
  expectEqual(
    exemplarsOf(metrics, names),
    expectedExemplars(sent, { integer: String, double: (value) => value, text: (value) => value }),
    'the exemplars differ',
  );
}

function checkRecorded(metrics: ReadonlyMap<string, Decoded>, prefix: string): void {
  const exemplars = exemplarsOf(metrics, [`${prefix}.sum`, `${prefix}.histogram`]);
  const filteredAttributes = [{ key: 'card.id', value: { stringValue: 'card 17' } }];
  expectEqual(
    exemplars.map((each) => each.map(({ timeUnixNano: _time, ...rest }) => rest)),
    [[{ ...SPAN, filteredAttributes, asInt: '7' }], [{ ...SPAN, filteredAttributes, asDouble: 0.5 }]],
    'the exemplars differ',
  );
  const ages = exemplars.flat().map(({ timeUnixNano }) => Date.now() - Number(timeUnixNano) / 1e6);
  expectEqual(
    ages.filter((ageMs) => ageMs < 0 || ageMs > PUSH_TIMEOUT_MS * WAYS.length),
    [],
    'exemplars of another time, by their age in ms',
  );
}
