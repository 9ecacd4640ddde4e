import { diag } from '@opentelemetry/api';
import fc from 'fast-check';
import {
  type HealthCheck,
  type HealthCheckKind,
  type HealthCheckOptions,
  type HealthCheckRun,
  healthChecks,
} from '../../lib/health';
import { recordDiagnostics } from '../support/diagnostics';
import { eventually } from '../support/eventually';
import { registry, resultOf } from './support/registry';

afterEach(() => diag.disable());

describe('a hostile check', () => {
  it.each([
    ['undefined', () => undefined],
    ['a status of another kind', () => ({ status: 'splendid' })],
    ['a symbol', () => Symbol('x')],
    ['a bigint', () => 10n],
    ['a function', () => () => false],
    ['a circular object', () => Object.assign(Object.create(null), {})],
    ['a megabyte of text', () => 'x'.repeat(1_000_000)],
  ])('that returns %s is healthy, and no more', async (_what, check) => {
    expect(await resultOf(check)).toMatchObject({ status: 'healthy' });
  });

  it('that settles twice counts as it settled first', async () => {
    const thenable = {
      // biome-ignore lint/suspicious/noThenProperty: what a hostile check returns
      then(resolve: (value: unknown) => void, reject: (reason: unknown) => void) {
        resolve({ status: 'degraded', message: 'first' });
        reject(new Error('second'));
        resolve(true);
      },
    };
    expect(await resultOf(() => thenable)).toMatchObject({ status: 'degraded', message: 'first' });
  });

  it('that throws from then() is unhealthy', async () => {
    const thenable = {
      // biome-ignore lint/suspicious/noThenProperty: what a hostile check returns
      get then(): never {
        throw new Error('no then today');
      },
    };
    expect(await resultOf(() => thenable)).toMatchObject({ status: 'unhealthy', message: 'no then today' });
  });

  it('that rejects after its time is over harms nobody', async () => {
    const health = registry();
    let fail: (error: Error) => void = () => undefined;
    health.register('late', () => new Promise((_resolve, reject) => (fail = reject)), { timeoutMs: 5 });
    expect((await health.run('late'))?.message).toContain('hung');
    fail(new Error('too late'));
    health.register('late', () => true);
    expect((await health.run('late'))?.status).toBe('healthy');
  });

  it('whose details are huge is cut', async () => {
    const details = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, index) => [`k${index}`, 'x'.repeat(100_000)]),
    );
    const { details: shown } = await resultOf(() => ({ status: 'healthy', details }));
    expect(JSON.stringify(shown).length).toBeLessThan(300_000);
  });

  it('may register, unregister and run others from within', async () => {
    const health = registry();
    health.register('other', () => true);
    health.register('busy', async () => {
      health.register('new', () => true);
      health.unregister('other');
      await health.run('new');
      health.unregister('busy');
      return (await health.runAll('liveness')).total === 0;
    });
    expect((await health.run('busy'))?.status).toBe('healthy');
    expect((await health.runAll()).checks.map(({ name }) => name)).toEqual(['new']);
  });

  it('that asks for all checks from within is told as hung, and does not call itself for ever', async () => {
    const health = registry();
    const check = jest.fn(() => health.runAll());
    health.register('all', check, { timeoutMs: 10 });
    expect((await health.runAll()).checks[0]?.message).toContain('hung');
    expect(check).toHaveBeenCalledTimes(1);
  });

  it('that is unregistered while it runs is told by its signal, and answers for who waits', async () => {
    const health = registry();
    const heard = jest.fn();
    health.listen(heard);
    let signal: AbortSignal | undefined;
    health.register('gone', (run: HealthCheckRun) => {
      signal = run.signal;
      return new Promise((_resolve, reject) => {
        run.signal.addEventListener('abort', () => reject(new Error('given up')));
      });
    });
    const running = health.run('gone');
    await eventually(() => signal);
    health.unregister('gone');
    expect(await running).toMatchObject({ status: 'unhealthy', message: 'given up' });
    expect(signal?.aborted).toBe(true);
    expect(heard).not.toHaveBeenCalled();
    expect(health.latest()).toEqual([]);
  });

  it('is told by its signal when its time is over, and runs again once it gives up', async () => {
    const health = registry();
    let calls = 0;
    health.register(
      'waits',
      ({ signal }: HealthCheckRun) => {
        calls += 1;
        if (calls > 1) return true;
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        });
      },
      { timeoutMs: 5 },
    );
    expect((await health.run('waits'))?.message).toContain('hung');
    expect(
      await eventually(async () => (await health.run('waits'))?.status === 'healthy', {
        what: 'a second run',
      }),
    ).toBe(true);
    expect(calls).toBe(2);
  });

  it('that cannot be stopped is told of, and is gone all the same', async () => {
    const { warnings } = recordDiagnostics();
    const health = registry();
    const stop = () => {
      throw new Error('will not stop');
    };
    health.register(
      'stubborn',
      Object.assign(() => true, { stop }),
    );
    expect(health.unregister('stubborn')).toBe(true);
    expect(warnings.join()).toContain('will not stop');
    expect((await health.runAll()).total).toBe(0);
  });

  it('with options that cannot be read has the default ones', async () => {
    const options: HealthCheckOptions = {
      get kind(): never {
        throw new Error('no kind today');
      },
      critical: false,
    };
    expect(await resultOf(() => true, options)).toMatchObject({ kind: 'readiness', critical: false });
  });

  it('never makes the registry throw or reject, whatever is given as check and options', async () => {
    recordDiagnostics();
    await fc.assert(
      fc.asyncProperty(fc.anything(), fc.anything(), fc.anything(), async (name, returned, options) => {
        const health = registry();
        health.register(name as string, () => returned, options as HealthCheckOptions);
        health.register(`${health.latest().length}`, returned as HealthCheck);
        const report = await health.report({ withinMs: 1_000 });
        expect(report.total).toBeGreaterThan(0);
        JSON.stringify(report);
      }),
    );
  });
});

describe('options that make no sense', () => {
  it.each([
    ['NaN', Number.NaN],
    ['less than nothing', -1],
    ['a text', '5s'],
    ['null', null],
  ])('count as not given: a timeout of %s', async (_what, timeoutMs) => {
    expect(await resultOf(() => true, { timeoutMs } as HealthCheckOptions)).toMatchObject({
      status: 'healthy',
    });
  });

  it('do not end a check at once: a timeout that Node could not hold', async () => {
    const health = registry();
    let answer: (value: boolean) => void = () => undefined;
    health.register('slow', () => new Promise((resolve) => (answer = resolve)), {
      timeoutMs: Number.POSITIVE_INFINITY,
    });
    const running = health.run('slow');
    setTimeout(() => answer(true), 20);
    expect((await running)?.status).toBe('healthy');
  });

  it('count as not given: a kind that there is not', async () => {
    const options = { kind: 'dead', critical: 'yes' } as unknown as HealthCheckOptions;
    expect(await resultOf(() => true, options)).toMatchObject({ kind: 'readiness', critical: true });
  });
});

describe('names', () => {
  it('are shown on one line, short, and never empty', async () => {
    const health = registry();
    health.register('a\r\nhealthy: \u001b[2J', () => true);
    health.register('n'.repeat(10_000), () => true);
    health.register('', () => true);
    health.register(Symbol('s') as unknown as string, () => true);
    const names = (await health.runAll()).checks.map(({ name }) => name);
    expect(names).toEqual(['a healthy:  [2J', `${'n'.repeat(100)}…`, 'unnamed', 'Symbol(s)']);
  });

  it('that are shown alike are told apart', async () => {
    const health = registry((text) => text.replace(/\d+/g, '***'));
    for (const name of ['card 1', 'card 2', 'card 3']) health.register(name, () => true);
    const names = (await health.runAll()).checks.map(({ name }) => name);
    expect(names).toEqual(['card ***', 'card *** (2)', 'card *** (3)']);
  });

  it('are 1,000 at most: further checks are left out, and it is told once', async () => {
    const { warnings } = recordDiagnostics();
    const health = registry();
    for (let index = 0; index < 10_000; index++) health.register(`check ${index}`, () => true);
    expect(await health.runAll()).toMatchObject({ status: 'healthy', total: 1_000, passed: 1_000 });
    expect(warnings.filter((line) => line.includes('1000 health checks already'))).toHaveLength(1);
    health.unregister('check 0');
    health.register('another', () => false);
    expect((await health.runAll()).status).toBe('unhealthy');
  });
});

describe('a kept result', () => {
  it('is given for as long as cacheMs says, failures too, and says when it was found', async () => {
    const health = registry();
    const check = jest.fn().mockReturnValueOnce(false).mockReturnValue(true);
    health.register('dear', check, { cacheMs: 600_000 });
    const [first] = [await health.run('dear')];
    expect(first).toMatchObject({ status: 'unhealthy', checkedAt: expect.any(String) });
    expect(await health.run('dear')).toBe(first);
    expect((await health.runAll()).checks).toEqual([first]);
    expect(check).toHaveBeenCalledTimes(1);
  });

  it('is not given any more once it is older', async () => {
    const health = registry();
    const check = jest.fn(() => true);
    health.register('dear', check, { cacheMs: 20 });
    await health.run('dear');
    await eventually(async () => {
      await health.run('dear');
      return check.mock.calls.length > 1;
    });
  });

  it('is not kept by default', async () => {
    const health = registry();
    const check = jest.fn(() => true);
    health.register('cheap', check);
    await health.run('cheap');
    await health.run('cheap');
    expect(check).toHaveBeenCalledTimes(2);
  });
});

describe('a standard check', () => {
  it('gives way to the application’s own of that name, whichever comes first, without a word', async () => {
    const { warnings } = recordDiagnostics();
    const health = registry();
    health.registerStandard('database', () => false);
    health.register('database', () => true);
    health.registerStandard('database', () => false);
    expect(await health.runAll()).toMatchObject({ status: 'healthy', total: 1 });
    expect(warnings).toEqual([]);
  });

  it('gives way to a check of another name that stands for it', async () => {
    const own = Object.assign(() => true, { standsFor: 'database' });
    const before = registry();
    before.register('orders', own);
    before.registerStandard('database', () => false);
    const after = registry();
    after.registerStandard('database', () => false);
    after.register('orders', own);
    for (const health of [before, after]) {
      expect((await health.runAll()).checks.map(({ name }) => name)).toEqual(['orders']);
    }
  });

  it('takes its defaults from the check, and those who register it may say otherwise', async () => {
    const health = registry();
    const check = Object.assign(() => false, { defaults: { critical: false, kind: 'liveness' as const } });
    health.register('as it comes', check);
    health.register('otherwise', check, { critical: true });
    expect(await health.run('as it comes')).toMatchObject({ critical: false, kind: 'liveness' });
    expect(await health.run('otherwise')).toMatchObject({ critical: true, kind: 'liveness' });
  });
});

describe('a ready-made check', () => {
  it.each(Object.keys(healthChecks) as (keyof typeof healthChecks)[])(
    'never throws into the host when it is made, and answers: %s',
    async (name) => {
      const make = healthChecks[name] as (...given: readonly unknown[]) => HealthCheck;
      const unreadable = new Proxy({}, { get: throws, ownKeys: throws });
      for (const given of [
        [],
        [null],
        [undefined, null],
        [{}, null],
        [unreadable],
        [unreadable, unreadable],
      ]) {
        const health = registry();
        health.register('it', make(...given));
        expect((await health.run('it'))?.status).toMatch(/healthy|degraded/);
        health.end();
      }
    },
  );

  it.each([
    ['tcpPeer', 'the check was given no host and port'],
    ['certificateExpiry', 'the check was given no files'],
  ] as const)('that is given nothing says what it needs: %s', async (name, message) => {
    const make = healthChecks[name] as (given: unknown) => HealthCheck;
    expect(await resultOf(make(undefined))).toMatchObject({ status: 'unhealthy', message });
  });

  it('of shares takes no percents, and says so', async () => {
    const { warnings } = recordDiagnostics();
    const health = registry();
    health.register('disk', healthChecks.diskSpace({ degradedShare: 10, unhealthyShare: -1 }));
    expect((await health.run('disk'))?.message).toContain('is used');
    expect(warnings.join('\n')).toMatch(
      /degradedShare must be a share from 0 to 1, not 10: 0\.8 counts[\s\S]*unhealthyShare .*, not -1: 0\.9 counts/,
    );
  });
});

function throws(): never {
  throw new Error('unreadable');
}

describe('a kind that there is not', () => {
  it('has all checks run, and says which kinds there are', async () => {
    const { warnings } = recordDiagnostics();
    const health = registry();
    health.register('orders', () => false);
    expect(await health.runAll('ready' as HealthCheckKind)).toMatchObject({ status: 'unhealthy', total: 1 });
    expect(warnings.join()).toContain('liveness, readiness, startup');
  });
});
