import net from 'node:net';
import { createAuthenticator, OperationsServer, type RouteAnswer } from '../../lib/http';
import {
  createMetricsRoute,
  type MetricsRouteOptions,
  type MetricsSource,
  parseExposition,
  type RenderedExposition,
  type ScrapeOutcome,
} from '../../lib/prometheus';
import { request } from '../http/client';
import { eventually } from '../support/eventually';
import {
  collected,
  counter,
  gauge,
  histogram,
  inScope,
  readerOver,
  recordDiagnostics,
  three,
} from './support';

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
    expect(protobuf.headers.vary).toBe('Accept, Accept-Encoding');
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

  it('answers HEAD as GET, but collects nothing for it', async () => {
    const exposition = jest.fn(() => Promise.reject(new Error('collected')));
    const url = `${await serve({ exposition })}/metrics`;
    const accept = 'application/openmetrics-text;version=1.0.0';
    const head = await request(url, { method: 'HEAD', headers: { accept } });
    expect(head).toMatchObject({ status: 200, body: '' });
    expect(head.headers['content-type']).toMatch(/^application\/openmetrics-text/);
    expect(head.headers.vary).toBe('Accept, Accept-Encoding');
    expect(head.headers['content-length']).toBeUndefined();
    expect(exposition).not.toHaveBeenCalled();
  });

  it('is none the worse for an onScrape that throws, which is told', async () => {
    const { errors } = recordDiagnostics();
    const onScrape = () => {
      throw new Error('no place to note it');
    };
    const exposition = async () => ({ chunks: [], release: () => {}, families: 0, series: 0, failures: 0 });
    expect((await request(`${await serve({ exposition }, { onScrape })}/metrics`)).status).toBe(200);
    expect(errors).toEqual(['onScrape failed: no place to note it']);
  });

  it('sends an exposition piece after piece', async () => {
    const chunks = ['a 1\n', 'b 2\n'].map((text) => Buffer.from(text));
    let released = 0;
    const release = () => {
      released += 1;
    };
    const exposition = async () => ({ chunks, release, families: 2, series: 2, failures: 0 });
    const { body, headers } = await request(`${await serve({ exposition })}/metrics`);
    expect(body).toBe('a 1\nb 2\n');
    expect(headers['content-length']).toBe('8');
    // When it is sent it is not needed any more.
    await eventually(() => released === 1);
  });
});

describe('those who listen to a metrics route', () => {
  /** A source that renders when it is told to. */
  class HeldSource implements MetricsSource {
    readonly #waiting: ((rendered: RenderedExposition) => void)[] = [];

    exposition(): Promise<RenderedExposition> {
      return new Promise((resolve) => this.#waiting.push(resolve));
    }

    get scrapes(): number {
      return this.#waiting.length;
    }

    letGo(): void {
      for (const resolve of this.#waiting)
        resolve({ chunks: [], release: () => {}, families: 0, series: 0, failures: 0 });
    }
  }

  async function listenTo(source: MetricsSource | undefined, options: MetricsRouteOptions = {}) {
    const outcomes: ScrapeOutcome[] = [];
    const answers: RouteAnswer[] = [];
    const route = createMetricsRoute(source, {
      onScrape: (outcome) => void outcomes.push(outcome),
      onAnswer: (answer) => void answers.push(answer),
      ...options,
    });
    const authenticator = createAuthenticator({ token: TOKEN });
    const server = new OperationsServer({ host: '127.0.0.1', port: 0, routes: [route], authenticator });
    endings.push(() => server.stop());
    const { url, port } = await server.start();
    const ask = (method = 'GET', token = TOKEN, query = '') =>
      request(`${url}/metrics${query}`, { method, headers: { authorization: `Bearer ${token}` } });
    return { outcomes, answers, ask, port };
  }

  const TOKEN = 'the-token-of-this-spec';
  const durationSeconds = expect.any(Number);

  it('are told of a scrape what it showed, how long it took, and what it lacked', async () => {
    const { ask, outcomes } = await listenTo(
      readerOver(() => collected(one(), { errors: [new Error('a'), new Error('b')] })),
    );
    await ask();
    await ask('GET', TOKEN, '?name[]=none');
    expect(outcomes).toEqual([
      {
        kind: 'served',
        format: 'text',
        durationSeconds,
        bytes: '# TYPE g gauge\ng 1\n'.length,
        families: 1,
        series: 1,
        failures: 2,
        isSelection: false,
      },
      expect.objectContaining({ families: 0, series: 0, isSelection: true }),
    ]);
  });

  it('are told why a scrape failed', async () => {
    const failing = readerOver(() => {
      throw new Error('x');
    });
    const broken = { exposition: () => Promise.reject(new RangeError('too long')) };
    for (const [source, errorType] of [
      [failing, 'collection_failed'],
      [broken, '_OTHER'],
    ] as const) {
      const { ask, outcomes, answers } = await listenTo(source);
      expect((await ask()).status).toBe(500);
      expect(outcomes).toEqual([{ kind: 'failed', format: 'text', durationSeconds, errorType }]);
      expect(answers).toEqual([{ status: 500 }]);
    }
  });

  it('are told of answers to requests that are no scrapes', async () => {
    const { ask, outcomes, answers } = await listenTo(readerOver(one()));
    await ask('GET', 'a-wrong-token');
    await ask('POST');
    await ask('HEAD');
    expect(answers).toEqual([{ status: 401 }, { status: 405 }, { status: 200 }]);
    expect(outcomes).toEqual([]);
    const disabled = await listenTo(undefined);
    await disabled.ask();
    expect(disabled.answers).toEqual([{ status: 503 }]);
    expect(disabled.outcomes).toEqual([]);
  });

  it('are told which scrapes were refused for too many others', async () => {
    const source = new HeldSource();
    const { ask, outcomes, answers } = await listenTo(source, { maxRequests: 1 });
    const first = ask();
    await eventually(() => source.scrapes === 1);
    expect((await ask()).status).toBe(503);
    expect(answers).toEqual([{ status: 503, refusal: 'overload' }]);
    source.letGo();
    await first;
    expect(answers).toEqual([{ status: 503, refusal: 'overload' }, { status: 200 }]);
    expect(outcomes).toHaveLength(1);
  });

  it('are told once of a scrape whose time was over, whatever comes of it in the end', async () => {
    const source = new HeldSource();
    const { ask, outcomes, answers } = await listenTo(source, { timeoutMs: 20 });
    expect((await ask()).status).toBe(503);
    source.letGo();
    await new Promise(setImmediate);
    expect(answers).toEqual([{ status: 503, refusal: 'timeout' }]);
    expect(outcomes).toEqual([]);
  });

  it('are told of a client that goes away before its answer, which need not be made any more', async () => {
    const source = new HeldSource();
    const exposition = jest.spyOn(source, 'exposition');
    const { port, outcomes, answers } = await listenTo(source);
    const socket = net.connect({ port, host: '127.0.0.1' });
    socket.write(`GET /metrics HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${TOKEN}\r\n\r\n`);
    await eventually(() => source.scrapes === 1);
    const [{ signal }] = exposition.mock.calls[0] as unknown as [{ signal: AbortSignal }];
    expect(signal.aborted).toBe(false);
    socket.destroy();
    await eventually(() => signal.aborted);
    source.letGo();
    await eventually(() => outcomes.length === 1);
    expect(outcomes).toEqual([
      { kind: 'failed', format: 'text', durationSeconds, errorType: 'client_disconnect' },
    ]);
    expect(answers).toEqual([]);
  });
});
