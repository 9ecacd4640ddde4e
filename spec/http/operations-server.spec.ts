import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { OperationsServer, type Route } from '../../lib/http';
import { eventually } from '../support/eventually';
import { exchange, request } from './client';
import { errors, HOST, hello, serve, silent, started } from './serving';

describe('a client that behaves badly', () => {
  it('may go away while its answer is sent', async () => {
    const big: Route = {
      path: '/big',
      authenticate: false,
      handle: () => ({ status: 200, body: 'x'.repeat(20_000_000) }),
    };
    const { url, port } = await serve([big, hello]);
    const socket = net.connect({ port, host: HOST }, () =>
      socket.write('GET /big HTTP/1.1\r\nHost: a\r\n\r\n'),
    );
    await once(socket, 'data');
    socket.resetAndDestroy();
    expect((await request(`${url}/hello`)).status).toBe(200);
  });

  it('may go away before its answer is ready', async () => {
    let release = silent;
    let asked = false;
    const slow: Route = {
      path: '/slow',
      authenticate: false,
      handle: async () => {
        asked = true;
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        return { status: 200, body: 'late' };
      },
    };
    const { url, port } = await serve([slow, hello]);
    const socket = net.connect({ port, host: HOST }, () =>
      socket.write('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n'),
    );
    await eventually(() => asked, { withinMs: 5_000 });
    socket.destroy();
    await once(socket, 'close');
    release();
    expect((await request(`${url}/hello`)).status).toBe(200);
    expect(errors).not.toHaveBeenCalled();
  });

  it('gets 400 for what is not HTTP', async () => {
    const { port } = await serve([hello]);
    expect(await exchange(port, '\x16\x03\x01 hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe('the life of an operations server', () => {
  it('says which port it was given when asked for any', async () => {
    const { server, port } = await serve([hello]);
    expect(port).toBeGreaterThan(0);
    expect(server.address).toEqual({ host: HOST, port, url: `http://${HOST}:${port}` });
  });

  it.each([
    ['localhost', /^http:\/\/localhost:\d+$/],
    ['0.0.0.0', /^http:\/\/localhost:\d+$/],
    ['::1', /^http:\/\/\[::1\]:\d+$/],
    ['[::1]', /^http:\/\/\[::1\]:\d+$/],
  ])('says for the host %s by which URL it is reached', async (host, expected) => {
    const { url } = await serve([hello], { host });
    expect(url).toMatch(expected);
    expect((await request(`${url}/hello`)).status).toBe(200);
  });

  it('rejects with code, host and port when the port is taken, and can be started later', async () => {
    const { server: first, port } = await serve([hello]);
    const second = new OperationsServer({ host: HOST, port, routes: [hello] });
    started.push(second);
    await expect(second.start()).rejects.toMatchObject({
      name: 'ListenError',
      message: `cannot listen on ${HOST}:${port}: the port is taken (EADDRINUSE)`,
      code: 'EADDRINUSE',
      host: HOST,
      port,
    });
    expect(second.address).toBeUndefined();
    await first.stop();
    expect((await second.start()).port).toBe(port);
  });

  it('names a host that does not exist on this machine', async () => {
    const server = new OperationsServer({ host: '203.0.113.1', port: 0, routes: [] });
    await expect(server.start()).rejects.toMatchObject({
      code: 'EADDRNOTAVAIL',
      host: '203.0.113.1',
      port: 0,
    });
  });

  it('starts once however often it is asked, and stops and starts again in the order asked', async () => {
    const server = new OperationsServer({ host: HOST, port: 0, routes: [hello] });
    started.push(server);
    const [first, same] = await Promise.all([server.start(), server.start()]);
    expect(same).toBe(first);
    const [, again] = await Promise.all([server.stop(), server.start()]);
    expect(server.address).toBe(again);
    expect((await request(`${again.url}/hello`)).status).toBe(200);
    await server.stop();
    await server.stop();
    expect(server.address).toBeUndefined();
    await expect(request(`${again.url}/hello`)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('ends kept-alive, silent and half-open connections when it stops', async () => {
    const { server, url, port } = await serve([hello], { stopTimeoutMs: 60_000 });
    const agent = new http.Agent({ keepAlive: true });
    expect((await request(`${url}/hello`, { agent })).status).toBe(200);
    const quiet = net.connect({ port, host: HOST });
    const half = net.connect({ port, host: HOST, allowHalfOpen: true });
    await Promise.all([once(quiet, 'connect'), once(half, 'connect')]);
    half.write('GET /hello HT');
    const closed = Promise.all([once(quiet.resume(), 'close'), once(half.resume(), 'end')]);
    await request(`${url}/hello`);
    await server.stop();
    await closed;
    half.destroy();
    agent.destroy();
  });

  it('lets the answer under way finish when it stops, and ends its connection', async () => {
    let release = silent;
    const slow: Route = {
      path: '/slow',
      authenticate: false,
      handle: async () => {
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        return { status: 200, body: 'done' };
      },
    };
    const { server, url } = await serve([slow], { stopTimeoutMs: 60_000 });
    const agent = new http.Agent({ keepAlive: true });
    const answer = request(`${url}/slow`, { agent });
    await eventually(() => release !== silent, { withinMs: 5_000 });
    const stopped = server.stop();
    release();
    await stopped;
    expect(await answer).toMatchObject({ status: 200, body: 'done', headers: { connection: 'close' } });
    agent.destroy();
  });

  it('ends a kept-alive connection whose answer was being sent when it stopped', async () => {
    const body = 'x'.repeat(20_000_000);
    const big: Route = { path: '/big', authenticate: false, handle: () => ({ status: 200, body }) };
    const { server, port } = await serve([big], { stopTimeoutMs: 60_000 });
    const socket = net.connect({ port, host: HOST }, () =>
      socket.write('GET /big HTTP/1.1\r\nHost: a\r\n\r\n'),
    );
    await once(socket, 'readable');
    const stopped = server.stop();
    let received = 0;
    socket.on('data', (chunk) => {
      received += chunk.length;
    });
    await Promise.all([stopped, once(socket, 'close')]);
    expect(received).toBeGreaterThan(body.length);
  });

  it('keeps the process alive neither by listening nor by a connection, unless it was asked to', async () => {
    const keepingAlive = (type: string): number =>
      process.getActiveResourcesInfo().filter((resource) => resource === type).length;
    for (const keepsProcessAlive of [false, true]) {
      const before = [keepingAlive('TCPServerWrap'), keepingAlive('TCPSocketWrap')];
      const { server, port } = await serve([hello], { keepsProcessAlive });
      const client = net.connect({ port, host: HOST }, () =>
        client.write('GET /hello HTTP/1.1\r\nHost: a\r\n\r\n'),
      );
      await once(client, 'data');
      client.unref();
      const after = [keepingAlive('TCPServerWrap'), keepingAlive('TCPSocketWrap')];
      expect(after.map((count, index) => count - (before[index] ?? 0))).toEqual(
        keepsProcessAlive ? [1, 1] : [0, 0],
      );
      client.destroy();
      await server.stop();
    }
  });

  it('does not wait for an answer that never comes longer than it was told to', async () => {
    let asked = false;
    const never: Route = {
      path: '/never',
      authenticate: false,
      handle: () => {
        asked = true;
        return new Promise(() => {});
      },
    };
    const { server, url } = await serve([never], { stopTimeoutMs: 10 });
    const answer = request(`${url}/never`).catch((error: NodeJS.ErrnoException) => error.code);
    await eventually(() => asked, { withinMs: 5_000 });
    await server.stop();
    expect(await answer).toBe('ECONNRESET');
  });

  it('serves many requests over one connection', async () => {
    const { url } = await serve([hello]);
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const answers = await Promise.all(Array.from({ length: 50 }, () => request(`${url}/hello`, { agent })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    agent.destroy();
  });
});
