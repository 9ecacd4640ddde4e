import { OperationsServer } from '../../lib/http';
import { createMetricsRoute, parseExposition, type ScrapeOutcome } from '../../lib/prometheus';
import { request } from '../http/client';
import { counter, gauge, histogram, inScope, readerOver, recordDiagnostics, three } from './support';

const endings: (() => Promise<unknown>)[] = [];
const one = () => [inScope('', gauge({ name: 'g' }, [[{}, 1]]))];

beforeEach(() => {
  recordDiagnostics();
});

afterEach(async () => {
  await Promise.all(endings.splice(0).map((end) => end()));
});

describe('createMetricsRoute', () => {
  async function serve(...routes: Parameters<typeof createMetricsRoute>): Promise<string> {
    const server = new OperationsServer({
      host: '127.0.0.1',
      port: 0,
      routes: [createMetricsRoute(...routes)],
    });
    endings.push(() => server.stop());
    return (await server.start()).url;
  }

  it('goes into a server that it shares, under /metrics', async () => {
    const url = await serve(readerOver(one()));
    expect((await request(`${url}/metrics`)).body).toContain('g 1\n');
  });

  const several = () => [
    inScope(
      '',
      gauge({ name: 'g' }, [[{}, 1]]),
      counter({ name: 'uses' }, [[{}, 2]]),
      histogram({ name: 'h' }, [[{}, three]]),
    ),
  ];

  it('serves the format that Accept asks for, and says which', async () => {
    const url = `${await serve(readerOver(several()))}/metrics`;
    const get = (accept: string) => request(url, { headers: { accept } });
    const text = await get('*/*');
    expect(text.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4; charset=utf-8/);
    expect(text.body).toContain('# TYPE uses_total counter\n');
    const openMetrics = await get(
      'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5',
    );
    expect(openMetrics.headers['content-type']).toMatch(
      /^application\/openmetrics-text; version=1\.0\.0; charset=utf-8/,
    );
    expect(openMetrics.body).toContain('# TYPE uses counter\n');
    expect(openMetrics.body).toMatch(/\n# EOF\n$/);
    const protobuf = await get(
      'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited',
    );
    expect(protobuf.headers['content-type']).toMatch(/^application\/vnd\.google\.protobuf; proto=io/);
    expect(protobuf.headers.vary).toBe('Accept');
  });

  it.each([
    ['name[]=uses_total', ['uses_total']],
    ['name[]=uses', ['uses_total']],
    ['name[]=h_count&name[]=g', ['g', 'h']],
    ['name%5B%5D=h_created', ['h']],
    ['name[]=unknown', []],
    ['name=g', ['g', 'h', 'uses_total']],
  ])('shows for ?%s the families %j', async (query, families) => {
    const { body } = await request(`${await serve(readerOver(several()))}/metrics?${query}`);
    expect(parseExposition(body).families.map(({ name }) => name)).toEqual(families);
  });

  it('answers 503 and says so when metrics are disabled, with or without a reader', async () => {
    for (const source of [undefined, readerOver(one())]) {
      const url = await serve(source, { enabled: false });
      expect(await request(`${url}/metrics`)).toMatchObject({
        status: 503,
        body: expect.stringContaining('Metrics are disabled'),
      });
    }
  });

  it('tells how each scrape went', async () => {
    const outcomes: ScrapeOutcome[] = [];
    const onScrape = (outcome: ScrapeOutcome): void => void outcomes.push(outcome);
    const failing = readerOver(() => {
      throw new Error('x');
    });
    const broken = { exposition: () => Promise.reject(new RangeError('too long')) };
    for (const source of [readerOver(one()), failing, broken, undefined]) {
      await request(`${await serve(source, { onScrape })}/metrics`);
    }
    const durationSeconds = expect.any(Number);
    expect(outcomes).toEqual([
      { statusCode: 200, bytes: '# TYPE g gauge\ng 1\n'.length, durationSeconds },
      {
        statusCode: 500,
        bytes: 'Metrics could not be collected: x\n'.length,
        durationSeconds,
        errorType: 'collection_failed',
      },
      { statusCode: 500, bytes: 'too long\n'.length, durationSeconds, errorType: '_OTHER' },
      { statusCode: 503, bytes: expect.any(Number), durationSeconds },
    ]);
  });
});
