import { diag } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  PeriodicExportingMetricReader,
  MeterProvider as StockMeterProvider,
} from '@opentelemetry/sdk-metrics';
import type { Host, HostReading } from '../../lib/host';
import { METRICS } from '../../lib/semconv';
import { ProcessRecorder, type Telemetry } from '../../lib/signals';
import { type TestObservability, testObservability } from '../../lib/testing';
import { reported } from '../support/start';

const READING: HostReading = {
  process: { residentBytes: 1_000, virtualBytes: 2_000, openFiles: 30, threads: 11 },
  cpuUsagePercent: 12.5,
  memory: { usedBytes: 5_000, limitBytes: 8_000 },
  disks: [
    { mountPoint: '/', usedBytes: 100 },
    { mountPoint: '/data', usedBytes: 200 },
  ],
  network: { received: 70, transmitted: 80 },
};

const NOTHING: HostReading = {
  process: { residentBytes: undefined, virtualBytes: undefined, openFiles: undefined, threads: undefined },
  cpuUsagePercent: undefined,
  memory: { usedBytes: undefined, limitBytes: undefined },
  disks: [],
  network: undefined,
};

function host(latest: Host['latest']): Host {
  return { cpuSeconds: () => 1.5, uptimeSeconds: () => 60, latest };
}

/** The lines of an exposition that begin with these names, without scope labels. */
async function lines(obs: TestObservability): Promise<string[]> {
  const text = await obs.exposition();
  const names = /^cardlink_(process|system|uptime|memory_limit|build|application)/;
  return text.split('\n').filter((line) => names.test(line));
}

describe('ProcessRecorder', () => {
  let obs: TestObservability;
  afterEach(() => obs.shutdown());

  describe('that observes a host', () => {
    beforeEach(() => {
      obs = testObservability({ metrics: { scopeLabels: false } });
    });

    it('reports all of a reading under the names of the registry', async () => {
      obs.process.observe(host(() => READING));
      expect((await lines(obs)).sort()).toEqual([
        'cardlink_memory_limit_bytes 8000',
        'cardlink_process_cpu_seconds_total 1.5',
        'cardlink_process_memory_bytes{process_memory_type="rss"} 1000',
        'cardlink_process_memory_bytes{process_memory_type="vms"} 2000',
        'cardlink_process_open_fds 30',
        'cardlink_system_cpu_usage_percent 12.5',
        'cardlink_system_disk_usage_bytes{system_filesystem_mountpoint="/"} 100',
        'cardlink_system_disk_usage_bytes{system_filesystem_mountpoint="/data"} 200',
        'cardlink_system_memory_usage_bytes 5000',
        'cardlink_system_network_bytes_total{network_io_direction="receive"} 70',
        'cardlink_system_network_bytes_total{network_io_direction="transmit"} 80',
        'cardlink_system_threads_active 11',
        'cardlink_uptime_seconds 60',
      ]);
    });

    it('gives each the kind and the help of the registry', async () => {
      obs.process.observe(host(() => READING));
      obs.process.recordBuildInfo({ version: '1.2.3' });
      obs.process.recordApplicationInfo({ name: 'cards' });
      const text = await obs.exposition();
      const mine = METRICS.filter(({ name }) =>
        /^cardlink\.(process|system|uptime|memory|build|application)/.test(name),
      );
      expect(mine).toHaveLength(12);
      for (const { prometheusName, kind, description } of mine) {
        expect(text).toContain(`# TYPE ${prometheusName} ${kind}\n`);
        expect(text).toContain(`# HELP ${prometheusName} ${description}\n`);
      }
    });

    it('waits for a reading that is yet to come', async () => {
      obs.process.observe(host(async () => READING));
      expect(await obs.metric('cardlink_system_threads_active')).toBe(11);
    });

    it('leaves out what could not be read, also what was read before', async () => {
      const complaints = reported();
      let reading: HostReading | undefined = READING;
      obs.process.observe(host(async () => reading));
      expect(await lines(obs)).toHaveLength(13);
      reading = NOTHING;
      expect(await lines(obs)).toEqual([
        'cardlink_process_cpu_seconds_total 1.5',
        'cardlink_uptime_seconds 60',
      ]);
      reading = undefined;
      expect(await lines(obs)).toEqual([
        'cardlink_process_cpu_seconds_total 1.5',
        'cardlink_uptime_seconds 60',
      ]);
      reading = { ...NOTHING, disks: [{ mountPoint: '/data', usedBytes: 3 }] };
      expect(await lines(obs)).toContain(
        'cardlink_system_disk_usage_bytes{system_filesystem_mountpoint="/data"} 3',
      );
      expect(complaints).toEqual([]);
      diag.disable();
    });

    it('reports nothing after its end, and begins nothing', async () => {
      obs.process.observe(host(() => READING));
      obs.process.recordBuildInfo({ version: '1.2.3' });
      expect(await lines(obs)).toHaveLength(14);
      obs.process.end();
      obs.process.observe(host(() => READING));
      obs.process.recordBuildInfo({ version: '1.2.4' });
      obs.process.recordApplicationInfo({ name: 'cards' });
      expect(await lines(obs)).toEqual([]);
    });
  });

  it('reports nothing unasked in a test, and reads nothing', async () => {
    obs = testObservability();
    expect(await lines(obs)).toEqual([]);
  });

  it('writes short labels where they are asked for', async () => {
    obs = testObservability({ metrics: { scopeLabels: false, labels: 'short' } });
    obs.process.observe(host(() => READING));
    expect(await lines(obs)).toEqual(
      expect.arrayContaining([
        'cardlink_process_memory_bytes{type="rss"} 1000',
        'cardlink_system_disk_usage_bytes{path="/data"} 200',
        'cardlink_system_network_bytes_total{direction="receive"} 70',
      ]),
    );
  });

  describe('that says what was built', () => {
    beforeEach(() => {
      obs = testObservability({ metrics: { scopeLabels: false } });
    });

    it('takes Node and the platform from the process', async () => {
      obs.process.recordBuildInfo({ version: '1.2.3' });
      const { version, platform, arch } = process;
      expect(await lines(obs)).toEqual([
        `cardlink_build_info{nodejs_version="${version}",platform="${platform}-${arch}",version="1.2.3"} 1`,
      ]);
    });

    it('replaces what was said before', async () => {
      obs.process.recordBuildInfo({ version: '1.2.3' });
      await lines(obs);
      obs.process.recordBuildInfo({ version: '1.3.0', nodejsVersion: 'v24.0.0', platform: 'linux' });
      expect(await lines(obs)).toEqual([
        'cardlink_build_info{nodejs_version="v24.0.0",platform="linux",version="1.3.0"} 1',
      ]);
    });

    it('names the application, with a description where there is one', async () => {
      obs.process.recordApplicationInfo({ name: 'cards' });
      expect(await lines(obs)).toEqual(['cardlink_application_info{name="cards",version="unknown"} 1']);
      obs.process.recordApplicationInfo({ name: 'cards', version: '2.0', description: 'Admin "server"' });
      expect(await lines(obs)).toEqual([
        'cardlink_application_info{description="Admin \\"server\\"",name="cards",version="2.0"} 1',
      ]);
    });
  });

  it('speaks to a foreign SDK as well, and takes its callbacks back', async () => {
    obs = testObservability();
    const reader = new PeriodicExportingMetricReader({
      exporter: new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE),
    });
    const provider = new StockMeterProvider({ readers: [reader] });
    const recorder = new ProcessRecorder({
      meter: provider.getMeter('spec'),
      labels: 'semconv',
    } as Telemetry);
    const latest = jest.fn(async () => READING);
    recorder.observe(host(latest));
    recorder.recordBuildInfo({ version: '1.2.3' });
    const { resourceMetrics, errors } = await reader.collect();
    expect(errors).toEqual([]);
    const points = resourceMetrics.scopeMetrics.flatMap(({ metrics }) =>
      metrics.flatMap(({ descriptor, dataPoints }) =>
        dataPoints.map(({ value }) => [descriptor.name, value]),
      ),
    );
    expect(points).toHaveLength(14);
    expect(points).toEqual(
      expect.arrayContaining([
        ['cardlink.system.cpu.usage', 12.5],
        ['cardlink.build.info', 1],
      ]),
    );
    recorder.end();
    await reader.collect();
    expect(latest).toHaveBeenCalledTimes(1);
    await provider.shutdown();
  });
});
