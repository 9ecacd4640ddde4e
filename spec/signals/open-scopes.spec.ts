import { context, createContextKey } from '@opentelemetry/api';
import { OpenScopes } from '../../lib/signals/open-scopes';
import { TestClock, testObservability } from '../../lib/testing';

describe('OpenScopes', () => {
  let clock: TestClock;
  let givenUp: string[];
  let scopes: OpenScopes<string>;
  let progress: Map<string, number>;
  let isOver: boolean;

  beforeEach(() => {
    jest.useFakeTimers();
    clock = new TestClock();
    givenUp = [];
    progress = new Map();
    isOver = false;
    scopes = new OpenScopes({
      clock,
      isOver: () => isOver,
      quietMs: 1_000,
      giveUp: (scope) => void givenUp.push(scope),
      progress: (scope) => progress.get(scope) ?? 0,
    });
  });
  afterEach(() => {
    scopes.endAll(() => {});
    jest.useRealTimers();
  });

  const pass = (milliseconds: number) => {
    clock.advance(milliseconds);
    jest.advanceTimersByTime(milliseconds);
  };

  it('gives up what has been quiet for too long, and nothing else', () => {
    scopes.add('first');
    pass(400);
    scopes.add('second');
    pass(500);
    scopes.goOn('first');
    pass(500);
    expect(givenUp).toEqual(['second']);
    pass(500);

    expect(givenUp).toEqual(['second', 'first']);
    expect(scopes.size).toBe(0);
  });

  it('knows what has ended: it goes on no more, and is not given up', () => {
    scopes.add('first');

    expect([scopes.delete('first'), scopes.delete('first'), scopes.goOn('first')]).toEqual([
      true,
      false,
      false,
    ]);
    pass(5_000);
    expect(givenUp).toEqual([]);
  });

  it('has one timer for all, which ends by itself when nothing is open', () => {
    for (let round = 0; round < 3; round += 1) {
      for (const scope of ['first', 'second', 'third']) scopes.add(scope);
      expect(jest.getTimerCount()).toBe(1);
      for (const scope of ['first', 'second', 'third']) scopes.delete(scope);
    }
    expect(jest.getTimerCount()).toBe(1);
    pass(1_000);

    expect(jest.getTimerCount()).toBe(0);
  });

  it('leaves open what makes progress, looked at when its time is over', () => {
    scopes.add('busy');
    scopes.add('quiet');
    progress.set('busy', 7);
    pass(1_000);
    expect(givenUp).toEqual(['quiet']);
    pass(1_000);

    expect(givenUp).toEqual(['quiet', 'busy']);
  });

  it('gives a scope a bound of its own, shorter, longer or none', () => {
    scopes.add('short', 100);
    scopes.add('long', 1_500);
    scopes.add('ended', 100);
    scopes.add('endless', Number.POSITIVE_INFINITY);
    scopes.add('usual');
    scopes.delete('ended');
    pass(99);
    expect(scopes.goOn('short')).toBe(true);
    pass(99);
    expect(givenUp).toEqual([]);
    pass(1_000);
    expect(givenUp).toEqual(['short', 'usual']);
    pass(10_000_000);

    expect(givenUp).toEqual(['short', 'usual', 'long']);
    expect(scopes.size).toBe(1);
    const left: string[] = [];
    scopes.endAll((scope) => void left.push(scope));
    expect(left).toEqual(['endless']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('begins the bound of its own that a scope has again when it made progress', () => {
    scopes.add('busy', 100);
    scopes.add('quiet', 100);
    progress.set('busy', 1);
    pass(100);
    expect(givenUp).toEqual(['quiet']);
    progress.set('busy', 2);
    pass(100);
    expect(givenUp).toEqual(['quiet']);
    pass(100);

    expect(givenUp).toEqual(['quiet', 'busy']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it.each([Number.NaN, -1, 0, '5' as unknown as number])('takes %p for no bound of its own', (bound) => {
    scopes.add('first', bound);
    pass(999);
    expect(givenUp).toEqual([]);
    pass(1);

    expect(givenUp).toEqual(['first']);
  });

  it('keeps a bounded number: with more, that which was quiet longest is given up', () => {
    for (let index = 0; index < 10_000; index += 1) scopes.add(`scope ${index}`);
    scopes.goOn('scope 0');
    scopes.add('one more');

    expect(givenUp).toEqual(['scope 1']);
    expect(scopes.size).toBe(10_000);
  });

  it('keeps a bounded number of those with a bound of their own too, and of both together', () => {
    scopes.add('endless', Number.POSITIVE_INFINITY);
    clock.advance(1);
    scopes.add('usual');
    clock.advance(1);
    for (let index = 2; index < 10_000; index += 1) scopes.add(`scope ${index}`, 500_000);
    expect(givenUp).toEqual([]);
    scopes.add('one more', 500_000);
    scopes.add('another', Number.POSITIVE_INFINITY);
    scopes.goOn('scope 2');
    scopes.add('the last');

    expect(givenUp).toEqual(['endless', 'usual', 'scope 3']);
    expect(scopes.size).toBe(10_000);
  });

  it('keeps nothing of what begins when all is over, and sets no timer for it', () => {
    scopes.add('first');
    scopes.endAll(() => {});
    expect(scopes.add('second')).toBe(true);
    scopes.endAll(() => {});
    isOver = true;

    expect([scopes.add('late'), scopes.add('late with a bound', 100)]).toEqual([false, false]);
    expect([scopes.goOn('late'), scopes.delete('late'), scopes.size]).toEqual([false, false, 0]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('goes by the monotonic clock alone: the wall clock may be set to anything', () => {
    const read = jest.spyOn(clock, 'epochMs');
    scopes.add('first');
    scopes.goOn('first');
    pass(1_000);

    expect(givenUp).toEqual(['first']);
    expect(read).not.toHaveBeenCalled();
  });

  it('keeps no process alive', () => {
    jest.useRealTimers();
    const setTimer = jest.spyOn(globalThis, 'setTimeout');
    scopes.add('first');

    const timers = setTimer.mock.results.map(({ value }) => value as NodeJS.Timeout);
    expect(timers.map((timer) => timer.hasRef())).toEqual([false]);
    setTimer.mockRestore();
  });

  it('does not hold on to the context of whoever was first', async () => {
    jest.useRealTimers();
    const obs = testObservability(); // brings the context manager
    const key = createContextKey('request');
    const seen: unknown[] = [];
    const quick = new OpenScopes<string>({
      clock: { epochMs: Date.now, monotonicMs: () => performance.now() },
      quietMs: 1,
      giveUp: () => void seen.push(context.active().getValue(key)),
    });
    await context.with(context.active().setValue(key, 'large'), async () => {
      quick.add('first');
      while (quick.size > 0) await new Promise(setImmediate);
    });

    expect(seen).toEqual([undefined]);
    await obs.shutdown();
  });
});
