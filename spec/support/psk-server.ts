import { once } from 'node:events';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';

/** Keys by identity, as the servers of these specs know them. */
export const PSK_KEYS: ReadonlyMap<string, Buffer> = new Map([
  ['card-1', Buffer.from('00112233445566778899aabbccddeeff', 'hex')],
  ['card-2', Buffer.from('ffeeddccbbaa99887766554433221100', 'hex')],
]);

export const PSK_SERVER_OPTIONS: tls.TlsOptions = {
  pskCallback: (_socket, identity) => {
    if (identity === 'throws') throw new Error('key store is down');
    return PSK_KEYS.get(identity) ?? null;
  },
  ciphers: 'PSK-AES128-CBC-SHA256',
  maxVersion: 'TLSv1.2',
  handshakeTimeout: 2_000,
};

/** A real HTTPS server over PSK-TLS that answers 204, or what `handler` says. */
export function pskHttpsServer(
  handler: (
    request: import('node:http').IncomingMessage,
    response: import('node:http').ServerResponse,
  ) => void = (_request, response) => response.writeHead(204).end(),
): https.Server {
  return https.createServer(PSK_SERVER_OPTIONS, handler);
}

export async function listen(server: net.Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

export async function close(server: net.Server): Promise<void> {
  if (server instanceof https.Server) server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

export interface ClientOptions extends tls.ConnectionOptions {
  readonly identity?: string;
  readonly key?: Buffer;
}

/** Connects a real TLS client. */
export function connect(
  port: number,
  { identity = 'card-1', key, ...options }: ClientOptions = {},
): tls.TLSSocket {
  const psk = key ?? PSK_KEYS.get(identity) ?? Buffer.alloc(16);
  const socket = tls.connect({
    host: '127.0.0.1',
    port,
    pskCallback: () => ({ psk, identity }),
    ciphers: 'PSK-AES128-CBC-SHA256',
    maxVersion: 'TLSv1.2',
    checkServerIdentity: () => undefined,
    ...options,
  });
  socket.on('error', () => undefined);
  return socket;
}

/** A TLS client over a raw socket of its own, for a test that breaks the connection under TLS. */
export async function connectOver(port: number): Promise<{ client: tls.TLSSocket; raw: net.Socket }> {
  const raw = await rawConnection(port);
  const client = connect(port, { socket: raw });
  await once(client, 'secureConnect');
  return { client, raw };
}

/** Sends one POST and waits for the head of the answer. */
export async function post(socket: tls.TLSSocket, headers: readonly string[] = []): Promise<string> {
  socket.write(['POST /admin HTTP/1.1', 'Host: lab', 'Content-Length: 0', ...headers, '', ''].join('\r\n'));
  const [answer] = (await once(socket, 'data')) as [Buffer];
  return answer.toString('latin1');
}

/** Connects without TLS and sends `data`. */
export async function rawConnection(port: number, data?: string | Uint8Array): Promise<net.Socket> {
  const socket = net.connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  if (data !== undefined) socket.write(data);
  return socket;
}
