import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, get, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHealthRoutes, type HealthDetails, HealthRegistry } from '../../lib/health';
import { acceptQuality, prefersText } from '../../lib/health/accept';
import {
  type Address,
  createAuthenticator,
  createRequestListener,
  OperationsServer,
  type RouteRequest,
} from '../../lib/http';

const TOKEN = 't0ken-of-the-spec';

interface Reply {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const servers: OperationsServer[] = [];
let health: HealthRegistry;

async function serve(details: HealthDetails = 'auto', timeoutMs = 5_000): Promise<Address> {
  const routes = createHealthRoutes(health, { timeoutMs, details });
  const authenticator = createAuthenticator({ token: TOKEN });
  const server = new OperationsServer({
    host: '127.0.0.1',
    port: 0,
    routes,
    ...(authenticator && { authenticator }),
  });
  servers.push(server);
  return server.start();
}

function request({ url }: Address, path: string, headers: Record<string, string> = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = get(`${url}${path}`, { headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
    });
    sent.on('error', reject);
  });
}

beforeEach(() => {
  health = new HealthRegistry({ timeoutMs: 5_000, clean: (text) => text.replaceAll('hunter2', '***') });
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

describe('/health', () => {
  it('covers every check, as JSON that no cache keeps', async () => {
    health.register('database', () => true);
    health.register('loop', () => true, { kind: 'liveness' });
    const { status, headers, body } = await request(await serve(), '/health');
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
    });
    expect(JSON.parse(body)).toMatchObject({
      status: 'healthy',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      passed: 2,
      total: 2,
      checks: [
        { name: 'database', kind: 'readiness', status: 'healthy', durationSeconds: expect.any(Number) },
        { name: 'loop', kind: 'liveness', status: 'healthy', consecutiveFailures: 0 },
      ],
    });
  });

  it('is 503 when a critical check fails, and says which, redacted', async () => {
    health.register('database', () => Promise.reject(new Error('password hunter2 was refused')));
    const { status, body } = await request(await serve(), '/health');
    expect(status).toBe(503);
    expect(JSON.parse(body)).toMatchObject({ status: 'unhealthy', passed: 0, total: 1 });
    expect(JSON.parse(body).checks[0].message).toBe('password *** was refused');
  });

  it('answers a thousand requests at once whatever hangs, with one run of the check', async () => {
    const check = jest.fn(() => new Promise(() => {}));
    health.register('hangs', check, { timeoutMs: 600_000 });
    const address = await serve('auto', 1_000);
    const replies = await Promise.all(Array.from({ length: 1_000 }, () => request(address, '/health')));
    expect(replies.filter(({ status, body }) => status !== 503 || !body.includes('hung'))).toEqual([]);
    expect(check).toHaveBeenCalledTimes(1);
  });

  it('lets who asks later wait no longer than who asked first, and not at all once the bound is over', async () => {
    const check = jest.fn(() => new Promise(() => {}));
    health.register('hangs', check, { timeoutMs: 600_000 });
    const first = health.report({ withinMs: 300 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    // Both wait for the same timer, so they end in the same turn and in the order in which they asked.
    const ended: string[] = [];
    const second = health.report({ withinMs: 300 });
    await Promise.all([first.then(() => ended.push('first')), second.then(() => ended.push('second'))]);
    expect(ended).toEqual(['first', 'second']);
    const third = health.report({ withinMs: 300 });
    const soon = new Promise<string>((resolve) => setTimeout(resolve, 200, 'waited'));
    expect(await Promise.race([third.then(({ status }) => status), soon])).toBe('unhealthy');
    expect(check).toHaveBeenCalledTimes(1);
  });

  it('is a line of text for who would rather have one', async () => {
    health.register('database', () => Promise.reject(new Error('refused\r\nhealthy: \u001b[2J')), {
      critical: false,
    });
    health.register('disk', () => ({ status: 'degraded' }));
    health.register('loop', () => true);
    const { status, headers, body } = await request(await serve(), '/health', { accept: 'text/plain' });
    expect([status, headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(body).toBe('degraded: 1 of 3 checks passed; database: refused healthy:  [2J; disk: degraded\n');
  });
});

describe('/health/ready', () => {
  it('does not look at liveness checks', async () => {
    health.register('loop', () => false, { kind: 'liveness' });
    const check = jest.fn(() => true);
    health.register('database', check);
    health.register('migrations', () => true, { kind: 'startup' });
    const { status, body } = await request(await serve(), '/health/ready');
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ status: 'healthy', total: 2 });
  });

  it('is 503 until what starts up has come up', async () => {
    let up = false;
    health.register('migrations', () => up, { kind: 'startup' });
    const address = await serve();
    expect((await request(address, '/health/ready')).status).toBe(503);
    up = true;
    expect((await request(address, '/health/ready')).status).toBe(200);
  });

  it('is 200 when degraded, and says so', async () => {
    health.register('collector', () => false, { critical: false });
    const { status, body } = await request(await serve(), '/health/ready');
    expect([status, JSON.parse(body).status]).toEqual([200, 'degraded']);
  });

  it('is 503 from the moment of draining, while live stays 200', async () => {
    health.register('database', () => true);
    const address = await serve();
    expect((await request(address, '/health/ready')).status).toBe(200);
    health.setDraining();
    const ready = await request(address, '/health/ready', { accept: 'text/plain' });
    expect([ready.status, ready.body]).toEqual([503, 'unhealthy: shutting down; 1 of 1 checks passed\n']);
    expect((await request(address, '/health/live')).status).toBe(200);
  });
});

describe('/health/live', () => {
  it('never depends on readiness checks', async () => {
    const check = jest.fn(() => false);
    health.register('database', check);
    const { status, body } = await request(await serve(), '/health/live');
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ status: 'healthy', total: 0 });
    expect(check).not.toHaveBeenCalled();
  });

  it('is 503 when a liveness check fails', async () => {
    health.register('loop', () => false, { kind: 'liveness' });
    expect((await request(await serve(), '/health/live')).status).toBe(503);
  });
});

describe('/health/startup', () => {
  it('looks at startup checks alone, also while draining', async () => {
    let isUp = false;
    health.register('migrations', () => isUp, { kind: 'startup' });
    health.register('database', () => false);
    const address = await serve();
    expect((await request(address, '/health/startup')).status).toBe(503);
    isUp = true;
    health.setDraining();
    const { status, body } = await request(address, '/health/startup');
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ status: 'healthy', draining: false, total: 1 });
  });

  it('is healthy where nothing is registered for it', async () => {
    expect((await request(await serve(), '/health/startup')).status).toBe(200);
  });
});

describe('the details of health', () => {
  const paths = ['/health', '/health/live', '/health/ready', '/health/startup'];
  const proxied = { 'x-forwarded-for': '203.0.113.7' };
  const authorization = `Bearer ${TOKEN}`;

  beforeEach(() => {
    health.register('database', () => ({ status: 'healthy', message: 'in Geneva' }));
  });

  it('are shown to loopback without credentials', async () => {
    const address = await serve('auto');
    for (const path of paths)
      expect(JSON.parse((await request(address, path)).body)).toHaveProperty('checks');
  });

  it('are kept from strangers, who still get the status and are never asked for credentials', async () => {
    const address = await serve('auto');
    for (const path of paths) {
      const { status, headers, body } = await request(address, path, proxied);
      expect([status, headers['www-authenticate'], body]).toEqual([200, undefined, '{"status":"healthy"}\n']);
    }
    const text = await request(address, '/health', { ...proxied, accept: 'text/plain' });
    expect(text.body).toBe('healthy\n');
  });

  it('are shown to a stranger with credentials, and not to one with wrong ones', async () => {
    const address = await serve('auto');
    expect((await request(address, '/health', { ...proxied, authorization })).body).toContain('in Geneva');
    const wrong = await request(address, '/health', { ...proxied, authorization: 'Bearer wrong' });
    expect([wrong.status, wrong.body]).toEqual([200, '{"status":"healthy"}\n']);
  });

  it('can be shown to all or to none', async () => {
    expect((await request(await serve('always'), '/health', proxied)).body).toContain('in Geneva');
    const never = await serve('never');
    expect((await request(never, '/health', { authorization })).body).toBe('{"status":"healthy"}\n');
  });

  it.each([
    ['127.0.0.1', true],
    ['127.8.9.1', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['10.0.0.7', false],
    ['::ffff:10.0.0.7', false],
    ['fe80::1', false],
    [undefined, false],
  ])('take the address %s for loopback: %s', async (remoteAddress, shown) => {
    const [route] = createHealthRoutes(health, { timeoutMs: 5_000, details: 'auto' });
    const asked = {
      headers: {},
      authenticated: false,
      ...(remoteAddress && { remoteAddress }),
    } as RouteRequest;
    expect(String((await route?.handle(asked))?.body).includes('Geneva')).toBe(shown);
  });
});

describe('who is on this machine', () => {
  const seen = async (headers: Record<string, string>, remoteAddress?: string) => {
    health.register('database', () => ({ status: 'healthy', message: 'in Geneva' }));
    const [route] = createHealthRoutes(health, { timeoutMs: 5_000, details: 'auto' });
    const asked = { headers, authenticated: false, ...(remoteAddress && { remoteAddress }) } as RouteRequest;
    return String((await route?.handle(asked))?.body).includes('Geneva');
  };

  it.each([
    ['x-forwarded-for', '127.0.0.1'],
    ['x-forwarded-host', 'cards.example'],
    ['x-forwarded-proto', 'https'],
    ['forwarded', 'for=192.0.2.60'],
    ['via', '1.1 proxy'],
    ['x-real-ip', '127.0.0.1'],
    ['cf-connecting-ip', '192.0.2.1'],
    ['x-envoy-external-address', '192.0.2.1'],
    ['host', 'cards.example'],
    ['host', 'cards.example:8081'],
    ['host', '127.0.0.1.cards.example'],
  ])('is not whom a proxy or a bound name gives away by %s: %s', async (name, value) => {
    expect(await seen({ [name]: value }, '127.0.0.1')).toBe(false);
  });

  it.each(['localhost', 'localhost:8081', '127.0.0.1:8081', '[::1]:8081', '[::1]'])(
    'is who asks for %s',
    async (host) => {
      expect(await seen({ host }, '::ffff:127.0.0.1')).toBe(true);
    },
  );

  it('is not who comes by a Unix socket, as proxies do', async () => {
    health.register('database', () => ({ status: 'healthy', message: 'in Geneva' }));
    const folder = mkdtempSync(join(tmpdir(), 'cardlink-health-'));
    const socketPath = join(folder, 'health.sock');
    const handler = createRequestListener(
      createHealthRoutes(health, { timeoutMs: 5_000, details: 'auto' }),
      undefined,
    );
    const server = createServer(handler).listen(socketPath);
    try {
      await once(server, 'listening');
      const body = await new Promise<string>((resolve, reject) => {
        get({ socketPath, path: '/health', agent: false }, (response) => {
          response.setEncoding('utf8').once('data', resolve);
        }).on('error', reject);
      });
      expect(body).toBe('{"status":"healthy"}\n');
    } finally {
      server.close();
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the preference for text', () => {
  it.each([
    [undefined, false],
    ['*/*', false],
    ['application/json', false],
    ['text/plain', true],
    ['text/*', true],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', false],
    ['application/json;q=0.5, TEXT/PLAIN', true],
    ['text/plain;q=0.5, application/json', false],
    ['text/plain;q=0', false],
    ['text/plain;q=x, application/json;q=0.1', false],
    ['', false],
    ['text/plain;charset=utf-8;q=0.9, */*;q=0.1', true],
  ])('is read from Accept: %s', (accept, text) => {
    expect(prefersText(accept)).toBe(text);
  });

  it('takes the most specific range', () => {
    expect(acceptQuality('text/*;q=0.3, text/plain;q=0.7, */*;q=0.1', 'text/plain')).toBe(0.7);
    expect(acceptQuality('text/*;q=0.3, */*;q=0.1', 'text/plain')).toBe(0.3);
    expect(acceptQuality('text/*;q=0.3, */*;q=0.1', 'application/json')).toBe(0.1);
  });
});
