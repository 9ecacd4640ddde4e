import { registry, resultOf } from './support/registry';

describe('what a check says', () => {
  const clean = (text: string) => text.replaceAll('hunter2', '***').replaceAll('8949000000000000', '***');

  it('is cleaned, be it name, message, error or detail, however deep', async () => {
    const health = registry(clean);
    const details = {
      hunter2: 'a hunter2',
      iccid: 8_949_000_000_000_000,
      list: ['hunter2', { deep: 'hunter2' }],
      error: new Error('with hunter2'),
      symbol: Symbol('hunter2'),
    };
    health.register('psk hunter2', () => ({ status: 'degraded', message: 'key hunter2', details }));
    health.register('other', () => Promise.reject(new Error('hunter2 was refused')));
    const report = await health.runAll();
    expect(report.checks[0]).toMatchObject({
      name: 'psk ***',
      message: 'key ***',
      details: {
        '***': 'a ***',
        iccid: '***',
        list: ['***', { deep: '***' }],
        error: 'with ***',
        symbol: 'Symbol(***)',
      },
    });
    expect(report.checks[1]?.message).toBe('*** was refused');
  });

  it('is not shown at all when it cannot be cleaned', async () => {
    const broken = () => {
      throw new Error('the redactor is broken');
    };
    const result = await resultOf(() => Promise.reject(new Error('hunter2')), {}, broken);
    expect(result).toMatchObject({ name: '[unreadable]', message: '[unreadable]' });
  });

  it('always becomes bounded JSON, whatever it holds', async () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const details = {
      circular,
      big: 10n,
      nan: Number.NaN,
      date: new Date(0),
      invalid: new Date(Number.NaN),
      call: () => 1,
      none: null,
      gone: undefined,
      flag: true,
      get trap() {
        throw new Error('hunter2');
      },
      long: 'x'.repeat(10_000_000),
      bare: Object.assign(Object.create(null), { a: 1 }),
    };
    const result = await resultOf(() => ({ status: 'healthy', details }));
    const json = JSON.stringify(result.details);
    expect(json.length).toBeLessThan(2_000);
    expect(JSON.parse(json)).toMatchObject({
      circular: { self: { self: { self: { self: '[…]' } } } },
      big: '10',
      nan: 'NaN',
      date: '1970-01-01T00:00:00.000Z',
      invalid: 'invalid date',
      call: '[function]',
      none: null,
      flag: true,
      trap: '[unreadable]',
      bare: { a: 1 },
    });
  });

  it('is cut to a few hundred members, and says so', async () => {
    const details = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`k${index}`, [index]]));
    const result = await resultOf(() => ({ status: 'healthy', details }));
    const names = Object.keys(result.details ?? {});
    expect(names.length).toBeLessThanOrEqual(201);
    expect(result.details?.['…']).toBe('cut');
  });

  it('does no harm when its details cannot even be listed', async () => {
    const details = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('hunter2');
        },
      },
    );
    expect((await resultOf(() => ({ status: 'healthy', details }))).details).toEqual({ '…': '[unreadable]' });
  });

  it('is unhealthy when it cannot be read', async () => {
    const finding = {
      get status() {
        throw new Error('no status today');
      },
    };
    expect(await resultOf(() => finding)).toMatchObject({ status: 'unhealthy', message: 'no status today' });
  });
});
