import {
  differences,
  seriesInOpenMetrics,
  seriesInProtobuf,
  seriesInText,
  seriesKey,
} from '../../../scripts/e2e/expected-series';
import { counter, exponential, histogram, inScope, readerOver, three } from '../../prometheus/support';

const EXPONENTIAL = {
  scale: 0,
  count: 1,
  sum: 2,
  zeroCount: 0,
  positive: { offset: 0, bucketCounts: [1] },
  negative: { offset: 0, bucketCounts: [] },
};

const familiesOf = (...metrics: Parameters<typeof inScope>[1][]) =>
  readerOver([inScope('', ...metrics)]).families();

describe('the series that Prometheus is to have', () => {
  test('are those of the text format, bounds in whatever form', async () => {
    const expected = seriesInText(await familiesOf(histogram({ name: 'h' }, [[{}, three]])));
    const bucket = (le: string) => seriesKey('h_bucket', { le });
    const stored = new Map([
      [bucket('1.0'), 1],
      [bucket('2.0'), 2],
      [bucket('+Inf'), 3],
      [seriesKey('h_sum', {}), 6],
      [seriesKey('h_count', {}), 3],
    ]);
    expect(differences(stored, expected)).toEqual([]);
    stored.set(bucket('2.0'), 1);
    stored.delete(seriesKey('h_sum', {}));
    stored.set(seriesKey('more', {}), Number.NaN);
    expect(differences(stored, expected)).toHaveLength(3);
  });

  test('may be _created ones in OpenMetrics, at the time at which the series began', async () => {
    const expected = seriesInOpenMetrics(await familiesOf(counter({ name: 'c' }, [[{}, 1]])));
    const total = [seriesKey('c_total', {}), 1] as const;
    const created = (atSeconds: number) => [seriesKey('c_created', {}), atSeconds] as const;
    expect(differences(new Map([total]), expected)).toEqual([]);
    expect(differences(new Map([total, created(1_700_000_000)]), expected)).toEqual([]);
    expect(differences(new Map([total, created(1)]), expected)).toHaveLength(1);
  });

  test('are native in protobuf where a whole family is', async () => {
    const { sum: _sum, ...withoutSum } = EXPONENTIAL;
    const native = seriesInProtobuf(await familiesOf(exponential({ name: 'h' }, [[{}, EXPONENTIAL]])));
    expect(native.must.get(seriesKey('h', {}))).toBe(1);
    const mixed = await familiesOf(
      exponential({ name: 'h' }, [
        [{ n: 1 }, EXPONENTIAL],
        [{ n: 2 }, withoutSum],
      ]),
    );
    expect([...seriesInProtobuf(mixed).must.keys()].filter((key) => key.startsWith('["h",'))).toEqual([]);
  });
});
