import { HealthRegistry, healthChecks } from '../../../lib/health';
import { testObservability } from '../../../lib/testing';

async function resultOf(check: Parameters<HealthRegistry['register']>[1]) {
  const health = new HealthRegistry({ timeoutMs: 5_000 });
  health.register('it', check);
  return health.run('it');
}

describe('the check of devices', () => {
  it('fails when too few are connected, and recovers', async () => {
    const obs = testObservability();
    const check = healthChecks.devicesConnected(obs, { deviceType: 'modem', atLeast: 1, expected: 2 });
    const modem = (deviceId: string) => ({ deviceType: 'modem', deviceId });
    obs.device.connected({ deviceType: 'phone', deviceId: 'phone-1' });
    expect(await resultOf(check)).toMatchObject({
      status: 'unhealthy',
      message: '0 of 1 expected modems connected',
    });
    obs.device.connected(modem('modem-1'));
    expect((await resultOf(check))?.status).toBe('degraded');
    obs.device.connected(modem('modem-2'));
    expect((await resultOf(check))?.status).toBe('healthy');
    obs.device.disconnected(modem('modem-1'), new Error('EIO'));
    obs.device.disconnected(modem('modem-2'), new Error('EIO'));
    expect((await resultOf(check))?.status).toBe('unhealthy');
    await obs.shutdown();
  });

  it('counts all of them where no type is named, and those that are only counted', async () => {
    const obs = testObservability();
    obs.device.set('reader', 3);
    obs.device.connected({ deviceType: 'phone', deviceId: 'phone-1' });
    expect(obs.device.connectedCount()).toBe(4);
    expect(obs.device.connectedCount('reader')).toBe(3);
    expect((await resultOf(healthChecks.devicesConnected(obs, { atLeast: 5 })))?.status).toBe('unhealthy');
    await obs.shutdown();
  });
});

describe('the check of backends', () => {
  const exporter = (signal: string, state: 'idle' | 'ok' | 'failing') => ({
    ...{ signal, state, endpoint: 'http://localhost:4317', delivered: 3, dropped: 1 },
    ...(state === 'failing' && { lastError: 'connection refused' }),
  });

  it.each([
    ['healthy', ['ok', 'idle']],
    ['degraded', ['ok', 'failing']],
    ['unhealthy', ['failing', 'failing']],
    ['healthy', []],
  ] as const)('is %s when exports are %j, and never critical by default', async (status, states) => {
    const exporters = states.map((state, index) => exporter(`signal ${index}`, state));
    expect(await resultOf(healthChecks.otlpBackend({ exporters }))).toMatchObject({
      status,
      critical: false,
    });
  });

  it('says which fails and why', async () => {
    const exporters = [exporter('traces', 'failing'), exporter('metrics', 'ok')];
    expect((await resultOf(healthChecks.otlpBackend({ exporters })))?.message).toBe(
      'traces to http://localhost:4317: connection refused',
    );
  });
});

describe('the check of the metrics endpoint', () => {
  it('fails while it does not listen', async () => {
    const url = 'http://localhost:9090';
    expect(await resultOf(healthChecks.metricsEndpoint({ endpoints: {} }))).toMatchObject({
      status: 'unhealthy',
      critical: false,
    });
    expect((await resultOf(healthChecks.metricsEndpoint({ endpoints: { metrics: { url } } })))?.status).toBe(
      'healthy',
    );
  });
});
