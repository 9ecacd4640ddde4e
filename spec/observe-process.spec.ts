import { diag } from '@opentelemetry/api';
import { packageInfo, resetObservability } from '../lib';
import { HostSampler } from '../lib/host';
import { METRICS } from '../lib/semconv';
import { ProcessRecorder } from '../lib/signals';
import { CollectingReader } from './support/collecting-reader';
import { reported, start } from './support/start';

const ABOUT_THE_PROCESS = METRICS.filter(({ name }) =>
  /^cardlink\.(process|system|uptime|memory\.limit|build|application)/.test(name),
).map(({ prometheusName }) => prometheusName);

/** What only Linux tells. */
const LINUX_ONLY = ['cardlink_system_threads_active', 'cardlink_system_network_bytes_total'];

describe('a running instance', () => {
  let latest: jest.SpyInstance;

  beforeEach(() => {
    latest = jest.spyOn(HostSampler.prototype, 'latest');
  });
  afterEach(async () => {
    await resetObservability();
    diag.disable();
    jest.restoreAllMocks();
  });

  it('shows the process, the machine and what was built at the first scrape, without a complaint', async () => {
    const complaints = reported();
    const obs = start({
      metrics: { scopeLabels: false, diskPaths: ['/'] },
      service: { name: 'cards', version: '2.0', description: 'Admin server' },
    });
    const { metrics } = await obs.ready;
    const text = await (await fetch(`${metrics?.url}/metrics`)).text();

    const expected = ABOUT_THE_PROCESS.filter(
      (name) => process.platform === 'linux' || !LINUX_ONLY.includes(name),
    );
    expect(expected.length).toBeGreaterThanOrEqual(10);
    for (const name of expected) expect(text).toMatch(new RegExp(`^${name}(\\{.*\\})? [0-9.e+]+$`, 'm'));
    expect(text).toContain(
      'cardlink_application_info{description="Admin server",name="cards",version="2.0"} 1\n',
    );
    expect(text).toMatch(
      new RegExp(`^cardlink_build_info\\{.*version="${packageInfo().version}"\\} 1$`, 'm'),
    );
    expect(complaints).toEqual([]);
  });

  it('gives the same figures to all readers from one reading', async () => {
    const reader = new CollectingReader();
    const obs = start({ metricReaders: [reader] });
    const rss = await obs.metric('cardlink_process_memory_bytes', { process_memory_type: 'rss' });
    expect(rss).toBeGreaterThan(0);
    expect(Object.values(await reader.values('cardlink.process.memory'))).toContain(rss);
  });

  it('lets the application say what was built, and which it is', async () => {
    const obs = start();
    obs.process.recordBuildInfo({ version: '9.9.9' });
    obs.process.recordApplicationInfo({ name: 'other' });
    expect(await obs.metric('cardlink_build_info', { version: '9.9.9' })).toBe(1);
    expect(await obs.metric('cardlink_build_info', { version: packageInfo().version })).toBeUndefined();
    expect(await obs.metric('cardlink_application_info', { name: 'other' })).toBe(1);
  });

  it.each([
    ['under OTEL_SDK_DISABLED', { disabled: true }],
    ['while metrics are off', { metrics: { enabled: false } }],
  ])('reads nothing %s', async (_, options) => {
    const begun = jest.spyOn(HostSampler.prototype, 'start');
    const observed = jest.spyOn(ProcessRecorder.prototype, 'observe');
    const obs = start(options);
    await obs.ready;
    expect(await obs.exposition()).toBe('');
    expect(begun).not.toHaveBeenCalled();
    expect(latest).not.toHaveBeenCalled();
    if (obs.settings.values.disabled) expect(observed).not.toHaveBeenCalled();
  });

  it('reads no more after it is shut down', async () => {
    const ended = jest.spyOn(HostSampler.prototype, 'stop');
    const obs = start();
    await obs.exposition();
    await resetObservability();
    expect(ended).toHaveBeenCalledTimes(1);
    const [host] = ended.mock.contexts as HostSampler[];
    expect(await host?.latest()).toBeUndefined();
  });
});
