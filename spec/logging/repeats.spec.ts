import fc from 'fast-check';
import { type LeftOut, Repeats } from '../../lib/logging/repeats';
import { testObservability } from '../../lib/testing';

function sampled(first: number, every: number) {
  const told: LeftOut[] = [];
  const clock = { ms: 0 };
  const repeats = new Repeats(
    { first, every },
    (leftOut) => told.push(leftOut),
    () => clock.ms,
  );
  return { repeats, told, clock };
}

describe('the sampling of repeated records', () => {
  it('logs the first of a second, then one in some, and tells what it left out in the next', () => {
    const { repeats, told, clock } = sampled(3, 10);

    const logged = Array.from({ length: 33 }, () => repeats.isLogged('apdu', 'slow card'));
    expect(logged.filter(Boolean)).toHaveLength(3 + 3);

    clock.ms = 1_000;
    expect(repeats.isLogged('apdu', 'slow card')).toBe(true);
    expect(told).toEqual([{ component: 'apdu', template: 'slow card', count: 27, seconds: 1 }]);
  });

  it('takes messages that differ in numbers alone for the same, and those of other components for others', () => {
    const { repeats } = sampled(1, 1_000);

    expect(repeats.isLogged('apdu', 'card 17 is slow')).toBe(true);
    expect(repeats.isLogged('apdu', 'card 18 is slow')).toBe(false);
    expect(repeats.isLogged('tls', 'card 18 is slow')).toBe(true);
    expect(repeats.isLogged('apdu', 'card 18 is fast')).toBe(true);
  });

  it('leaves nothing out where it is asked for one in one', () => {
    const { repeats } = sampled(1, 1);

    expect(Array.from({ length: 100 }, () => repeats.isLogged('apdu', 'x')).every(Boolean)).toBe(true);
  });

  it('accounts for every record: logged, or told as left out', () => {
    const record = fc.record({
      message: fc.constantFrom('a', 'b', 'c'),
      waitMs: fc.constantFrom(0, 0, 0, 400, 2_000),
    });
    fc.assert(
      fc.property(
        fc.array(record, { maxLength: 300 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 2, max: 9 }),
        (records, first, every) => {
          const { repeats, told, clock } = sampled(first, every);
          let logged = 0;
          for (const { message, waitMs } of records) {
            clock.ms += waitMs;
            if (repeats.isLogged('x', message)) logged += 1;
          }
          repeats.flush();

          expect(logged + told.reduce((sum, { count }) => sum + count, 0)).toBe(records.length);
        },
      ),
    );
  });

  it('is bounded, however many kinds of records there are', () => {
    const { repeats, told } = sampled(1, 2);
    for (let kind = 0; kind < 5_000; kind += 1) {
      const message = String.fromCharCode(0x4e00 + kind);
      repeats.isLogged('x', message);
      repeats.isLogged('x', message);
      repeats.isLogged('x', message);
    }
    // What was forgotten was told first.
    expect(told.length).toBeGreaterThan(0);
    expect(told.every(({ count }) => count === 1)).toBe(true);
  });

  it('never leaves out an error, and counts and tells what it left out', async () => {
    const obs = testObservability({ log: { sample: { first: 2, every: 1_000 } } });
    const log = obs.logger('apdu');
    for (let times = 0; times < 5; times += 1) {
      log.info('slow');
      log.error('failed');
    }
    await obs.logging.flush(0);

    const lines = obs.logLines.map((line) => JSON.parse(line) as { message: string; context?: object });
    expect(lines.filter(({ message }) => message === 'failed')).toHaveLength(5);
    expect(lines.filter(({ message }) => message === 'slow')).toHaveLength(2);
    expect(lines.at(-1)).toMatchObject({
      message: expect.stringMatching(/^3 records like this were left out in .*: slow$/),
      context: { suppressed: 3 },
    });
    expect(await obs.metric('cardlink_log_suppressed_total', { log_component: 'apdu' })).toBe(3);
  });
});
