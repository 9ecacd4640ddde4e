/** The handlers in the servers that applications are made of: bare `node:http`, Express and Fastify, the real packages. */
import fastify from 'fastify';
import { resetObservability } from '../../lib';
import {
  createAuthenticator,
  createMetricsRoute,
  createRequestListener,
  type PrometheusReader,
  parseExposition,
} from '../../lib/prometheus';
import { start } from '../support/start';
import {
  type Application,
  type ApplicationServer,
  bareApplication,
  expressApplication,
  expressWith,
  fastifyApplication,
  type Handler,
} from './framework-servers';
import { gauge, inScope, readerOver, recordDiagnostics } from './support';

const APPLICATIONS: readonly (readonly [name: string, application: Application])[] = [
  ['bare http', bareApplication],
  ['Express', expressApplication],
  ['Fastify', fastifyApplication],
];

/** The ways to a handler, each over the same reader. */
const HANDLERS: readonly (readonly [name: string, handlerOf: (reader: PrometheusReader) => Handler])[] = [
  [
    'getMetricsRequestHandler',
    (reader) => (request, response) => reader.getMetricsRequestHandler(request, response),
  ],
  ['createMetricsRoute', (reader) => createRequestListener([createMetricsRoute(reader)])],
];

const EVERYWHERE = APPLICATIONS.flatMap(([application, serve]) =>
  HANDLERS.map(([handler, handlerOf]) => ({ application, handler, serve, handlerOf })),
);

const JSON_BODY = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":1}' };

const open: { close(): Promise<unknown> }[] = [];

beforeEach(() => {
  recordDiagnostics();
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function opened(serving: Promise<ApplicationServer>): Promise<string> {
  const server = await serving;
  open.push(server);
  return server.url;
}

const small = () =>
  readerOver([inScope('', gauge({ name: 'g' }, [[{}, 1]]), gauge({ name: 'h' }, [[{}, 2]]))]);

/** Some megabytes: more than goes into a socket at once, and more than one chunk. */
const SERIES = 6_000;
const large = () =>
  readerOver([
    inScope(
      '',
      gauge(
        { name: 'g' },
        Array.from({ length: SERIES }, (_each, index) => [{ n: `${index}`, text: 'x'.repeat(400) }, index]),
      ),
    ),
  ]);

const failing = () =>
  readerOver(() => {
    throw new Error('the device is gone');
  });

describe.each(EVERYWHERE)('$handler in $application', ({ serve, handlerOf }) => {
  it('answers with the metrics, and leaves the rest to the application', async () => {
    const url = await opened(serve(handlerOf(small())));
    const answer = await fetch(`${url}/metrics`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(await answer.text()).toBe('# TYPE g gauge\ng 1\n# TYPE h gauge\nh 2\n');
    expect(await (await fetch(`${url}/own`)).text()).toBe('own');
  });

  it('heeds Accept and name[]', async () => {
    const url = await opened(serve(handlerOf(small())));
    const accept = 'application/openmetrics-text;version=1.0.0';
    const answer = await fetch(`${url}/metrics?name[]=h`, { headers: { accept } });
    expect(await answer.text()).toBe('# TYPE h gauge\nh 2\n# EOF\n');
  });

  it('sends all of a large exposition, compressed once where that is asked for', async () => {
    const url = await opened(serve(handlerOf(large())));
    for (const encoding of ['identity', 'gzip']) {
      const answer = await fetch(`${url}/metrics`, { headers: { 'accept-encoding': encoding } });
      expect(answer.headers.get('content-encoding')).toBe(encoding === 'gzip' ? 'gzip' : null);
      // What fetch has decompressed once is text: compressed twice it would be none.
      const { families, problems } = parseExposition(await answer.text());
      expect(problems).toEqual([]);
      expect(families[0]?.samples).toHaveLength(SERIES);
    }
  });

  it('answers HEAD with the headers of GET and no body', async () => {
    const url = await opened(serve(handlerOf(small())));
    const answer = await fetch(`${url}/metrics`, { method: 'HEAD' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(await answer.text()).toBe('');
  });

  it('answers any other method with 405, also when a parser has read its body', async () => {
    const url = await opened(serve(handlerOf(small())));
    const answer = await fetch(`${url}/metrics`, JSON_BODY);
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, HEAD');
  });

  it('answers a failed collection with 500 and the reason', async () => {
    const url = await opened(serve(handlerOf(failing())));
    const answer = await fetch(`${url}/metrics`);
    expect(answer.status).toBe(500);
    expect(await answer.text()).toContain('the device is gone');
  });

  it('serves scrape after scrape over one connection', async () => {
    const url = await opened(serve(handlerOf(small())));
    for (let scrape = 0; scrape < 3; scrape += 1) {
      expect(await (await fetch(`${url}/metrics`)).text()).toContain('g 1\n');
    }
  });
});

describe('the handlers with credentials', () => {
  it.each(APPLICATIONS)('ask for them in %s', async (_name, serve) => {
    const route = createMetricsRoute(small());
    const url = await opened(serve(createRequestListener([route], createAuthenticator({ token: 'secret' }))));
    const refused = await fetch(`${url}/metrics`);
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toContain('Bearer');
    const accepted = await fetch(`${url}/metrics`, { headers: { authorization: 'Bearer secret' } });
    expect(accepted.status).toBe(200);
  });
});

describe('below a path of the application', () => {
  it('Express strips that path, and the routes are found by what is left', async () => {
    const listener = createRequestListener([createMetricsRoute(small())]);
    const url = await opened(expressWith((app) => app.use('/internal', listener)));
    expect(await (await fetch(`${url}/internal/metrics?name[]=g`)).text()).toBe('# TYPE g gauge\ng 1\n');
    expect(await (await fetch(`${url}/internal/other`)).text()).toBe('own');
    expect(await (await fetch(`${url}/metrics`)).text()).toBe('own');
  });

  it('a handler of Express needs no path: what is mounted where it is wanted answers there', async () => {
    const reader = small();
    const url = await opened(
      expressWith((app) =>
        app.use('/internal/figures', (request, response) =>
          reader.getMetricsRequestHandler(request, response),
        ),
      ),
    );
    expect(await (await fetch(`${url}/internal/figures?name[]=g`)).text()).toBe('# TYPE g gauge\ng 1\n');
  });

  it('Fastify keeps that path, which a handler does not mind', async () => {
    const reader = small();
    const app = fastify();
    app.register(
      async (scope) => {
        scope.get('/metrics', (request, reply) => {
          reply.hijack();
          reader.getMetricsRequestHandler(request.raw, reply.raw);
        });
      },
      { prefix: '/internal' },
    );
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    open.push(app);
    expect(await (await fetch(`${url}/internal/metrics`)).text()).toContain('g 1\n');
    expect((await fetch(`${url}/internal/metrics`, { method: 'HEAD' })).status).toBe(200);
  });
});

describe('obs.metricsHandler', () => {
  afterEach(resetObservability);

  it.each(APPLICATIONS)('serves CardLink’s metrics in %s', async (_name, serve) => {
    const url = await opened(serve(start().metricsHandler));
    const { families, problems } = parseExposition(await (await fetch(`${url}/metrics`)).text());
    expect(problems).toEqual([]);
    expect(families.map(({ name }) => name)).toContain('cardlink_uptime_seconds');
    expect((await fetch(`${url}/metrics`, { method: 'POST' })).status).toBe(405);
  });

  it('leaves to Express what is not its path', async () => {
    const url = await opened(expressWith((app) => app.use('/internal', start().metricsHandler)));
    expect(await (await fetch(`${url}/internal/metrics`)).text()).toContain('cardlink_uptime_seconds');
    expect(await (await fetch(`${url}/internal/other`)).text()).toBe('own');
  });
});
