import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { type DiagLogger, DiagLogLevel, diag } from '@opentelemetry/api';
import type { HealthCheck } from '../../lib/health';
import { eventually } from '../support/eventually';
import { NOW, registry, resultOf } from './support/registry';

/** A promise with its ends in the hands of the test. */
function deferred<T = unknown>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

const hang = () => new Promise(() => {});

describe('a health check', () => {
  it.each([
    ['nothing', () => undefined],
    ['a row', () => ({ 1: 1 })],
    ['true', async () => true],
    ['a response whose status is a number', () => ({ status: 500 })],
    ['0', () => 0],
    ['null', () => null],
  ])('is healthy when it returns %s', async (_what, check) => {
    expect(await resultOf(check)).toMatchObject({ name: 'it', status: 'healthy', consecutiveFailures: 0 });
  });

  it.each([
    ['throws', () => Promise.reject(new Error('connection refused')), 'connection refused'],
    [
      'throws at once',
      () => {
        throw new TypeError('no database');
      },
      'no database',
    ],
    ['throws a text', () => Promise.reject('gone'), 'gone'],
    ['throws nothing', () => Promise.reject(undefined), 'undefined'],
    [
      'throws an error that has a code alone',
      () => Promise.reject(Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' })),
      'ECONNREFUSED',
    ],
    ['throws an object that says nothing', () => Promise.reject({}), 'failed without a message'],
    [
      'throws what cannot be read',
      () =>
        Promise.reject(
          new Proxy(
            {},
            {
              get: () => {
                throw new Error('no');
              },
            },
          ),
        ),
      'failed without a message',
    ],
    ['returns false', () => false, 'the check returned false'],
    ['is no function', 'SELECT 1' as unknown as HealthCheck, 'check is not a function'],
  ])('is unhealthy when it %s', async (_what, check, message) => {
    expect(await resultOf(check as HealthCheck)).toMatchObject({
      status: 'unhealthy',
      message,
      consecutiveFailures: 1,
    });
  });

  it('may say itself what it found', async () => {
    const finding = { status: 'degraded', message: 'slow', details: { latencyMs: 812 } } as const;
    expect(await resultOf(() => finding, { kind: 'startup', critical: false })).toEqual({
      name: 'it',
      kind: 'startup',
      critical: false,
      ...finding,
      checkedAt: NOW.toISOString(),
      durationSeconds: expect.any(Number),
      lastSuccess: NOW.toISOString(),
      consecutiveFailures: 0,
    });
  });

  it('counts its failures in a row and remembers its last success', async () => {
    const health = registry();
    const answers = [true, false, false, true];
    health.register('it', () => answers.shift());
    const counts: unknown[] = [];
    while (answers.length > 0) {
      const result = await health.run('it');
      counts.push([result?.status, result?.consecutiveFailures, result?.lastSuccess]);
    }
    const lastSuccess = NOW.toISOString();
    expect(counts).toEqual([
      ['healthy', 0, lastSuccess],
      ['unhealthy', 1, lastSuccess],
      ['unhealthy', 2, lastSuccess],
      ['healthy', 0, lastSuccess],
    ]);
  });

  it('has no last success before it had one', async () => {
    expect(await resultOf(() => false)).not.toHaveProperty('lastSuccess');
  });

  it('is run once for all who ask while it runs', async () => {
    const health = registry();
    const answer = deferred();
    const check = jest.fn(() => answer.promise);
    health.register('it', check);
    const results = Promise.all(Array.from({ length: 1_000 }, () => health.run('it')));
    answer.resolve(undefined);
    expect(new Set(await results).size).toBe(1);
    expect(check).toHaveBeenCalledTimes(1);
    await health.run('it');
    expect(check).toHaveBeenCalledTimes(2);
  });

  it('that hangs is reported as hung, not started again while it hangs, and runs again afterwards', async () => {
    const health = registry();
    const answer = deferred();
    const check = jest.fn<unknown, []>(() => answer.promise);
    health.register('it', check, { timeoutMs: 10 });
    const first = await health.run('it');
    expect(first).toMatchObject({ status: 'unhealthy', consecutiveFailures: 1 });
    expect(first?.message).toMatch(/^hung: no answer after 0\.0 s; not started again until it answers$/);
    expect(first?.durationSeconds).toBeGreaterThanOrEqual(0.009);
    const second = await health.run('it');
    expect(second?.message).toContain('hung');
    expect(second?.durationSeconds).toBeGreaterThan(first?.durationSeconds ?? 0);
    expect(second?.consecutiveFailures).toBe(1);
    expect(check).toHaveBeenCalledTimes(1);
    answer.resolve(true);
    await answer.promise;
    check.mockReturnValue(true);
    const recovered = await eventually(async () => {
      const result = await health.run('it');
      return result?.status === 'healthy' ? result : undefined;
    });
    expect(recovered.consecutiveFailures).toBe(0);
    expect(check).toHaveBeenCalledTimes(2);
  });

  it('that hung is run anew once it has come back, also where its results are kept', async () => {
    const health = registry();
    const answer = deferred();
    const check = jest.fn<unknown, []>(() => answer.promise).mockReturnValueOnce(answer.promise);
    health.register('it', check, { timeoutMs: 10, cacheMs: 600_000 });
    expect((await health.run('it'))?.message).toContain('hung');
    check.mockReturnValue(true);
    answer.resolve(true);
    expect(await eventually(async () => (await health.run('it'))?.status === 'healthy')).toBe(true);
    await health.run('it');
    expect(check).toHaveBeenCalledTimes(2);
  });

  it('of the startup is not run again once it has succeeded: the process has come up', async () => {
    const health = registry();
    const answers = [false, true, false];
    const check = jest.fn(() => answers.shift());
    health.register('migrations', check, { kind: 'startup' });
    const found = [];
    for (let run = 0; run < 4; run++) found.push((await health.run('migrations'))?.status);
    expect(found).toEqual(['unhealthy', 'healthy', 'healthy', 'healthy']);
    expect(check).toHaveBeenCalledTimes(2);
  });

  it('is not run for readiness while draining: the answer is there at once, with the last results', async () => {
    const health = registry();
    const check = jest.fn<unknown, []>(() => true);
    health.register('it', check);
    await health.runAll();
    check.mockImplementation(hang);
    health.setDraining();
    for (const kinds of [['readiness', 'startup'], undefined] as const) {
      expect(await health.report(kinds && { kinds })).toMatchObject({
        status: 'unhealthy',
        draining: true,
        checks: [{ name: 'it', status: 'healthy' }],
      });
    }
    expect(check).toHaveBeenCalledTimes(1);
  });

  it('that asks for itself hangs instead of calling itself for ever', async () => {
    const health = registry();
    const check = jest.fn(() => health.run('it'));
    health.register('it', check, { timeoutMs: 10 });
    expect((await health.run('it'))?.message).toContain('hung');
    expect(check).toHaveBeenCalledTimes(1);
  });

  it('that hangs does not keep the process alive', () => {
    const room = join(__dirname, '..', '..', 'lib', 'health');
    const script = `
      const { HealthRegistry } = require(${JSON.stringify(room)});
      const health = new HealthRegistry({ timeoutMs: 600_000 });
      health.register('it', () => new Promise(() => {}));
      health.report({ withinMs: 600_000 });
    `;
    const child = spawnSync(process.execPath, ['--require', require.resolve('tsx/cjs'), '-e', script], {
      timeout: 30_000,
      encoding: 'utf8',
    });
    expect([child.status, child.signal, child.stderr]).toEqual([0, null, '']);
  });
});

describe('all health checks', () => {
  it('run side by side', async () => {
    const health = registry();
    const [one, other] = [deferred(), deferred()];
    health.register('one', () => {
      one.resolve(undefined);
      return other.promise;
    });
    health.register('other', () => {
      other.resolve(undefined);
      return one.promise;
    });
    expect(await health.runAll()).toMatchObject({ status: 'healthy', passed: 2, total: 2 });
  });

  it('are healthy when there are none', async () => {
    expect(await registry().runAll()).toEqual({
      status: 'healthy',
      timestamp: NOW.toISOString(),
      draining: false,
      passed: 0,
      total: 0,
      checks: [],
    });
  });

  it.each([
    ['healthy', [{ ok: true }, { ok: true }]],
    ['unhealthy', [{ ok: true }, { ok: false }]],
    ['degraded', [{ ok: true }, { ok: false, critical: false }]],
    ['degraded', [{ ok: true }, { finding: { status: 'degraded' } }]],
    ['unhealthy', [{ ok: false }, { ok: false, critical: false }]],
    ['degraded', [{ ok: true }, { finding: { status: 'degraded' }, critical: false }]],
  ])(
    'are %s together with %j',
    async (status, checks: { ok?: boolean; critical?: boolean; finding?: object }[]) => {
      const health = registry();
      for (const [index, { ok, finding, critical = true }] of checks.entries()) {
        health.register(`check ${index}`, () => finding ?? ok, { critical });
      }
      expect((await health.runAll()).status).toBe(status);
    },
  );

  it('are told apart by kind', async () => {
    const health = registry();
    health.register('a', () => true, { kind: 'liveness' });
    health.register('b', () => true);
    health.register('c', () => true, { kind: 'startup' });
    const names = async (kind?: 'liveness' | 'readiness' | 'startup') =>
      (await health.runAll(kind)).checks.map(({ name }) => name);
    expect(await names('liveness')).toEqual(['a']);
    expect(await names('readiness')).toEqual(['b']);
    expect(await names('startup')).toEqual(['c']);
    expect(await names()).toEqual(['a', 'b', 'c']);
  });

  it('are answered for within the bound on the whole, whatever their own timeouts', async () => {
    const health = registry();
    health.register('hangs', hang, { timeoutMs: 600_000 });
    health.register('works', () => true);
    const report = await health.report({ withinMs: 10 });
    expect(report).toMatchObject({ status: 'unhealthy', passed: 1, total: 2 });
    expect(report.checks[0]).toMatchObject({ status: 'unhealthy', consecutiveFailures: 1 });
    expect(report.checks[0]?.message).toContain('hung');
  });

  it('are unhealthy from the moment of draining, but for liveness', async () => {
    const health = registry();
    expect(health.draining).toBe(false);
    health.setDraining();
    expect(health.draining).toBe(true);
    expect(await health.runAll('readiness')).toMatchObject({ status: 'unhealthy', draining: true });
    expect(await health.runAll()).toMatchObject({ status: 'unhealthy', draining: true });
    expect(await health.runAll('liveness')).toMatchObject({ status: 'healthy', draining: false });
  });
});

describe('the registry', () => {
  afterEach(() => diag.disable());

  it('forgets a check by name or by the function that registering gave', async () => {
    const health = registry();
    const undo = health.register('a', () => true);
    health.register('b', () => true);
    undo();
    undo();
    expect(health.unregister('b')).toBe(true);
    expect(health.unregister('b')).toBe(false);
    expect(await health.run('a')).toBeUndefined();
    expect((await health.runAll()).total).toBe(0);
  });

  it('replaces a check of the same name, says so, and keeps the new one when the old one is undone', async () => {
    const warn = jest.fn();
    const logger: DiagLogger = {
      error: jest.fn(),
      warn,
      info: jest.fn(),
      debug: jest.fn(),
      verbose: jest.fn(),
    };
    diag.setLogger(logger, { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true });
    const health = registry();
    const undo = health.register('database', () => false);
    health.register('database', () => true);
    undo();
    expect((await health.run('database'))?.status).toBe('healthy');
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]).toContain(
      'the health check "database" was replaced by another of the same name',
    );
  });
});
