import { once } from 'node:events';
import tls from 'node:tls';
import fc from 'fast-check';
import { pskIdentityOfSession } from '../../../lib/instrumentation/psk-tls/session-ticket';
import { close, connect, listen, PSK_SERVER_OPTIONS } from '../../support/psk-server';

/** A session as OpenSSL keeps it, from a real handshake. */
async function realSession(): Promise<Buffer> {
  const server = tls.createServer(PSK_SERVER_OPTIONS);
  const port = await listen(server);
  const client = connect(port, { identity: 'card-2' });
  const [socket] = (await once(server, 'secureConnection')) as [tls.TLSSocket];
  const session = socket.getSession() ?? Buffer.alloc(0);
  client.destroy();
  await close(server);
  return session;
}

describe('pskIdentityOfSession', () => {
  it('finds the identity in a session of OpenSSL', async () => {
    expect(pskIdentityOfSession(await realSession())).toBe('card-2');
  });

  it('finds nothing where there is no session, and none in a part of one that does not reach it', async () => {
    const session = await realSession();
    expect(pskIdentityOfSession(undefined)).toBeUndefined();
    for (let length = 0; length < session.length; length += 1) {
      expect(pskIdentityOfSession(session.subarray(0, length))).toBeUndefined();
    }
  });

  it('takes any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const identity = pskIdentityOfSession(Uint8Array.of(0x30, bytes.length & 0x7f, ...bytes));
        expect(['string', 'undefined']).toContain(typeof identity);
      }),
    );
  });
});
