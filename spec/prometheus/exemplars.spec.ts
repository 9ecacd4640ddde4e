import type { Attributes, HrTime } from '@opentelemetry/api';
import fc from 'fast-check';
import type { Exemplar } from '../../lib/metrics';
import {
  exemplarLabels,
  exemplarsByBucket,
  exemplarsOf,
  newestExemplar,
} from '../../lib/prometheus/exemplars';

const TRACE = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
/** What trace_id and span_id take of the 128 characters. */
const TAKEN = 'trace_id'.length + 32 + 'span_id'.length + 16;

function measured(value: number, timestamp: HrTime, filteredAttributes: Attributes = {}): Exemplar {
  return { value, timestamp, filteredAttributes };
}

describe('exemplarLabels', () => {
  const labels = (filteredAttributes: Attributes, ids: Partial<typeof TRACE> = TRACE) =>
    exemplarLabels({ value: 1, timestamp: [1, 0], filteredAttributes, ...ids });

  it('has trace_id and span_id first, then attributes by their label names, as texts', () => {
    expect(labels({ 'card.slot': 3, a: true })).toEqual([
      ['trace_id', TRACE.traceId],
      ['span_id', TRACE.spanId],
      ['a', 'true'],
      ['card_slot', '3'],
    ]);
  });

  it('has no ids where nothing was traced, and nothing that is empty', () => {
    expect(labels({ a: '', b: 'x' }, {})).toEqual([['b', 'x']]);
    expect(labels({}, {})).toEqual([]);
  });

  it('lets no attribute take the place of the ids', () => {
    expect(labels({ 'trace.id': 'x', span_id: 'y' })).toHaveLength(2);
  });

  it('leaves out whole what would go beyond 128 characters, and keeps what still fits', () => {
    const rest = 128 - TAKEN;
    expect(labels({ a: 'x'.repeat(rest - 1) })).toHaveLength(3);
    expect(labels({ a: 'x'.repeat(rest) })).toHaveLength(2);
    expect(labels({ a: 'x'.repeat(rest), b: 'fits' })).toEqual([
      ['trace_id', TRACE.traceId],
      ['span_id', TRACE.spanId],
      ['b', 'fits'],
    ]);
  });

  it('counts an emoji as one character, as the standard does', () => {
    expect(labels({ a: '😀'.repeat(128 - TAKEN - 1) })).toHaveLength(3);
    expect(labels({ a: '😀'.repeat(128 - TAKEN) })).toHaveLength(2);
  });

  it('shows the trace of an exemplar whose attributes cannot be read', () => {
    const hostile = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no keys');
        },
      },
    );
    expect(labels(hostile)).toHaveLength(2);
  });
});

describe('exemplarsOf', () => {
  it('takes of a foreign producer’s point what is an exemplar', () => {
    const good = measured(1, [1, 0]);
    const exemplars = [
      good,
      undefined,
      null,
      'x',
      {},
      { value: 'x', timestamp: [1, 0] },
      { value: 1, timestamp: [Number.NaN, 0] },
    ];
    expect(exemplarsOf({ exemplars })).toEqual([good]);
    expect(exemplarsOf({ exemplars: 'x' })).toEqual([]);
    expect(exemplarsOf({})).toEqual([]);
  });
});

describe('newestExemplar', () => {
  it('tells by seconds, then by nanoseconds', () => {
    const newest = measured(3, [2, 5]);
    expect(newestExemplar([measured(1, [1, 9]), newest, undefined, measured(2, [2, 4])])).toBe(newest);
    expect(newestExemplar([])).toBeUndefined();
  });
});

describe('exemplarsByBucket', () => {
  it('puts each exemplar into the first bucket whose bound it does not exceed, and keeps the newest there', () => {
    const bounds = fc.uniqueArray(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 8 });
    const exemplars = fc.array(
      fc.tuple(fc.double(), fc.nat()).map(([value, seconds]) => measured(value, [seconds, 0])),
    );
    fc.assert(
      fc.property(bounds, exemplars, (unordered, all) => {
        const ordered = unordered.map((bound) => bound + 0).sort((a, b) => a - b);
        const found = exemplarsByBucket(ordered, all);
        for (const [index, upper] of [...ordered, Number.POSITIVE_INFINITY].entries()) {
          const lower = ordered[index - 1];
          const within = all.filter(({ value }) => value <= upper && (lower === undefined || value > lower));
          const newest = Math.max(...within.map(({ timestamp }) => timestamp[0]));
          expect(found[index]?.timestamp[0]).toBe(within.length === 0 ? undefined : newest);
          if (found[index] !== undefined) expect(within).toContain(found[index]);
        }
      }),
    );
  });
});
