import { once } from 'node:events';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { createAuthenticator, OperationsServer, type Route } from '../../lib/http';
import { MAX_CONNECTIONS } from '../../lib/http/transport';
import { recordDiagnostics } from '../support/diagnostics';
import { eventually } from '../support/eventually';
import { pem, pemPath, shown } from '../support/tls-files';
import { HOST, hello, serve, silent, started } from './serving';
import { closed, connectTls, outcome, secureRequest } from './tls-client';

const TLS = { certFile: pemPath('server.cert'), keyFile: pemPath('server.key') };
const MUTUAL = { ...TLS, clientCaFile: pemPath('authority.cert') };
const VERSIONS = ['TLSv1.2', 'TLSv1.3'] as const;

/** A route that says how often it was reached. */
function counting(): Route & { readonly asked: () => number } {
  let asked = 0;
  const handle = () => {
    asked++;
    return { status: 200, body: 'counted' };
  };
  return { path: '/counted', authenticate: false, handle, asked: () => asked };
}

/** Sockets of a server that the process waits for. Node's documented list has their kinds alone, and those of all specs. */
function socketsKeepingAlive(port: number): number {
  const { _getActiveHandles } = process as unknown as { _getActiveHandles(): readonly unknown[] };
  const handles = _getActiveHandles.call(process);
  return handles.filter((handle) => handle instanceof net.Socket && handle.localPort === port).length;
}

describe('an operations server with TLS', () => {
  it('answers over HTTPS, says so in its URL, and shows its certificate', async () => {
    const { server, url, port } = await serve([hello], { tls: TLS });
    expect(server.address).toEqual({ host: HOST, port, url: `https://${HOST}:${port}` });
    expect(await secureRequest(`${url}/hello`)).toMatchObject({ status: 200, body: 'hello' });
    expect((await secureRequest(`${url}/none`)).status).toBe(404);
  });

  it('is refused by a client that does not know its authority', async () => {
    const { url } = await serve([hello], { tls: TLS });
    expect(await outcome(`${url}/hello`, { ca: pem('other-authority.cert') })).toMatch(/^UNABLE_TO_VERIFY/);
  });

  it('asks for credentials as it does without', async () => {
    const guarded = { ...hello, authenticate: true };
    const authenticator = createAuthenticator({ token: 'over-tls' });
    const { url } = await serve([guarded], { tls: TLS, authenticator });
    expect(await outcome(`${url}/hello`)).toBe(401);
    expect(await outcome(`${url}/hello`, { headers: { authorization: 'Bearer over-tls' } })).toBe(200);
  });

  it('speaks TLS of 1.2 and 1.3, and of nothing older, also where the process would', async () => {
    const { warnings } = recordDiagnostics();
    const { DEFAULT_MIN_VERSION } = tls;
    tls.DEFAULT_MIN_VERSION = 'TLSv1';
    const { url } = await serve([hello], { tls: TLS });
    tls.DEFAULT_MIN_VERSION = DEFAULT_MIN_VERSION;
    const of = (version: tls.SecureVersion) =>
      outcome(`${url}/hello`, { minVersion: version, maxVersion: version, ciphers: 'ALL:@SECLEVEL=0' });
    expect(await Promise.all(VERSIONS.map(of))).toEqual([200, 200]);
    expect(await of('TLSv1.1')).toMatch(/^E/);
    // The server's reason: TLS 1.1 can be refused for others as well.
    expect(warnings).toEqual([expect.stringContaining('(ERR_SSL_UNSUPPORTED_PROTOCOL)')]);
  });

  it('keeps a connection for many requests', async () => {
    const { url } = await serve([hello], { tls: TLS });
    const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
    let connections = 0;
    agent.on('keylog', () => {});
    const createConnection = agent.createConnection.bind(agent);
    agent.createConnection = (...options) => {
      connections++;
      return createConnection(...options);
    };
    for (let count = 0; count < 5; count++) expect(await outcome(`${url}/hello`, { agent })).toBe(200);
    expect(connections).toBe(1);
    agent.destroy();
  });

  it('has the bound on headers that it has without', async () => {
    const { port } = await serve([hello], { tls: TLS });
    const socket = await connectTls(port);
    socket.on('error', silent);
    socket.write(`GET /hello HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(9_000)}\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 431 /);
    socket.destroy();
  });
});

describe('an operations server with mutual TLS', () => {
  it.each(VERSIONS)(
    'lets clients of its authority in, and nobody else to any route, over %s',
    async (version) => {
      const route = counting();
      const { url } = await serve([route], { tls: MUTUAL });
      const versions = { minVersion: version, maxVersion: version };
      expect(await outcome(`${url}/counted`, { ...versions, ...shown('client') })).toBe(200);
      expect(await outcome(`${url}/counted`, versions)).toMatch(/^E/);
      expect(await outcome(`${url}/counted`, { ...versions, ...shown('stranger') })).toMatch(/^E/);
      expect(await outcome(`${url}/none`, { ...versions, ...shown('stranger') })).toMatch(/^E/);
      expect(route.asked()).toBe(1);
    },
  );

  it.each(VERSIONS)('does not let a stranger in who resumes a session of %s', async (version) => {
    const route = counting();
    const { url, port } = await serve([route], { tls: MUTUAL });
    const versions = { minVersion: version, maxVersion: version };
    const sessions: Buffer[] = [];
    const stranger = await connectTls(port, { ...versions, ...shown('stranger') }).catch(() => undefined);
    stranger?.on('session', (session) => sessions.push(session)).on('error', silent);
    stranger?.write('GET /counted HTTP/1.1\r\nHost: a\r\n\r\n');
    if (stranger !== undefined && !stranger.destroyed) await once(stranger, 'close');
    for (const session of sessions) {
      expect(await outcome(`${url}/counted`, { ...versions, ...shown('stranger'), session })).toMatch(/^E/);
      expect(await outcome(`${url}/counted`, { ...versions, session })).toMatch(/^E/);
    }
    expect(route.asked()).toBe(0);
  });
});

describe('a request over mutual TLS', () => {
  const known: Route = {
    path: '/known',
    authenticate: false,
    handle: ({ authenticated }) => ({ status: 200, body: String(authenticated) }),
  };
  const shows = { cert: pem('client.cert'), key: pem('client.key') };

  it('is known to be authenticated, as one with credentials is', async () => {
    const { url } = await serve([known], { tls: MUTUAL });
    expect((await secureRequest(`${url}/known`, shows)).body).toBe('true');
  });

  it('is not where the server asks for no certificate', async () => {
    const { url } = await serve([known], { tls: TLS });
    expect((await secureRequest(`${url}/known`, shows)).body).toBe('false');
  });

  it('needs credentials all the same where they are asked for', async () => {
    const authenticator = createAuthenticator({ token: 'over-tls' });
    const { url } = await serve([{ ...known, authenticate: true }], { tls: MUTUAL, authenticator });
    expect((await secureRequest(`${url}/known`, shows)).status).toBe(401);
  });
});

describe('the life of an operations server with TLS', () => {
  it('stops and starts again, and reads its files anew', async () => {
    const { server, url } = await serve([hello], { tls: TLS });
    await server.stop();
    expect(await outcome(`${url}/hello`)).toBe('ECONNREFUSED');
    const again = await server.start();
    expect(await outcome(`${again.url}/hello`)).toBe(200);
  });

  it('rejects with what is wrong with its files, and can be started when they are right', async () => {
    const files = { certFile: pemPath('server.cert'), keyFile: pemPath('client.key') };
    const server = new OperationsServer({
      host: HOST,
      port: 0,
      routes: [hello],
      tls: { ...files, clientCaFile: '/none/ca.pem' },
    });
    await expect(server.start()).rejects.toMatchObject({
      name: 'TlsFilesError',
      message:
        'TLS files cannot be used: /none/ca.pem must be a readable file (ENOENT); ' +
        `${files.keyFile} must be the key that belongs to the certificate`,
    });
    expect(server.address).toBeUndefined();
  });

  it('rejects when the port is taken, and is none the worse for it', async () => {
    const { server: first, port } = await serve([hello], { tls: TLS });
    const second = new OperationsServer({ host: HOST, port, routes: [hello], tls: TLS });
    started.push(second);
    await expect(second.start()).rejects.toMatchObject({ name: 'ListenError', code: 'EADDRINUSE' });
    await first.stop();
    expect((await second.start()).url).toBe(`https://${HOST}:${port}`);
  });

  it('ends kept-alive, silent and half-shaken connections when it stops', async () => {
    const { server, url, port } = await serve([hello], { tls: TLS, stopTimeoutMs: 60_000 });
    const agent = new https.Agent({ keepAlive: true });
    expect(await outcome(`${url}/hello`, { agent })).toBe(200);
    const quiet = net.connect({ port, host: HOST });
    const half = net.connect({ port, host: HOST });
    await Promise.all([once(quiet, 'connect'), once(half, 'connect')]);
    const secured = await connectTls(port);
    half.write('\x16\x03\x01\x02\x00\x01', 'latin1');
    const allClosed = Promise.all([quiet, half, secured].map(closed));
    await outcome(`${url}/hello`);
    await server.stop();
    await allClosed;
    agent.destroy();
  });

  it('lets the answer under way finish when it stops, to its last byte', async () => {
    let release = silent;
    const body = 'x'.repeat(5_000_000);
    const handle = async () => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return { status: 200, body };
    };
    const { server, url } = await serve([{ path: '/slow', authenticate: false, handle }], {
      tls: TLS,
      stopTimeoutMs: 60_000,
    });
    const agent = new https.Agent({ keepAlive: true });
    const answer = secureRequest(`${url}/slow`, { agent });
    await eventually(() => release !== silent);
    const stopped = server.stop();
    release();
    await stopped;
    expect((await answer).body).toBe(body);
    agent.destroy();
  });

  it('ends a kept-alive connection whose answer was being sent when it stopped, after its last byte', async () => {
    const body = 'x'.repeat(20_000_000);
    const big: Route = { path: '/big', authenticate: false, handle: () => ({ status: 200, body }) };
    const { server, port } = await serve([big], { tls: TLS, stopTimeoutMs: 60_000 });
    const socket = await connectTls(port);
    socket.write('GET /big HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(socket, 'readable');
    const stopped = server.stop();
    let received = 0;
    socket.on('data', (chunk: Buffer) => {
      received += chunk.length;
    });
    await Promise.all([stopped, closed(socket)]);
    expect(received).toBeGreaterThan(body.length);
  });

  it('does not wait for an answer that never comes longer than it was told to', async () => {
    let asked = false;
    const handle = () => {
      asked = true;
      return new Promise<never>(() => {});
    };
    const { server, url } = await serve([{ path: '/never', authenticate: false, handle }], {
      tls: TLS,
      stopTimeoutMs: 10,
    });
    const answer = outcome(`${url}/never`);
    await eventually(() => asked);
    await server.stop();
    expect(await answer).toBe('ECONNRESET');
  });

  it.each([
    [false, 0],
    [true, 2],
  ])(
    'keeps the process alive by handshakes and connections when it is to (%s)',
    async (keepsProcessAlive, count) => {
      const { port } = await serve([hello], { tls: TLS, keepsProcessAlive });
      const half = net.connect({ port, host: HOST });
      await once(half, 'connect');
      const client = await connectTls(port);
      client.write('GET /hello HTTP/1.1\r\nHost: a\r\n\r\n');
      await once(client, 'data');
      expect(socketsKeepingAlive(port)).toBe(count);
      client.destroy();
      half.destroy();
    },
  );

  it('does not keep the process alive by its look at the files', async () => {
    const intervals = jest.spyOn(globalThis, 'setInterval');
    await serve([hello], { tls: { ...TLS, renewalIntervalMs: 3_600_001 } });
    const looks = intervals.mock.calls.findIndex(([, delayMs]) => delayMs === 3_600_001);
    const timer: NodeJS.Timeout | undefined = intervals.mock.results[looks]?.value;
    expect(timer?.hasRef()).toBe(false);
    intervals.mockRestore();
  });

  it('takes no more connections at a time than it does without', async () => {
    const { port } = await serve([hello], { tls: TLS });
    const quiet: net.Socket[] = [];
    // Not all at once: the system's queue of those not yet accepted is shorter, and would make the last ones wait.
    while (quiet.length < MAX_CONNECTIONS) {
      const sockets = Array.from({ length: 128 }, () => net.connect({ port, host: HOST }));
      await Promise.all(sockets.map((socket) => once(socket, 'connect')));
      quiet.push(...sockets);
    }
    await closed(net.connect({ port, host: HOST }));
    expect(quiet.filter(({ closed: isClosed }) => isClosed)).toEqual([]);
    for (const socket of quiet) socket.destroy();
  });
});
