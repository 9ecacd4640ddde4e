import { randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { createRequestListener, type Route } from '../../lib/http';
import { collectGarbage, usedBytes } from '../support/collect-garbage';
import { eventually } from '../support/eventually';
import { request } from './client';
import { errors, HOST, hello, mount, serve } from './serving';

const MEBIBYTE = 1_024 * 1_024;
const PIECES = 48;

/** Of what does not get smaller by compression, so that a reader is owed as much either way. */
const shared: readonly Uint8Array[] = Array.from({ length: PIECES }, () =>
  randomFillSync(Buffer.allocUnsafe(MEBIBYTE)),
);

/** Answers with all the pieces, or with the first few for `?pieces=`. */
const large: Route = {
  path: '/large',
  authenticate: false,
  handle: ({ url }) => ({
    status: 200,
    body: shared.slice(0, Number(url.searchParams.get('pieces') ?? PIECES)),
    compressible: true,
  }),
};

/** Asks for all of it over a connection of its own and reads nothing but the first bytes. */
async function stall(port: number, headers: string): Promise<net.Socket> {
  const socket = net.connect({ port, host: HOST });
  socket.on('error', () => {});
  socket.write(`GET /large HTTP/1.1\r\nHost: a\r\n${headers}\r\n`);
  await once(socket, 'readable');
  return socket;
}

const ENCODINGS = [
  ['as it is', ''],
  ['with gzip', 'Accept-Encoding: gzip\r\n'],
] as const;

describe.each(ENCODINGS)('a body that is sent %s to clients that do not read it', (_how, headers) => {
  const READERS = 3;

  it('costs no copy of it, keeps nobody else waiting, and ends with their connections when the time is over', async () => {
    const route: Route = { ...large, limits: { maxRequests: READERS, timeoutMs: 1_500 } };
    const { port, url } = await mount(createRequestListener([route, hello]));
    const before = usedBytes();
    const stalled = await Promise.all(Array.from({ length: READERS }, () => stall(port, headers)));
    expect(await request(`${url}/hello`)).toMatchObject({ status: 200, body: 'hello' });
    expect((await request(`${url}/large?pieces=1`)).status).toBe(503);
    let most = 0;
    await eventually(async () => {
      most = Math.max(most, usedBytes() - before);
      return (await request(`${url}/large?pieces=1`)).status === 200;
    });
    expect(most).toBeLessThan(READERS * 4 * MEBIBYTE);
    for (const socket of stalled) {
      let received = 0;
      socket.on('data', (data) => {
        received += data.byteLength;
      });
      if (!socket.closed) await once(socket, 'close');
      expect(received).toBeLessThan(PIECES * MEBIBYTE);
    }
    expect(errors).not.toHaveBeenCalled();
  });
});

describe.each(ENCODINGS)(
  'who gave a body that is sent %s is told that nothing of it is needed any more',
  (_how, headers) => {
    async function counting() {
      let released = 0;
      const body = shared;
      const handle = () => ({ status: 200, body, compressible: true, released: () => void released++ });
      const { port, url } = await mount(createRequestListener([{ ...large, handle }]));
      return { port, url, released: () => released };
    }

    it('when all was sent, and not before', async () => {
      const { port, released } = await counting();
      const socket = await stall(port, headers);
      expect(released()).toBe(0);
      socket.resume();
      await eventually(() => released() === 1, { withinMs: 20_000 });
      socket.destroy();
    });

    it('when the client goes away in the middle', async () => {
      const { port, released } = await counting();
      const socket = await stall(port, headers);
      expect(released()).toBe(0);
      socket.destroy();
      await eventually(() => released() === 1);
    });
  },
);

describe.each(ENCODINGS)(
  'a body that is sent %s to a client that goes away in the middle',
  (_how, headers) => {
    it('is let go of, and makes room for the next request', async () => {
      const pieces: WeakRef<Uint8Array>[] = [];
      const fresh: Route = {
        ...large,
        limits: { maxRequests: 1, timeoutMs: 600_000 },
        handle: ({ url }) => {
          if (url.searchParams.has('pieces')) return large.handle({ url } as never);
          const body = shared.map((piece) => piece.slice());
          pieces.push(...body.map((piece) => new WeakRef(piece)));
          return { status: 200, body, compressible: true };
        },
      };
      const { port, url } = await serve([fresh]);
      for (const leave of [
        (socket: net.Socket) => socket.resetAndDestroy(),
        (socket: net.Socket) => socket.end(),
      ]) {
        const socket = await stall(port, headers);
        leave(socket);
        socket.resume();
        await eventually(async () => (await request(`${url}/large?pieces=1`)).status === 200);
        await eventually(() => {
          collectGarbage();
          return pieces.every((piece) => piece.deref() === undefined);
        });
      }
      expect(pieces).toHaveLength(2 * PIECES);
      expect(errors).not.toHaveBeenCalled();
    });
  },
);

describe('the time for sending an answer', () => {
  it('says nothing to a connection whose answer was read in time', async () => {
    const never: Route = {
      path: '/never',
      authenticate: false,
      limits: { maxRequests: 1, timeoutMs: 200 },
      handle: () => new Promise(() => {}),
    };
    const { url } = await serve([{ ...hello, limits: { maxRequests: 1, timeoutMs: 20 } }, never]);
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    let connections = 0;
    const connect = agent.createConnection.bind(agent);
    agent.createConnection = (...options) => {
      connections += 1;
      return connect(...options);
    };
    expect((await request(`${url}/hello`, { agent })).status).toBe(200);
    expect((await request(`${url}/never`, { agent })).status).toBe(503);
    expect(connections).toBe(1);
    agent.destroy();
  });
});
