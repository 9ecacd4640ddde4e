import { diag, trace } from '@opentelemetry/api';
import { resetObservability } from '../lib';
import { CollectedLogRecords, CollectedSpans } from '../lib/testing/collected';
import { eventually } from './support/eventually';
import { start } from './support/start';
import { pemPath } from './support/tls-files';

afterEach(async () => {
  await resetObservability();
  diag.disable();
});

const OFTEN = { health: { interval: '10ms' } } as const;
const STATUS = 'cardlink_health_status';

describe('health as metrics', () => {
  it('is true between requests: 1 healthy, 0.5 degraded, 0 unhealthy, and gone with the check', async () => {
    const obs = start(OFTEN);
    let found = 'healthy';
    const undo = obs.health.register('orders', () => ({ status: found }));
    const labels = { health_check_name: 'orders' };
    for (const [status, value] of [
      ['healthy', 1],
      ['unhealthy', 0],
      ['degraded', 0.5],
    ] as const) {
      found = status;
      expect(await eventually(async () => (await obs.metric(STATUS, labels)) === value)).toBe(true);
    }
    expect(await obs.metric('cardlink_health_check_duration_seconds_count', labels)).toBeGreaterThan(2);
    undo();
    expect(await obs.metric(STATUS, labels)).toBeUndefined();
    expect(await obs.exposition()).not.toMatch(/^cardlink_health_status\{.*orders/m);
  });

  it('shows what a request has found at once, where the checks are not run by themselves', async () => {
    const obs = start({ health: { interval: '0s' } });
    const check = jest.fn(() => false);
    obs.health.register('orders', check);
    const { health } = await obs.ready;
    expect(await obs.metric(STATUS, { health_check_name: 'orders' })).toBeUndefined();
    await fetch(`${health?.url}/health/ready`);
    expect(await obs.metric(STATUS, { health_check_name: 'orders' })).toBe(0);
    expect(check).toHaveBeenCalledTimes(1);
  });

  it('has the time until the certificates in use expire', async () => {
    const cert = pemPath('server.cert');
    const obs = start({ ...OFTEN, metrics: { tls: { cert, key: pemPath('server.key') } } });
    const labels = { tls_certificate_name: 'metrics.tls.cert' };
    const seconds = await eventually(() => obs.metric('cardlink_certificate_expiry_seconds', labels));
    const [known] = obs.health.certificates();
    expect(Math.abs(seconds - ((known?.expiresAtMs ?? 0) - Date.now()) / 1_000)).toBeLessThan(60);
  });
});

/** What was told of the check "orders": the endpoints may not listen yet when the checks run for the first time. */
function changesOf({ records }: CollectedLogRecords): readonly object[] {
  return records
    .filter(({ eventName }) => eventName === 'cardlink.health.changed')
    .map(({ attributes }) => attributes)
    .filter((attributes) => attributes['health.check.name'] === 'orders');
}

describe('health as events', () => {
  it('tells a change that lasts, once, and the way back', async () => {
    const records = new CollectedLogRecords();
    const obs = start({ ...OFTEN, logRecordProcessors: [records] });
    const changes = () => changesOf(records);
    let works = true;
    let runs = 0;
    obs.health.register('orders', () => {
      runs += 1;
      return works;
    });
    await eventually(() => runs > 3);
    expect(changes()).toEqual([]);
    works = false;
    await eventually(() => changes().length === 1);
    const failedAfter = runs;
    await eventually(() => runs > failedAfter + 3);
    works = true;
    await eventually(() => changes().length === 2);
    expect(changes()).toEqual([
      {
        'health.check.name': 'orders',
        'health.status': 'unhealthy',
        'health.previous_status': 'healthy',
      },
      {
        'health.check.name': 'orders',
        'health.status': 'healthy',
        'health.previous_status': 'unhealthy',
      },
    ]);
  });

  it('tells no change of what an application closes at its shutdown', async () => {
    const records = new CollectedLogRecords();
    const obs = start({ ...OFTEN, logRecordProcessors: [records], shutdown: { drainDelay: '100ms' } });
    let isOpen = true;
    let runs = 0;
    obs.health.register('orders', () => {
      runs += 1;
      return isOpen;
    });
    await eventually(() => runs > 2);
    isOpen = false;
    await obs.shutdown();
    expect(changesOf(records)).toEqual([]);
  });
});

describe('a check', () => {
  it('leaves no trace, whoever asks for it', async () => {
    const spans = new CollectedSpans();
    const obs = start({ ...OFTEN, spanProcessors: [spans] });
    let runs = 0;
    obs.health.register('orders', async () => {
      runs += 1;
      await obs.db.query('SELECT', 'orders', async () => 1);
    });
    await trace.getTracer('t').startActiveSpan('request', async (span) => {
      await obs.health.run('orders');
      span.end();
    });
    await eventually(() => runs > 2);
    expect(spans.spans.map(({ name }) => name)).toEqual(['request']);
    expect(await obs.metric('cardlink_db_operations_total', { db_operation_name: 'SELECT' })).toBeGreaterThan(
      1,
    );
  });

  it('is not run by itself under OTEL_SDK_DISABLED, where health answers all the same', async () => {
    const obs = start({ ...OFTEN, disabled: true });
    const check = jest.fn(() => false);
    obs.health.register('orders', check);
    const { health } = await obs.ready;
    expect((await fetch(`${health?.url}/health/ready`)).status).toBe(503);
    expect((await fetch(`${health?.url}/health/live`)).status).toBe(200);
    expect(check).toHaveBeenCalledTimes(1);
  });

  it('is told to end what it holds at the shutdown', async () => {
    const obs = start();
    const stop = jest.fn();
    obs.health.register(
      'holds',
      Object.assign(() => true, { stop }),
    );
    await obs.shutdown();
    expect(stop).toHaveBeenCalledTimes(1);
  });
});
