import { OperationsServer } from '../../lib/http';
import { createMetricsRoute, type ScrapeOutcome } from '../../lib/prometheus';
import { request } from '../http/client';
import { gauge, inScope, readerOver, recordDiagnostics } from './support';

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
    const broken = { text: () => Promise.reject(new RangeError('too long')) };
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
