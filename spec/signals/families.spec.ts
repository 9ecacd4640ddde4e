import type { MeterProvider as ApiMeterProvider } from '@opentelemetry/api';
import { trace } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { MetricReader, MeterProvider as StockMeterProvider } from '@opentelemetry/sdk-metrics';
import { MeterProvider } from '../../lib/metrics';
import {
  METRIC_CARDLINK_APDU_COMMANDS,
  METRIC_CARDLINK_SCRAPE_REQUESTS,
  METRIC_CARDLINK_SCRAPE_SIZE,
  METRIC_CARDLINK_SESSION_ERRORS,
  METRIC_CARDLINK_TLS_CONNECTION_DURATION,
  METRIC_CARDLINK_TLS_PROBES,
} from '../../lib/semconv';
import { systemClock, type Telemetry } from '../../lib/signals';
import { CounterFamily, GaugeFamily, HistogramFamily } from '../../lib/signals/families';

class AskedReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}

  protected override async onShutdown(): Promise<void> {}
}

type Provider = ApiMeterProvider & { shutdown(): Promise<void> };

const PROVIDERS: readonly (readonly [string, (reader: AskedReader) => Provider])[] = [
  ['our own storage', (reader) => new MeterProvider({ readers: [reader], cardinalityLimit: 10_000 })],
  [
    'the stock SDK',
    (reader) =>
      new StockMeterProvider({
        readers: [reader],
        views: [{ instrumentName: '*', aggregationCardinalityLimit: 10_000 }],
      }),
  ],
];

describe.each(PROVIDERS)('the series of a recorder over %s', (_name, createProvider) => {
  let reader: AskedReader;
  let provider: Provider;

  beforeEach(() => {
    reader = new AskedReader();
    provider = createProvider(reader);
  });
  afterEach(() => provider.shutdown());

  const telemetry = (labels: Telemetry['labels'] = 'semconv'): Telemetry => ({
    meter: provider.getMeter('recorder'),
    tracer: trace.getTracer('recorder'),
    logger: logs.getLogger('recorder'),
    clock: systemClock,
    labels,
    deviceIdLabel: true,
    dbTableLabel: false,
    sessionProtocolLabel: false,
    pseudonym: (_kind, value) => value,
  });

  const points = async () => {
    const { resourceMetrics } = await reader.collect();
    const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
    return metrics.flatMap(({ dataPoints }) =>
      dataPoints.map(({ attributes, value }) => [
        attributes,
        typeof value === 'number' ? value : value.count,
      ]),
    );
  };

  it('are found again by none, two and three labels, of which some may be left out', async () => {
    const none = new CounterFamily(telemetry(), METRIC_CARDLINK_TLS_PROBES);
    const two = new CounterFamily(telemetry(), METRIC_CARDLINK_SESSION_ERRORS, [
      'session.type',
      'error.type',
    ]);
    const three = new CounterFamily(telemetry(), METRIC_CARDLINK_APDU_COMMANDS, [
      'apdu.command_type',
      'device.type',
      'device.id',
    ]);
    for (let round = 0; round < 2; round += 1) {
      none.add(1, undefined);
      two.add(1, undefined, 'polled', 'timeout');
      two.add(1, undefined, 'polled', 'error');
      two.add(1, undefined, undefined, 'error');
      three.add(1, undefined, 'SELECT', 'modem', undefined);
      three.add(1, undefined, 'SELECT', 'modem', 'a');
    }

    expect(await points()).toEqual([
      [{}, 2],
      [{ 'session.type': 'polled', 'error.type': 'timeout' }, 2],
      [{ 'session.type': 'polled', 'error.type': 'error' }, 2],
      [{ 'error.type': 'error' }, 2],
      [{ 'apdu.command_type': 'SELECT', 'device.type': 'modem' }, 2],
      [{ 'apdu.command_type': 'SELECT', 'device.type': 'modem', 'device.id': 'a' }, 2],
    ]);
  });

  it('have the short labels when these are asked for', async () => {
    const errors = new CounterFamily(telemetry('short'), METRIC_CARDLINK_SESSION_ERRORS, [
      'session.type',
      'error.type',
    ]);
    errors.zero('polled', 'timeout');

    expect(await points()).toEqual([[{ session_type: 'polled', error_type: 'timeout' }, 0]]);
  });

  it('record on when there are more than are kept bound', async () => {
    const commands = new CounterFamily(telemetry(), METRIC_CARDLINK_APDU_COMMANDS, [
      'apdu.command_type',
      'device.type',
      'device.id',
    ]);
    const devices = 5_000;
    for (let round = 0; round < 2; round += 1) {
      for (let device = 0; device < devices; device += 1) {
        commands.add(1, undefined, 'SELECT', 'modem', `device ${device}`);
      }
    }

    const recorded = await points();
    expect(recorded).toHaveLength(devices);
    expect(recorded.every(([, value]) => value === 2)).toBe(true);
  });

  it('of a histogram count what is recorded', async () => {
    const durations = new HistogramFamily(telemetry(), METRIC_CARDLINK_TLS_CONNECTION_DURATION);
    durations.record(1, undefined);
    durations.record(2, undefined);

    expect(await points()).toEqual([[{}, 2]]);
  });

  it('of a gauge keep what was set last', async () => {
    const sizes = new GaugeFamily(telemetry(), METRIC_CARDLINK_SCRAPE_SIZE, ['scrape.format']);
    sizes.set(1, 'text');
    sizes.set(2, 'text');
    sizes.set(3, 'protobuf');

    expect(await points()).toEqual([
      [{ 'scrape.format': 'text' }, 2],
      [{ 'scrape.format': 'protobuf' }, 3],
    ]);
  });

  it('keep the numbers among labels numbers', async () => {
    const requests = new CounterFamily(telemetry(), METRIC_CARDLINK_SCRAPE_REQUESTS, [
      'http.response.status_code',
    ]);
    requests.add(1, undefined, 200);
    requests.add(1, undefined, 200);

    expect(await points()).toEqual([[{ 'http.response.status_code': 200 }, 2]]);
  });
});

it('a recorder does without a gauge over an SDK that has none that can be set', () => {
  const telemetry = { meter: {}, labels: 'semconv' } as Telemetry;

  expect(() => new GaugeFamily(telemetry, METRIC_CARDLINK_SCRAPE_SIZE).set(1)).not.toThrow();
});

it('a recorder refuses a label that the registry does not have', () => {
  const provider = new MeterProvider();
  const telemetry = { meter: provider.getMeter('recorder'), labels: 'semconv' } as Telemetry;

  expect(() => new CounterFamily(telemetry, METRIC_CARDLINK_TLS_PROBES, ['device.id'])).toThrow(
    'cardlink.tls.probes has no attribute device.id in the registry',
  );
});
