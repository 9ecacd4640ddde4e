import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { type HealthCheckResult, HealthRegistry, healthChecks } from '../../../lib/health';
import { eventually } from '../../support/eventually';
import { close, listen, PSK_KEYS, PSK_SERVER_OPTIONS, pskHttpsServer } from '../../support/psk-server';

let health: HealthRegistry;
beforeEach(() => {
  health = new HealthRegistry({ timeoutMs: 5_000 });
});
afterEach(() => health.end());

async function result(): Promise<HealthCheckResult> {
  const found = await health.run('peer');
  if (found === undefined) throw new Error('there is no such check');
  return found;
}

/** Listens on a port that was free, again where it listened before. */
async function listenAgain(server: net.Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

describe('the check of a TCP peer', () => {
  it('fails when the peer no longer listens, and recovers when it does', async () => {
    const server = net.createServer((socket) => socket.on('error', () => undefined));
    const port = await listen(server);
    health.register('peer', healthChecks.tcpPeer({ host: '127.0.0.1', port }));
    expect(await result()).toMatchObject({ status: 'healthy' });
    await close(server);
    expect(await result()).toMatchObject({
      status: 'unhealthy',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    await listenAgain(server, port);
    expect(await result()).toMatchObject({ status: 'healthy', consecutiveFailures: 0 });
    await close(server);
  });

  it('leaves no connection behind when its time is over', async () => {
    // An address for documentation (RFC 5737): a connection to it hangs, or is refused where there is no route to it.
    health.register('peer', healthChecks.tcpPeer({ host: '192.0.2.1', port: 9, timeoutMs: 50 }));
    expect((await result()).status).toBe('unhealthy');
    expect((await result()).message).not.toContain('hung');
  });
});

describe('the check of an HTTP peer', () => {
  let status: number;
  let delayMs: number;
  let server: http.Server;
  let url: string;

  beforeEach(async () => {
    status = 200;
    delayMs = 0;
    server = http.createServer((_request, response) => {
      setTimeout(() => response.writeHead(status).end('x'.repeat(100_000)), delayMs).unref();
    });
    url = `http://user:hunter2@127.0.0.1:${await listen(server)}/ping?token=hunter2`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await close(server);
  });

  it('fails while the peer answers 500, and recovers when it answers 200', async () => {
    health.register('peer', healthChecks.httpPeer(url));
    expect(await result()).toMatchObject({ status: 'healthy', details: { statusCode: 200 } });
    status = 500;
    expect(await result()).toMatchObject({
      status: 'unhealthy',
      message: expect.stringContaining('answered 500'),
    });
    status = 200;
    expect(await result()).toMatchObject({ status: 'healthy' });
  });

  it('never shows the credentials in the URL', async () => {
    health.register('peer', healthChecks.httpPeer(url));
    const { message } = await result();
    expect(message).toMatch(/answered 200$/);
    expect(message).not.toContain('hunter2');
  });

  it('holds the peer to the statuses that are asked for', async () => {
    health.register('peer', healthChecks.httpPeer(url, { statuses: [503], method: 'HEAD' }));
    expect((await result()).status).toBe('unhealthy');
    status = 503;
    expect((await result()).status).toBe('healthy');
  });

  it('is degraded by an answer that is slow, and fails when none comes in time', async () => {
    delayMs = 60;
    health.register('peer', healthChecks.httpPeer(url, { degradedMs: 50 }));
    expect((await result()).status).toBe('degraded');
    delayMs = 60_000;
    health.register('peer', healthChecks.httpPeer(url, { timeoutMs: 50 }));
    expect(await result()).toMatchObject({
      status: 'unhealthy',
      message: expect.stringContaining('within 50 ms'),
    });
  });

  it('fails while the peer switches protocols, leaves no connection behind, and recovers', async () => {
    const odd = net.createServer((socket) => {
      socket.on('error', () => undefined).resume();
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n');
      socket.write('Connection: Upgrade\r\n\r\n');
    });
    const port = await listen(odd);
    health.register('peer', healthChecks.httpPeer(`http://127.0.0.1:${port}/`));
    expect(await result()).toMatchObject({
      status: 'unhealthy',
      message: expect.stringContaining('answered 101'),
    });
    await close(odd);
    const usual = http.createServer((_request, response) => response.end('ok'));
    await listenAgain(usual, port);
    expect(await result()).toMatchObject({ status: 'healthy' });
    await close(usual);
  });

  it.each([Number.POSITIVE_INFINITY, 30 * 86_400_000, -1, 0, Number.NaN])(
    'waits for an answer with a time-out of %d ms',
    async (timeoutMs) => {
      delayMs = 50;
      health.register('peer', healthChecks.httpPeer(url, { timeoutMs }));
      expect((await result()).status).toBe('healthy');
    },
  );

  it.each(['ftp://localhost/', 'no url at all'])('says what is wrong with %s', async (wrong) => {
    health.register('peer', healthChecks.httpPeer(wrong));
    expect(await result()).toMatchObject({ status: 'unhealthy', message: expect.stringMatching(/URL/) });
  });
});

describe('the check of a PSK-TLS listener', () => {
  const identity = 'card-1';
  const key = PSK_KEYS.get(identity);

  it('fails when the server is closed, and recovers when it listens again', async () => {
    const server = pskHttpsServer();
    health.register('peer', healthChecks.pskTlsListener({ server }));
    expect((await result()).status).toBe('unhealthy');
    const port = await listen(server);
    expect(await result()).toMatchObject({ status: 'healthy', message: expect.stringContaining(`:${port}`) });
    await close(server);
    expect((await result()).status).toBe('unhealthy');
    await listenAgain(server, port);
    expect((await result()).status).toBe('healthy');
    await close(server);
  });

  it('makes a real handshake where it has an identity and a key, and fails with a wrong one', async () => {
    const server = pskHttpsServer();
    server.on('tlsClientError', () => undefined);
    const port = await listen(server);
    health.register('peer', healthChecks.pskTlsListener({ server, identity, key }));
    expect(await result()).toMatchObject({
      status: 'healthy',
      message: `127.0.0.1:${port} made a handshake (PSK-AES128-CBC-SHA256)`,
    });
    health.register('other', healthChecks.pskTlsListener({ server, identity, key: Buffer.alloc(16) }));
    expect((await health.run('other'))?.status).toBe('unhealthy');
    await close(server);
  });

  it.each([
    ['a key given as text', { key: PSK_KEYS.get('card-1')?.toString('hex') }],
    ['a key that is too long', { key: Buffer.alloc(513, 'k') }],
    ['a key that is empty', { key: Buffer.alloc(0) }],
    ['no key', { key: undefined }],
    ['an identity that is too long', { identity: 'card-1'.repeat(50) }],
    ['an identity that is no text', { identity: 5 }],
    ['no identity', { identity: undefined }],
  ])('never shows the key, and says what is wrong, with %s', async (_what, wrong) => {
    const server = pskHttpsServer();
    server.on('tlsClientError', () => undefined);
    await listen(server);
    const options = { server, identity, key, ...wrong } as Parameters<typeof healthChecks.pskTlsListener>[0];
    health.register('peer', healthChecks.pskTlsListener(options));
    const found = await result();
    expect(found).toMatchObject({
      status: 'unhealthy',
      message: expect.stringMatching(/^the check's (key|identity) must be a (Buffer|text) of 1 to \d+ bytes/),
    });
    expect(found.message).not.toMatch(/0011|card-1|kkkk/);
    await close(server);
  });

  it('makes a handshake with the longest identity and key there can be', async () => {
    const long = Buffer.alloc(512, 7);
    const server = https.createServer({ ...PSK_SERVER_OPTIONS, pskCallback: () => long });
    await listen(server);
    health.register('peer', healthChecks.pskTlsListener({ server, identity: 'c'.repeat(256), key: long }));
    expect(await result()).toMatchObject({ status: 'healthy' });
    await close(server);
  });

  it('fails when something listens there that makes no handshake', async () => {
    const sockets = new Set<net.Socket>();
    const silent = net.createServer((socket) => void sockets.add(socket.on('error', () => undefined)));
    const port = await listen(silent);
    const peer = { host: '127.0.0.1', port, timeoutMs: 50 };
    health.register('peer', healthChecks.pskTlsListener({ ...peer, identity, key }));
    expect((await result()).message).toContain('no handshake within 50 ms');
    health.register('connects', healthChecks.pskTlsListener(peer));
    expect((await health.run('connects'))?.status).toBe('healthy');
    for (const socket of sockets) socket.destroy();
    await close(silent);
  });

  it('says so when it is given nothing to look at', async () => {
    health.register('peer', healthChecks.pskTlsListener({}));
    expect(await result()).toMatchObject({
      status: 'unhealthy',
      message: 'the check was given neither a server nor a port',
    });
  });

  it('gives up its handshake when it is unregistered', async () => {
    const taken: net.Socket[] = [];
    const silent = net.createServer((socket) => void taken.push(socket.on('error', () => undefined)));
    const port = await listen(silent);
    health.register('peer', healthChecks.pskTlsListener({ host: '127.0.0.1', port, identity, key }));
    const running = result();
    await eventually(() => taken.length === 1);
    health.unregister('peer');
    expect((await running).message).toBe('the check was given up');
    for (const socket of taken) socket.destroy();
    await close(silent);
  });
});
