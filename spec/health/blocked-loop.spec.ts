import { blockedLoopCheck, HealthRegistry } from '../../lib/health';
import { eventLoop } from '../../lib/health/checks';
import { eventually } from '../support/eventually';

/** Does nothing else for so long. */
function block(durationMs: number): void {
  const until = performance.now() + durationMs;
  while (performance.now() < until);
}

describe('the check for a blocked event loop', () => {
  it('tells of a block in the first answer after it, for liveness', async () => {
    const health = new HealthRegistry({ timeoutMs: 5_000 });
    health.register('event loop', blockedLoopCheck({ limitMs: 400 }));
    expect((await health.runAll('liveness')).total).toBe(1);
    // A beat may be late on a busy machine; one of 400 ms would be a block.
    block(600);
    const result = (await health.runAll('liveness')).checks[0];
    expect(result).toMatchObject({ status: 'unhealthy', critical: true });
    expect(result?.message).toMatch(
      /^the event loop was blocked for 0\.\d s, until 0\.\d s ago; 0\.4 s are allowed$/,
    );
    health.end();
  });

  describe('by a clock of its own', () => {
    let nowMs = 0;
    let health: HealthRegistry;
    const status = async () => (await health.run('event loop'))?.status;

    beforeEach(() => {
      nowMs = 1_000;
      health = new HealthRegistry({ timeoutMs: 5_000 });
      // Beats are 100 ms apart, and none comes by itself: the clock stands still.
      health.register('event loop', blockedLoopCheck({ limitMs: 5_000, nowMs: () => nowMs }));
    });
    afterEach(() => health.end());

    it('is healthy after a block as long as the bound allows', async () => {
      expect(await status()).toBe('healthy');
      nowMs += 5_000;
      expect(await status()).toBe('healthy');
    });

    it('is unhealthy for 10 s after a longer block, and healthy again', async () => {
      nowMs += 5_001;
      expect(await status()).toBe('unhealthy');
      for (let beat = 0; beat < 19; beat++) {
        nowMs += 500;
        expect(await status()).toBe('unhealthy');
      }
      nowMs += 501;
      expect(await status()).toBe('healthy');
    });
  });
});

describe('the check of the event loop', () => {
  it('that is registered again takes the time in which it was not for no block', async () => {
    const health = new HealthRegistry({ timeoutMs: 5_000 });
    const check = eventLoop({ degradedMs: 400 });
    health.register('loop', check);
    expect((await health.run('loop'))?.status).toBe('healthy');
    health.unregister('loop');
    block(600);
    health.register('loop', check);
    expect((await health.run('loop'))?.status).toBe('healthy');
    block(600);
    expect((await health.run('loop'))?.status).toBe('degraded');
    health.end();
  });

  it('tells the longest delay since it ran before, and recovers', async () => {
    const health = new HealthRegistry({ timeoutMs: 5_000 });
    health.register('loop', eventLoop({ degradedMs: 400, unhealthyMs: 900 }));
    block(600);
    expect(await health.run('loop')).toMatchObject({ status: 'degraded' });
    block(1_100);
    expect(await health.run('loop')).toMatchObject({ status: 'unhealthy' });
    await eventually(async () => (await health.run('loop'))?.status === 'healthy');
    health.end();
  });
});
