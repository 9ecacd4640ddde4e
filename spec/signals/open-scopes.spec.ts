import { context, createContextKey } from '@opentelemetry/api';
import { OpenScopes } from '../../lib/signals/open-scopes';
import { TestClock, testObservability } from '../../lib/testing';

describe('OpenScopes', () => {
  let clock: TestClock;
  let givenUp: string[];
  let scopes: OpenScopes<string>;

  beforeEach(() => {
    jest.useFakeTimers();
    clock = new TestClock();
    givenUp = [];
    scopes = new OpenScopes(clock, 1_000, (scope) => givenUp.push(scope));
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

  it('has one timer for all, and none when nothing is open', () => {
    for (const scope of ['first', 'second', 'third']) scopes.add(scope);
    expect(jest.getTimerCount()).toBe(1);
    for (const scope of ['first', 'second', 'third']) scopes.delete(scope);

    expect(jest.getTimerCount()).toBe(0);
  });

  it('keeps a bounded number: with more, that which was quiet longest is given up', () => {
    for (let index = 0; index < 10_000; index += 1) scopes.add(`scope ${index}`);
    scopes.goOn('scope 0');
    scopes.add('one more');

    expect(givenUp).toEqual(['scope 1']);
    expect(scopes.size).toBe(10_000);
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
    const quick = new OpenScopes<string>({ epochMs: Date.now, monotonicMs: () => performance.now() }, 1, () =>
      seen.push(context.active().getValue(key)),
    );
    await context.with(context.active().setValue(key, 'large'), async () => {
      quick.add('first');
      while (quick.size > 0) await new Promise(setImmediate);
    });

    expect(seen).toEqual([undefined]);
    await obs.shutdown();
  });
});
