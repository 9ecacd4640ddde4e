import { renderText } from '../../lib/prometheus';
import { LINES_PER_CHUNK } from '../../lib/prometheus/chunks';
import { render } from '../../lib/prometheus/formats';
import { decodeFamilies } from './client-model';
import { counter, gauge, histogram, inScope, readerOver, recordDiagnostics, three } from './support';

const SERIES = 5_000;
const MANY = Array.from({ length: SERIES }, (_, index) => index);

const large = () =>
  readerOver([
    inScope(
      '',
      gauge({ name: 'a' }, [[{}, 1]]),
      counter(
        { name: 'b' },
        MANY.map((n) => [{ n }, n]),
      ),
      histogram(
        { name: 'c' },
        MANY.map((n) => [{ n }, three]),
      ),
      gauge({ name: 'd' }, [[{}, 1]]),
    ),
  ]).families();

beforeEach(() => {
  recordDiagnostics();
});

describe('render', () => {
  it.each(['text', 'openmetrics'] as const)(
    'brings %s in chunks of 200 lines and no part of a line',
    async (format) => {
      const chunks = [...render(await large(), format)].map(String);
      expect(chunks.length).toBeGreaterThan((SERIES * 6) / LINES_PER_CHUNK);
      for (const chunk of chunks) {
        expect(chunk.endsWith('\n')).toBe(true);
        expect(chunk.split('\n').length).toBeLessThanOrEqual(LINES_PER_CHUNK + 10);
      }
    },
  );

  it('brings the chunks of the text that renderText has in one piece', async () => {
    expect([...render(await large(), 'text')].join('')).toBe(renderText(await large()));
  });

  it('brings protobuf in chunks too, with empty ones while a large family is rendered', async () => {
    const chunks = [...render(await large(), 'protobuf')].map((chunk) => Buffer.from(chunk));
    const families = decodeFamilies(Buffer.concat(chunks));
    expect(families.map(({ name, metric }) => [name, metric.length])).toEqual([
      ['a', 1],
      ['b_total', SERIES],
      ['c', SERIES],
      ['d', 1],
    ]);
    const empty = chunks.filter((chunk) => chunk.byteLength === 0).length;
    const pauses = (lines: number) => Math.ceil(lines / LINES_PER_CHUNK) - 1;
    expect(empty).toBe(pauses(SERIES) + pauses(SERIES * 5));
    // A line of these series takes less than 100 bytes.
    for (const chunk of chunks) expect(chunk.byteLength).toBeLessThan(LINES_PER_CHUNK * 100);
  });

  it('brings many small families in few chunks', async () => {
    const metrics = MANY.map((n) => gauge({ name: `g${n}` }, [[{}, n]]));
    const families = await readerOver([inScope('', ...metrics)]).families();
    const chunks = [...render(families, 'protobuf')].map((chunk) => Buffer.from(chunk));
    expect(chunks).toHaveLength(Math.ceil(SERIES / LINES_PER_CHUNK));
    expect(decodeFamilies(Buffer.concat(chunks))).toHaveLength(SERIES);
  });
});
