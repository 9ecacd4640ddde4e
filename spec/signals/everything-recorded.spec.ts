import { EVENTS, METRICS, SPANS } from '../../lib/semconv';
import { type TestObservability, testObservability } from '../../lib/testing';

const SELECT = Uint8Array.from([0x00, 0xa4, 0x04, 0x00]);
const NOT_FOUND = Uint8Array.from([0x6a, 0x82]);

/** What no recorder records: the pipeline, health and the reader have their own specs, or it is of a later issue. */
const ELSEWHERE = {
  metrics: [
    'cardlink.metric.series',
    'cardlink.metric.overflow',
    'cardlink.redaction.applied',
    'cardlink.trace.sampled',
    'cardlink.trace.sampling.share',
    'cardlink.log.records',
    'cardlink.log.suppressed',
    'cardlink.log.dropped',
    'cardlink.health.status',
    'cardlink.health.check.duration',
    'cardlink.certificate.expiry',
  ],
  events: [
    'cardlink.health.changed',
    'cardlink.observability.started',
    'cardlink.observability.configured',
    'cardlink.observability.stopped',
    // Later.
    'cardlink.telemetry.dropped',
  ],
} as const;

const HOST = {
  cpuSeconds: () => 1,
  uptimeSeconds: () => 2,
  latest: () => ({
    process: { residentBytes: 1, virtualBytes: 2, openFiles: 3, threads: 4 },
    cpuUsagePercent: 5,
    memory: { usedBytes: 6, limitBytes: 7 },
    disks: [{ mountPoint: '/', usedBytes: 8 }],
    network: { received: 9, transmitted: 10 },
  }),
};

/** Calls each recorder for all that it knows. */
async function recordEverything(obs: TestObservability): Promise<void> {
  const device = { deviceType: 'modem', deviceId: 'modem-1' };
  const fail = () => Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNRESET' }));
  const peer = { clientAddress: '192.0.2.1', clientPort: 4_000, identity: 'card-1' };
  obs.trigger.sent('sms', { identity: 'card-1', deviceType: 'modem' });
  obs.trigger.failed('sms', 'rejected', {
    identity: 'card-2',
    deviceType: 'modem',
    error: new Error('barred'),
  });
  obs.tracing.traced(() => {}, { name: 'provision' })();
  await obs.apdu.exchange(SELECT.subarray(0, 3), () => NOT_FOUND);
  const session = obs.session.start({
    ...device,
    ...peer,
    protocol: 'http',
    cipher: 'TLS_PSK_WITH_AES_128_CBC_SHA256',
    protocolVersion: '1.2',
  });
  await session.exchange(SELECT, () => NOT_FOUND);
  session.script([SELECT, SELECT]).end([NOT_FOUND, NOT_FOUND], { status: 'security-error' });
  session.end('client_disconnect', new Error('gone'));
  await obs.tls.handshake(peer, (handshake) => handshake.agreed({ cipher: 'X', protocolVersion: '1.2' }));
  await obs.tls.handshake(peer, fail).catch(() => {});
  obs.tls.connectionOpened();
  obs.tls.connectionClosed(1);
  obs.tls.probed();
  const channel = obs.bip.open({ bearerType: 'eutran', channelId: 1 });
  channel.sent(1);
  channel.close('error');
  obs.device.connected(device);
  obs.device.disconnected(device, 'disconnected');
  await obs.device.operation('reset', fail, device).catch(() => {});
  await obs.at.command('AT+CIMI', () => '+CME ERROR: 10', device);
  await obs.adb.operation('install', fail, device).catch(() => {});
  await obs.reader.operation('connect', fail, device).catch(() => {});
  const suite = obs.tests.suite('files');
  let attempt = 0;
  await suite.case('flaky', () => (attempt++ === 0 ? fail() : undefined), { retry: 1 });
  suite.assertion(true);
  suite.end();
  const query = { text: 'select 1', system: 'sqlite' };
  await obs.db.query('SELECT', 'cards', fail, query).catch(() => {});
  obs.db.changeConnections(1);
  obs.db.setConnectionLimit(2);
  obs.db.setConnectionsWaiting(0);
  obs.process.observe(HOST);
  obs.process.recordBuildInfo({ version: '1.0.0' });
  obs.process.recordApplicationInfo({ name: 'server', version: '1.0.0', description: 'a server' });
  const scrape = { format: 'text', durationSeconds: 1, bytes: 2, families: 3, series: 4 } as const;
  obs.signals.telemetry.scrapeServed({ ...scrape, failures: 1, isSelection: false });
  obs.signals.telemetry.scrapeAnswered(200);
  obs.signals.telemetry.overflowed('cardlink.tests', 1);
}

/** Which of `wanted` nothing of what was recorded has. */
function missing(wanted: readonly string[], recorded: readonly object[]): readonly string[] {
  const keys = new Set(recorded.flatMap((attributes) => Object.keys(attributes)));
  return wanted.filter((key) => !keys.has(key));
}

describe('nothing is named and never recorded', () => {
  let obs: TestObservability;
  let exposition: string;

  beforeAll(async () => {
    obs = testObservability({ metrics: { deviceId: true, dbTable: true, sessionProtocol: true } });
    await recordEverything(obs);
    exposition = await obs.exposition();
  });
  afterAll(() => obs.shutdown());

  it.each(
    METRICS.filter(({ name }) => !(ELSEWHERE.metrics as readonly string[]).includes(name)).map(
      (definition) => [definition.name, definition] as const,
    ),
  )('metric %s, with its attributes', (_name, { prometheusName, attributes }) => {
    const lines = exposition.split('\n').filter((line) => line.startsWith(prometheusName));
    const unseen = attributes.filter(
      ({ key }) => !lines.some((line) => line.includes(`${key.replaceAll('.', '_')}="`)),
    );

    expect(lines.length).toBeGreaterThan(0);
    expect(unseen.map(({ key }) => key)).toEqual([]);
  });

  it.each(SPANS.map((definition) => [definition.namePattern, definition] as const))(
    'span %s, with its attributes',
    (_name, { namePattern, attributes }) => {
      const pattern = new RegExp(`^${namePattern.replaceAll('.', '\\.').replace(/\{\w+\}/g, '.+')}$`);
      const spans = obs.spans().filter(({ name }) => pattern.test(name));

      expect(spans.length).toBeGreaterThan(0);
      expect(
        missing(
          attributes,
          spans.map((span) => span.attributes),
        ),
      ).toEqual([]);
    },
  );

  it.each(
    EVENTS.filter(({ name }) => !(ELSEWHERE.events as readonly string[]).includes(name)).map(
      (definition) => [definition.name, definition] as const,
    ),
  )('event %s, with its attributes', (_name, { name, attributes }) => {
    const records = obs.logs(name);

    expect(records.length).toBeGreaterThan(0);
    expect(
      missing(
        attributes,
        records.map((record) => record.attributes),
      ),
    ).toEqual([]);
  });
});
