import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { eventually } from '../../support/eventually';
import { ObservedServers } from '../../support/observed-server';
import { connect, listen, PSK_SERVER_OPTIONS, post, pskHttpsServer } from '../../support/psk-server';

/** Answers 200 with a script, so that the card is not dismissed. */
const script = (_request: IncomingMessage, response: ServerResponse) => void response.end('script');

/** Answers with each of these statuses in turn. */
function statuses(...codes: number[]): HttpsServer {
  return pskHttpsServer((_request, response) => void response.writeHead(codes.shift() ?? 500).end());
}

describe('why a session on an observed PSK-TLS server ended', () => {
  let servers: ObservedServers;

  beforeEach(() => {
    servers = new ObservedServers();
  });
  afterEach(() => servers.end());

  /** The reason of the only session, once it has ended. */
  async function reason(): Promise<unknown> {
    const session = await eventually(() => servers.obs.spans('ota.session')[0], {
      what: 'the end of the session',
    });
    return session.attributes['session.close.reason'];
  }

  it('normal: the card went after the 204 of its last request', async () => {
    const client = connect(await servers.listen(statuses(200, 204)));
    await post(client);
    await post(client);
    client.end();

    expect(await reason()).toBe('normal');
  });

  it('client_disconnect: the card asked again after a 204, and went before the next', async () => {
    const client = connect(await servers.listen(statuses(204, 200)));
    await post(client);
    await post(client);
    client.end();

    expect(await reason()).toBe('client_disconnect');
  });

  it('client_disconnect: a pipelined request was left without its 204', async () => {
    let open: ServerResponse | undefined;
    const server = pskHttpsServer((_request, response) => {
      if (open) return;
      open = response;
      response.writeHead(204).end();
    });
    const client = connect(await servers.listen(server));
    client.write(
      'POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\nPOST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n',
    );
    await once(client, 'data');
    client.end();

    expect(await reason()).toBe('client_disconnect');
  });

  it('client_disconnect: the card asked for the close with a request that was not the last', async () => {
    const client = connect(await servers.listen(pskHttpsServer(script)));
    await post(client, ['Connection: close']);

    expect(await reason()).toBe('client_disconnect');
  });

  it('timeout: the server lost patience with its own handler', async () => {
    const server = pskHttpsServer(() => undefined);
    server.setTimeout(100);
    const client = connect(await servers.listen(server));
    client.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n');

    expect(await reason()).toBe('timeout');
  });

  it('timeout: Node answered 408 to a request that was not complete in time', async () => {
    const server = pskHttpsServer(script);
    const client = connect(await servers.listen(server));
    const [socket] = (await once(server, 'secureConnection')) as [tls.TLSSocket];
    const error = Object.assign(new Error('Request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
    server.emit('clientError', error, socket);
    socket.destroy();
    client.destroy();

    expect(await reason()).toBe('timeout');
  });

  it('not timeout: something came after the server had lost patience, and then the card went', async () => {
    const server = pskHttpsServer((_request, response) => setTimeout(() => response.end('script'), 60));
    server.setTimeout(20, () => undefined);
    const client = connect(await servers.listen(server));
    await post(client);
    await post(client);
    client.end();

    expect(await reason()).toBe('client_disconnect');
  });

  it('error: the application destroyed the socket before the 204', async () => {
    const server = pskHttpsServer((request) => void request.socket.destroy());
    const client = connect(await servers.listen(server));
    client.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n');

    expect(await reason()).toBe('error');
  });

  it('error: the application destroyed the socket with an error', async () => {
    const server = tls.createServer(PSK_SERVER_OPTIONS, (socket) => {
      socket.on('error', () => undefined);
      socket.destroy(new Error('rejected'));
    });
    connect(await servers.listen(server));

    expect(await reason()).toBe('error');
  });

  it.each(['end', 'destroySoon'] as const)(
    'normal: a plain tls server closed the connection with %s',
    async (how) => {
      connect(await servers.listen(tls.createServer(PSK_SERVER_OPTIONS, (socket) => void socket[how]())));

      expect(await reason()).toBe('normal');
    },
  );

  it('normal: the client of a plain tls server ended in order while the server was closing', async () => {
    const server = tls.createServer(PSK_SERVER_OPTIONS, (socket) =>
      socket.resume().on('end', () => socket.end()),
    );
    const client = connect(await servers.listen(server));
    await once(client, 'secureConnect');
    server.close();
    client.end();

    expect(await reason()).toBe('normal');
  });

  it('client_disconnect: on a server that never listened itself, but was handed its sockets', async () => {
    const inner = pskHttpsServer(script);
    await servers.listen(inner);
    inner.close();
    const fresh = new ObservedServers();
    const handed = pskHttpsServer(script);
    const front = net.createServer((socket) => handed.emit('connection', socket));
    fresh.observe(handed);
    const client = connect(await listen(front));
    await post(client);
    client.end();

    const session = await eventually(() => fresh.obs.spans('ota.session')[0]);
    expect(session.attributes['session.close.reason']).toBe('client_disconnect');
    front.close();
    await fresh.end();
  });

  it('normal: a checkContinue listener answered 204', async () => {
    const server = pskHttpsServer();
    server.on('checkContinue', (_request, response) => response.writeHead(204).end());
    const client = connect(await servers.listen(server));
    await post(client, ['Expect: 100-continue']);
    client.end();

    expect(await reason()).toBe('normal');
  });

  it('closed by the application while it was being described: it is counted, and it ends', async () => {
    const port = await servers.listen(pskHttpsServer(), {
      describeSession: (_identity, socket) => {
        socket.destroy();
        return undefined;
      },
    });
    connect(port);

    expect(await reason()).toBe('error');
    expect(await servers.obs.metric('cardlink_sessions_active')).toBe(0);
    expect(
      await servers.obs.metric('cardlink_tls_handshakes_total', { tls_handshake_result: 'success' }),
    ).toBe(1);
  });
});
