import { type HealthChange, HealthRegistry, HealthWatch } from '../../lib/health';
import { eventually } from '../support/eventually';

describe('a watch', () => {
  let health: HealthRegistry;
  let changes: HealthChange[];
  let watch: HealthWatch;
  let works: boolean;

  beforeEach(() => {
    health = new HealthRegistry({ timeoutMs: 1_000 });
    changes = [];
    works = true;
    watch = new HealthWatch({
      registry: health,
      intervalMs: 5,
      timeoutMs: 1_000,
      onChange: (change) => changes.push(change),
    });
    health.register('database', () => {
      if (!works) throw new Error('refused');
    });
  });
  afterEach(() => watch.stop());

  const look = async (...found: readonly boolean[]) => {
    for (const one of found) {
      works = one;
      await watch.look();
    }
  };
  const told = () => changes.map(({ previousStatus, status }) => `${previousStatus} → ${status}`);

  it('tells a change when two looks in a row find it, and the way back likewise', async () => {
    await look(true, true, false);
    expect(told()).toEqual([]);
    await look(false);
    expect(changes).toEqual([
      { name: 'database', previousStatus: 'healthy', status: 'unhealthy', message: 'refused' },
    ]);
    await look(false, false, true);
    expect(told()).toEqual(['healthy → unhealthy']);
    await look(true, true);
    expect(told()).toEqual(['healthy → unhealthy', 'unhealthy → healthy']);
  });

  it('takes a result that is kept for a while for one run', async () => {
    let runs = 0;
    health.register(
      'orders',
      () => {
        runs += 1;
        return runs > 1;
      },
      { cacheMs: 60_000 },
    );
    await look(true, true, true);
    expect(runs).toBe(1);
    expect(told()).toEqual([]);
  });

  it('is not flooded by a check that flaps', async () => {
    for (let round = 0; round < 50; round++) await look(true, false);
    expect(told()).toEqual([]);
  });

  it('tells of a check that does not work from the first', async () => {
    await look(false, false, true, true);
    expect(told()).toEqual(['unknown → unhealthy', 'unhealthy → healthy']);
  });

  it('says nothing of one that works from the first, nor of one that is removed', async () => {
    await look(true, true);
    health.unregister('database');
    await watch.look();
    await watch.look();
    expect(told()).toEqual([]);
  });

  it('runs the checks by itself, hung ones or not, without a request', async () => {
    health.register('hangs', () => new Promise(() => undefined), { timeoutMs: 10 });
    works = false;
    watch.start();
    await eventually(() => changes.length === 2);
    expect(changes.map(({ name }) => name).sort()).toEqual(['database', 'hangs']);
  });

  it('looks no more once it is stopped', async () => {
    works = false;
    watch.start();
    watch.stop();
    await look(false, false);
    expect(told()).toEqual([]);
  });
});

describe('the last results', () => {
  it('are there without running anything, and tell of a check that hangs longer than a request would wait', async () => {
    const health = new HealthRegistry({ timeoutMs: 10 });
    expect(health.latest()).toEqual([]);
    health.register('works', () => true);
    health.register('hangs', () => new Promise(() => undefined), { timeoutMs: 600_000 });
    await health.report({ withinMs: 5 });
    await eventually(() => health.latest().length === 2);
    expect(health.latest()).toMatchObject([
      { name: 'works', status: 'healthy' },
      { name: 'hangs', status: 'unhealthy', message: expect.stringContaining('hung') },
    ]);
    health.unregister('hangs');
    expect(health.latest()).toHaveLength(1);
  });
});
