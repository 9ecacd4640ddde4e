import type { Attributes } from '@opentelemetry/api';
import { OVERFLOW_ATTRIBUTES, RECORDED_AND_SEEN, SeriesTable } from '../../lib/metrics/series-table';

interface Made {
  readonly table: SeriesTable;
  readonly clock: { nowMs: number };
  readonly grow: jest.Mock;
  readonly forget: jest.Mock;
  readonly overflowed: jest.Mock;
  readonly rejected: string[];
}

function make(options: Partial<ConstructorParameters<typeof SeriesTable>[0]> = {}): Made {
  const clock = { nowMs: 1_000 };
  const rejected: string[] = [];
  const [grow, forget, overflowed] = [jest.fn(), jest.fn(), jest.fn()];
  const table = new SeriesTable({
    limit: 10,
    startMs: () => clock.nowMs,
    grow,
    forget,
    rejectAttribute: (key) => rejected.push(key),
    overflowed,
    ...options,
  });
  return { table, clock, grow, forget, overflowed, rejected };
}

describe('SeriesTable', () => {
  it('gives equal sets the same row, and different ones rows of their own', () => {
    const { table } = make();

    expect(table.row({ a: 1, b: 2 })).toBe(table.row({ b: 2, a: 1 }));
    expect(table.row({ a: 1 })).not.toBe(table.row({ a: '1' }));
    expect(table.size).toBe(3);
  });

  it('gives no attributes, null and an empty object the same row', () => {
    const { table } = make();
    const row = table.row(undefined);

    expect([
      table.row({}),
      table.row(null as never),
      table.row(undefined),
      table.row({ a: undefined }),
    ]).toEqual([row, row, row, row]);
    expect(table.size).toBe(1);
  });

  it('notes when each series began', () => {
    const { table, clock } = make();
    const first = table.row({ a: 1 });
    clock.nowMs = 2_000;
    const second = table.row({ a: 2 });
    table.row({ a: 1 });

    expect([table.startsMs[first], table.startsMs[second]]).toEqual([1_000, 2_000]);
  });

  it('says how many rows there must be room for before one is used', () => {
    const { table, grow } = make({ limit: 1_000 });
    for (let n = 0; n < 100; n += 1) {
      const row = table.row({ n });
      expect(grow.mock.lastCall?.[0]).toBeGreaterThan(row);
      expect(table.capacity).toBe(grow.mock.lastCall?.[0]);
    }
  });

  it('leaves out what is no attribute, and tells it each time', () => {
    const { table, rejected } = make();
    const row = table.row({ a: 1, wrong: null, worse: {} } as unknown as Attributes);

    expect(table.attributes(row)).toEqual({ a: 1 });
    expect(table.row({ a: 1 })).toBe(row);
    expect(rejected).toEqual(['wrong', 'worse']);
  });

  it('gives the attributes in an object that is nobody else’s', () => {
    const { table } = make();
    const row = table.row({ a: 1 });
    table.attributes(row).a = 2;

    expect(table.attributes(row)).toEqual({ a: 1 });
  });
});

describe('the limit of a SeriesTable', () => {
  it('lets so many sets have a series and puts all others into one more', () => {
    const { table, overflowed } = make({ limit: 2 });
    const rows = [1, 2, 3, 4, 5].map((n) => table.row({ n }));

    expect(new Set(rows).size).toBe(3);
    expect(rows.slice(3)).toEqual([rows[2], rows[2]]);
    expect(table.attributes(rows[2] as number)).toEqual(OVERFLOW_ATTRIBUTES);
    expect(table.overflowed).toBe(3);
    expect(overflowed).toHaveBeenCalledTimes(1);
  });

  it('has no overflow series as long as all have room', () => {
    const { table, overflowed } = make({ limit: 2 });
    table.row({ n: 1 });
    table.row({ n: 2 });

    expect(table.size).toBe(2);
    expect(overflowed).not.toHaveBeenCalled();
  });

  it('holds for arrays and other sets that are read with care', () => {
    const { table } = make({ limit: 1 });
    const first = table.row({ list: ['a'] });

    expect(table.row({ list: ['a'] })).toBe(first);
    expect(table.isOverflow(table.row({ list: ['b'] }))).toBe(true);
    expect(table.isOverflow(table.row({ list: ['a'], wrong: null } as unknown as Attributes))).toBe(false);
  });

  it('holds for the series without attributes too', () => {
    const { table } = make({ limit: 1 });
    table.row({ n: 1 });

    expect(table.isOverflow(table.row(undefined))).toBe(true);
  });

  it('still finds those within it when a key is empty', () => {
    const { table } = make({ limit: 1 });
    const row = table.row({ n: 1 });

    expect(table.row({ '': 'x', n: 1 })).toBe(row);
  });

  it('makes room again when a series is given up', () => {
    const { table } = make({ limit: 1 });
    const row = table.row({ n: 1 });
    table.row({ n: 2 });
    table.remove(row);

    expect(table.isOverflow(table.row({ n: 2 }))).toBe(false);
    expect(table.isOverflow(table.row({ n: 3 }))).toBe(true);
  });

  it('does not grow, nor keep anything of those beyond it', () => {
    const { table, grow } = make({ limit: 100 });
    for (let n = 0; n < 101; n += 1) table.row({ n });
    const { rows, capacity } = table;
    grow.mockClear();
    for (let n = 101; n < 100_000; n += 1) table.row({ n, other: `x${n}` });

    expect([table.rows, table.capacity, table.size]).toEqual([rows, capacity, 101]);
    expect(grow).not.toHaveBeenCalled();
  });

  it('takes a caller’s own overflow attributes for the overflow series', () => {
    const { table } = make({ limit: 1 });
    const own = table.row({ 'otel.metric.overflow': true });
    table.row({ n: 1 });

    expect(table.row({ n: 2 })).toBe(own);
    expect(table.row({ 'otel.metric.overflow': true })).toBe(own);
    expect(table.size).toBe(2);
  });
});

describe('giving up series of a SeriesTable', () => {
  it('forgets what is kept beside it, and changes the epoch', () => {
    const { table, forget } = make();
    const row = table.row({ n: 1 });
    const { epoch } = table;
    table.remove(row);

    expect(forget).toHaveBeenCalledWith(row);
    expect(table.epoch).not.toBe(epoch);
    expect(table.isLive(row)).toBe(false);
  });

  it('begins a returning series anew', () => {
    const { table, clock } = make();
    table.remove(table.row({ n: 1 }));
    clock.nowMs = 5_000;

    expect(table.startsMs[table.row({ n: 1 })]).toBe(5_000);
  });

  it('takes the series without attributes and the overflow series as others', () => {
    const { table } = make({ limit: 1 });
    const none = table.row(undefined);
    table.remove(table.row({ n: 1 }));
    expect(table.isLive(table.row({ n: 2 }))).toBe(true);
    table.remove(table.row({ n: 3 }));
    expect(table.overflowed).toBe(3);
    table.remove(none);

    expect(table.size).toBe(0);
    expect(table.attributes(table.row({ n: 2 }))).toEqual({ n: 2 });
    expect(table.isOverflow(table.row(undefined))).toBe(true);
    expect(table.size).toBe(2);
  });

  it('happens to those that were not seen for longer than the time to live', () => {
    const { table } = make({ ttlMs: 100 });
    const [kept, dropped] = [table.row({ n: 1 }), table.row({ n: 2 })];
    table.marks[kept] = RECORDED_AND_SEEN;
    table.marks[dropped] = RECORDED_AND_SEEN;
    table.expire(1_000, () => false);
    table.marks[kept] = RECORDED_AND_SEEN;
    table.expire(1_100, () => false);
    expect(table.isLive(dropped)).toBe(true);
    table.expire(1_101, () => false);

    expect([table.isLive(kept), table.isLive(dropped)]).toEqual([true, false]);
  });

  it('does not happen to those that are still needed', () => {
    const { table } = make({ ttlMs: 100 });
    const row = table.row({ n: 1 });
    table.expire(2_000, () => true);
    expect(table.isLive(row)).toBe(true);
    table.expire(2_000, () => false);
    expect(table.isLive(row)).toBe(false);
  });

  it('never happens without a time to live', () => {
    const { table } = make();
    const row = table.row({ n: 1 });
    table.expire(Number.MAX_SAFE_INTEGER, () => false);

    expect(table.isLive(row)).toBe(true);
  });
});

describe('cleaning in a SeriesTable', () => {
  const maskId = (attributes: Attributes): void => {
    if ('id' in attributes) attributes.id = '***';
  };

  it('happens once for each new set', () => {
    const clean = jest.fn(maskId);
    const { table } = make({ clean });
    const row = table.row({ id: 'a' });
    for (let n = 0; n < 5; n += 1) expect(table.row({ id: 'a' })).toBe(row);

    expect(clean).toHaveBeenCalledTimes(1);
    expect(table.attributes(row)).toEqual({ id: '***' });
  });

  it('puts sets into one series that are the same when they are clean', () => {
    const { table } = make({ clean: maskId });

    expect(table.row({ id: 'a' })).toBe(table.row({ id: 'b' }));
    expect(table.row({ id: '***' })).toBe(table.row({ id: 'c' }));
    expect(table.size).toBe(1);
  });

  it('remembers no more of what it cleaned away than there may be series, and still cleans the rest', () => {
    const clean = jest.fn(maskId);
    const { table } = make({ limit: 3, clean });
    const row = table.row({ id: 0 });
    for (let n = 1; n < 100; n += 1) expect(table.row({ id: n })).toBe(row);
    clean.mockClear();
    expect([table.row({ id: 1 }), table.row({ id: 2 })]).toEqual([row, row]);
    expect(clean).not.toHaveBeenCalled();
    table.row({ id: 99 });
    expect(clean).toHaveBeenCalledTimes(1);
  });

  it('finds the new row of a set after the old one was given up', () => {
    const { table } = make({ clean: maskId });
    const other = table.row({ other: 1 });
    table.remove(table.row({ id: 'a' }));
    table.remove(other);
    table.row({ between: 1 });

    expect(table.attributes(table.row({ id: 'a' }))).toEqual({ id: '***' });
  });

  it('may take out attributes, set others, and set what is no attribute, which is left out', () => {
    const clean = (attributes: Record<string, unknown>): void => {
      delete attributes.secret;
      attributes.added = 1;
      attributes.empty = undefined;
      attributes.wrong = { nested: 1 };
    };
    const { table } = make({ clean: clean as never });

    expect(Object.entries(table.attributes(table.row({ secret: 'x', a: 1 })))).toEqual([
      ['a', 1],
      ['added', 1],
    ]);
  });

  it('does not touch the caller’s object', () => {
    const { table } = make({ clean: maskId });
    const given = { id: 'a' };
    table.row(given);

    expect(given).toEqual({ id: 'a' });
  });
});
