import { EventEmitter, once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough, pipeline, Readable } from 'node:stream';
import tls from 'node:tls';
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { observePskTlsServer, sessionOf } from '../../../lib';
import { eventually } from '../../support/eventually';
import { ObservedServers } from '../../support/observed-server';
import {
  connect,
  connectOver,
  listen,
  PSK_SERVER_OPTIONS,
  post,
  pskHttpsServer,
} from '../../support/psk-server';

/** Which session's span was active at each place. */
class Seen {
  readonly #spanIds = new Map<string, string | undefined>();

  note(place: string): void {
    this.#spanIds.set(place, trace.getSpanContext(context.active())?.spanId);
  }

  async at(place: string): Promise<string | undefined> {
    await eventually(() => this.#spanIds.has(place), { what: `'${place}'` });
    return this.#spanIds.get(place);
  }
}

/** What a handler may wait for, by name; each notes where it runs. */
const WAITS: Readonly<
  Record<string, (request: IncomingMessage, response: ServerResponse, note: () => void) => void>
> = {
  'the handler itself': (_request, _response, note) => note(),
  "'data' of the request": (request, _response, note) => request.once('data', note),
  "'end' of the request": (request, _response, note) => request.resume().once('end', note),
  "'close' of the request": (request, _response, note) => request.once('close', note),
  "'finish' of the response": (_request, response, note) => response.once('finish', note),
  "'close' of the response": (_request, response, note) => response.once('close', note),
  "'close' of the socket": (request, _response, note) => request.socket.once('close', note),
  "'end' of the socket": (request, _response, note) => request.socket.once('end', note),
  'the callback of response.write': (_request, response, note) => response.write('script', note),
  'the callback of response.end': (_request, response, note) => response.end('script', note),
  'setTimeout of the socket': (request, _response, note) => void request.socket.setTimeout(1, note),
  setTimeout: (_request, _response, note) => setTimeout(note, 1),
  setInterval: (_request, _response, note) => {
    const timer = setInterval(() => {
      clearInterval(timer);
      note();
    }, 1);
  },
  setImmediate: (_request, _response, note) => setImmediate(note),
  queueMicrotask: (_request, _response, note) => queueMicrotask(note),
  'process.nextTick': (_request, _response, note) => process.nextTick(note),
  'a promise': (_request, _response, note) => void Promise.resolve().then(note),
  'an emitter of its own': (_request, _response, note) => {
    const emitter = new EventEmitter().once('answer', note);
    setImmediate(() => emitter.emit('answer'));
  },
  'a stream': (_request, _response, note) => {
    pipeline(Readable.from(['a', 'b']), new PassThrough().resume(), note);
  },
  'for await over the body': async (request, _response, note) => {
    for await (const _chunk of request) note();
  },
};

describe('the context of a session on an observed PSK-TLS server', () => {
  let servers: ObservedServers;
  let seen: Seen;

  beforeEach(() => {
    servers = new ObservedServers();
    seen = new Seen();
  });
  afterEach(() => servers.end());

  async function spanIdOfSession(index = 0): Promise<string | undefined> {
    return (await eventually(() => servers.obs.spans('ota.session')[index])).spanContext().spanId;
  }

  it.each(Object.entries(WAITS))('is kept in a request handler: %s', async (_name, wait) => {
    const server = pskHttpsServer((request, response) => {
      wait(request, response, () => seen.note('here'));
      request.resume();
      setTimeout(() => response.end(), 30);
    });
    const port = await servers.listen(server);
    const client = connect(port);
    client.write('POST /admin HTTP/1.1\r\nHost: lab\r\nContent-Length: 4\r\n\r\nbody');
    client.resume().once('data', () => client.end());

    expect(await seen.at('here')).toBe(await spanIdOfSession());
  });

  it.each(['data', 'end', 'close', 'finish', 'drain'] as const)(
    "is kept in a listener for '%s' of a plain TLS server's socket",
    async (event) => {
      const server = tls.createServer(PSK_SERVER_OPTIONS, (socket) => {
        socket.on(event, () => seen.note(event));
        socket.on('data', () => socket.write(Buffer.alloc(1 << 20), () => seen.note('written')));
        socket.on('end', () => socket.end());
      });
      const port = await servers.listen(server);
      const client = connect(port).resume();
      client.write('hello');
      const written = await seen.at('written');
      client.end();

      expect(await seen.at(event)).toBe(await spanIdOfSession());
      expect(written).toBe(await spanIdOfSession());
    },
  );

  it("is kept in the socket's 'error' listener, when the card resets the connection", async () => {
    const server = tls.createServer(PSK_SERVER_OPTIONS, (socket) => {
      socket.on('error', () => seen.note('error'));
      socket.resume().write('hello');
    });
    const port = await servers.listen(server);
    const { client, raw } = await connectOver(port);
    await once(client, 'data');
    raw.resetAndDestroy();

    expect(await seen.at('error')).toBe(await spanIdOfSession());
  });

  it('leaves the sockets as they were when observing is undone', async () => {
    const sockets: tls.TLSSocket[] = [];
    const server = tls.createServer(PSK_SERVER_OPTIONS, (socket) => {
      sockets.push(socket);
      socket.resume();
    });
    servers.closeAtEnd(server);
    const undo = observePskTlsServer(server, { observability: servers.obs });
    const client = connect(await listen(server));
    const socket = await eventually(() => sockets[0]);
    const whileObserved = Object.hasOwn(socket, 'emit');
    undo();

    expect([whileObserved, Object.hasOwn(socket, 'emit')]).toEqual([true, false]);
    client.destroy();
  });

  it('is that of each session, with several at a time and several requests in each', async () => {
    const ids: (readonly [session: string | undefined, active: string | undefined])[] = [];
    const server = pskHttpsServer((request, response) => {
      const session = sessionOf(request.socket);
      response.on('finish', () => {
        const spanOfSession = session && trace.getSpanContext(session.context)?.spanId;
        ids.push([spanOfSession, trace.getSpanContext(context.active())?.spanId]);
      });
      setImmediate(() => response.end('script'));
    });
    const port = await servers.listen(server);
    const clients = [connect(port), connect(port, { identity: 'card-2' }), connect(port)];
    for (let round = 0; round < 3; round += 1) await Promise.all(clients.map((client) => post(client)));
    for (const client of clients) client.end();

    await eventually(() => ids.length === 9);
    for (const [session, active] of ids) expect(active).toBe(session);
    expect(new Set(ids.map(([session]) => session)).size).toBe(3);
  });

  it('is not left behind in what comes after the session', async () => {
    const port = await servers.listen();
    const client = connect(port);
    await post(client);
    client.end();
    await spanIdOfSession();

    expect(context.active()).toBe(ROOT_CONTEXT);
  });
});
