import type { Attributes, HrTime } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { renderOpenMetrics } from '../../lib/prometheus';
import { readOpenMetrics } from './openmetrics-parser';
import {
  collected,
  counter,
  exponential,
  expositionText,
  gauge,
  histogram,
  inScope,
  readerOver,
  recordDiagnostics,
  three,
  upDownCounter,
} from './support';

type Metric = Parameters<typeof inScope>[1];

const TRACE = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
const at = (value: number, seconds: number, filteredAttributes: Attributes = {}) => ({
  value,
  timestamp: [seconds, 250_000_000] as HrTime,
  filteredAttributes,
  ...TRACE,
});

async function rendered(...metrics: Metric[]): Promise<string> {
  return [...renderOpenMetrics(await readerOver([inScope('', ...metrics)]).families())].join('');
}

beforeEach(() => {
  recordDiagnostics();
});

describe('renderOpenMetrics', () => {
  it('has TYPE, UNIT and HELP in this order, a counter without _total in its name, _created and # EOF', async () => {
    const text = await rendered(
      counter({ name: 'http.time', unit: 's', description: 'Say "\\"\nso' }, [[{ a: 'x' }, 1.5]]),
    );
    expect(text).toBe(
      [
        '# TYPE http_time_seconds counter',
        '# UNIT http_time_seconds seconds',
        '# HELP http_time_seconds Say \\"\\\\\\"\\nso',
        'http_time_seconds_total{a="x"} 1.5',
        'http_time_seconds_created{a="x"} 1700000000',
        '# EOF',
        '',
      ].join('\n'),
    );
  });

  it('has no _created where it is told so', async () => {
    const scopes = [inScope('', counter({ name: 'c' }, [[{}, 1]]), histogram({ name: 'h' }, [[{}, three]]))];
    const reader = readerOver(scopes, { scopeLabels: false, targetInfo: false, createdLines: false });
    const text = expositionText(await reader.exposition({ format: 'openmetrics' }));
    expect(text).toContain('c_total 1\n');
    expect(text).toContain('h_count 3\n');
    expect(text).not.toContain('_created');
  });

  it('has a histogram with the canonical numbers of Go in le, and its count, sum and start', async () => {
    const value = {
      buckets: {
        boundaries: [0, 0.00001, 0.0001, 0.25, 1, 100_000, 1e6, 123_456_789],
        counts: [0, 1, 0, 0, 1, 0, 0, 0, 1],
      },
      count: 3,
      sum: 1e9,
    };
    expect(await rendered(histogram({ name: 'h', unit: 'By' }, [[{}, value]]))).toBe(
      [
        '# TYPE h_bytes histogram',
        '# UNIT h_bytes bytes',
        'h_bytes_bucket{le="0.0"} 0',
        'h_bytes_bucket{le="1e-05"} 1',
        'h_bytes_bucket{le="0.0001"} 1',
        'h_bytes_bucket{le="0.25"} 1',
        'h_bytes_bucket{le="1.0"} 2',
        'h_bytes_bucket{le="100000.0"} 2',
        'h_bytes_bucket{le="1e+06"} 2',
        'h_bytes_bucket{le="1.23456789e+08"} 2',
        'h_bytes_bucket{le="+Inf"} 3',
        'h_bytes_sum 1000000000',
        'h_bytes_count 3',
        'h_bytes_created 1700000000',
        '# EOF',
        '',
      ].join('\n'),
    );
  });

  it('converts an exponential histogram to fixed buckets', async () => {
    const value = {
      count: 3,
      sum: 4,
      scale: 0,
      zeroCount: 1,
      positive: { offset: 0, bucketCounts: [2] },
      negative: { offset: 0, bucketCounts: [] },
    };
    expect(await rendered(exponential({ name: 'h' }, [[{}, value]]))).toContain(
      'h_bucket{le="0.0"} 1\nh_bucket{le="1.0"} 1\nh_bucket{le="2.0"} 3\nh_bucket{le="+Inf"} 3\nh_sum 4\n',
    );
  });

  it('shows an updowncounter as a gauge, without _created and without exemplars', async () => {
    const points = [[{}, -2, { exemplars: [at(1, 5)] }]] as const;
    expect(await rendered(upDownCounter({ name: 'u' }, points), gauge({ name: 'g' }, points))).toBe(
      '# TYPE g gauge\ng -2\n# TYPE u gauge\nu -2\n# EOF\n',
    );
  });

  it('shows the resource as the info metric target', async () => {
    const resource = resourceFromAttributes({ 'service.name': 's' });
    const reader = readerOver(() => collected([], { resource }), { targetInfo: true });
    expect([...renderOpenMetrics(await reader.families())].join('')).toBe(
      '# TYPE target info\n# HELP target Target metadata\ntarget_info{service_name="s"} 1\n# EOF\n',
    );
  });

  it('puts a name of any UTF-8 into the braces, in quotes', async () => {
    const data = [
      inScope(
        '',
        histogram({ name: 'my.h', unit: 's', description: 'H' }, [[{ 'k"': 'v' }, three]]),
        counter({ name: 'my.uses' }, [[{}, 1, { startTime: [0, 0] as HrTime }]]),
      ),
    ];
    const options = {
      scopeLabels: false,
      targetInfo: false,
      translationStrategy: 'NoUTF8EscapingWithSuffixes',
    } as const;
    const families = await readerOver(data, options).families('allow-utf-8');
    expect([...renderOpenMetrics(families)].join('')).toBe(
      [
        '# TYPE "my.h_seconds" histogram',
        '# UNIT "my.h_seconds" seconds',
        '# HELP "my.h_seconds" H',
        '{"my.h_seconds_bucket","k\\""="v",le="1.0"} 1',
        '{"my.h_seconds_bucket","k\\""="v",le="2.0"} 2',
        '{"my.h_seconds_bucket","k\\""="v",le="+Inf"} 3',
        '{"my.h_seconds_sum","k\\""="v"} 6',
        '{"my.h_seconds_count","k\\""="v"} 3',
        '{"my.h_seconds_created","k\\""="v"} 1700000000',
        '# TYPE "my.uses" counter',
        '{"my.uses_total"} 1',
        '# EOF',
        '',
      ].join('\n'),
    );
  });

  it('has a histogram as unknown whose _created would be the name of what can only be unknown', async () => {
    const options = { scopeLabels: false, targetInfo: false, translationStrategy: 'NoTranslation' } as const;
    const metrics = [histogram({ name: 'a' }, [[{}, three]]), counter({ name: 'a_created' }, [[{}, 1]])];
    const reader = readerOver([inScope('', ...metrics)], options);
    const families = readOpenMetrics(expositionText(await reader.exposition({ format: 'openmetrics' })));
    const names = ['a_bucket', 'a_sum', 'a_count', 'a_created'];
    expect(families.map(({ name, type }) => [name, type])).toEqual(names.map((name) => [name, 'unknown']));
  });

  it('has as unknown a counter whose name does not end in _total, as a strategy without suffixes has it', async () => {
    const data = [inScope('', counter({ name: 'my.uses', unit: 's' }, [[{}, 1]]))];
    const options = { scopeLabels: false, targetInfo: false, translationStrategy: 'NoTranslation' } as const;
    const families = await readerOver(data, options).families('allow-utf-8');
    expect([...renderOpenMetrics(families)].join('')).toBe(
      '# TYPE "my.uses" unknown\n{"my.uses"} 1\n# EOF\n',
    );
  });

  it('is nothing but # EOF where nothing was recorded', async () => {
    expect(await rendered()).toBe('# EOF\n');
  });

  it.each([
    ['bytes.transferred', 'By', 'counter', ''],
    ['bytes', 'By', 'counter', ''],
    ['read', 'By', 'gauge', 'bytes'],
    ['read', 'By/s', 'gauge', 'bytes_per_second'],
    ['read', '{call}', 'gauge', ''],
    ['read', '%', 'gauge', 'percent'],
  ])(
    'writes for %s of unit %s as %s the UNIT %j: only where the name ends in it',
    async (name, unit, kind, expected) => {
      const make = kind === 'counter' ? counter : gauge;
      const [family] = readOpenMetrics(await rendered(make({ name, unit }, [[{}, 1]])));
      expect(family?.unit).toBe(expected);
    },
  );

  it.each([
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, '+Inf'],
    [Number.NEGATIVE_INFINITY, '-Inf'],
    [2 ** 53 + 2, '9007199254740994'],
    [2 ** 64, '18446744073709552000'],
  ])('writes the gauge %p as %s', async (value, text) => {
    expect(await rendered(gauge({ name: 'g' }, [[{}, value]]))).toContain(`\ng ${text}\n`);
  });

  it('leaves out _created where the start is not known', async () => {
    const points = [[{}, 1, { startTime: [0, 0] as HrTime }]] as const;
    expect(await rendered(counter({ name: 'c' }, points))).not.toContain('_created');
  });

  it.each([
    ['has a negative bound', [-1, 1], 5],
    ['has a negative sum', [1, 2], -5],
    ['has a sum that is no number', [1, 2], Number.NaN],
    ['has no sum', [1, 2], undefined],
  ])(
    'has neither sum nor count of a histogram that %s, as the standard asks',
    async (_case, boundaries, sum) => {
      const value = {
        buckets: { boundaries, counts: [1, 1, 1] },
        count: 3,
        ...(sum !== undefined && { sum }),
      };
      const [family] = readOpenMetrics(await rendered(histogram({ name: 'h' }, [[{}, value]])));
      expect(new Set(family?.samples.map(({ name }) => name))).toEqual(new Set(['h_bucket', 'h_created']));
    },
  );
});

describe('exemplars in OpenMetrics', () => {
  it('are the newest on a counter, with trace_id and span_id', async () => {
    const exemplars = [at(1, 10), at(3, 30), at(2, 20)];
    expect(await rendered(counter({ name: 'c' }, [[{ k: 'v' }, 6, { exemplars }]]))).toContain(
      `c_total{k="v"} 6 # {trace_id="${TRACE.traceId}",span_id="${TRACE.spanId}"} 3 30.25\n`,
    );
  });

  it('are the newest of each bucket of a histogram, up to its bound', async () => {
    const exemplars = [at(1, 40), at(0.5, 10), at(1.5, 20), at(9, 30), at(Number.NaN, 99)];
    const text = await rendered(histogram({ name: 'h' }, [[{}, three, { exemplars }]]));
    const shown = (readOpenMetrics(text)[0]?.samples ?? []).map(({ labels, exemplar }) => [
      labels.le,
      exemplar?.value,
    ]);
    expect(shown.slice(0, 3)).toEqual([
      ['1.0', 1],
      ['2.0', 1.5],
      ['+Inf', 9],
    ]);
  });
});
