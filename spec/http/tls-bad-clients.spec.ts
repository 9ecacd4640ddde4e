import { once } from 'node:events';
import net from 'node:net';
import { Duplex } from 'node:stream';
import tls from 'node:tls';
import { recordDiagnostics } from '../support/diagnostics';
import { eventually } from '../support/eventually';
import { pemPath, shown } from '../support/tls-files';
import { exchange, request } from './client';
import { HOST, hello, serve, silent } from './serving';
import { closed, outcome } from './tls-client';

const TLS = { certFile: pemPath('server.cert'), keyFile: pemPath('server.key') };
const MUTUAL = { ...TLS, clientCaFile: pemPath('authority.cert') };

const UNKNOWN_CA = 48;

/** Begins a handshake of TLS 1.2 and ends it with a fatal alert (RFC 5246, 7.2), by default `unknown_ca`. */
async function endByAlert(port: number, description = UNKNOWN_CA): Promise<void> {
  const socket = net.connect({ port, host: HOST });
  const client = tls.connect({
    socket: new Duplex({
      read() {},
      write: (bytes, _encoding, done) => void socket.write(bytes, done),
    }),
    maxVersion: 'TLSv1.2',
  });
  client.on('error', silent);
  await once(socket, 'data');
  socket.end(Buffer.from([0x15, 3, 3, 0, 2, 2, description]));
  await closed(socket);
  client.destroy();
}

describe('a client that gets TLS wrong', () => {
  it('is told of once for each mistake, and costs others nothing', async () => {
    const { warnings, errors } = recordDiagnostics();
    const { url, port } = await serve([hello], { tls: MUTUAL });
    for (let time = 0; time < 3; time++) {
      await request(`http://${HOST}:${port}/hello`).catch(silent);
      await outcome(`${url}/hello`);
      await outcome(`${url}/hello`, shown('stranger'));
      // What OpenSSL and Go send when they do not know an authority; Node's clients say nothing.
      await endByAlert(port);
      await outcome(`${url}/hello`, {
        ...shown('client'),
        maxVersion: 'TLSv1.1',
        minVersion: 'TLSv1',
        ciphers: 'ALL:@SECLEVEL=0',
      });
    }
    const told = (meaning: string, code: string) =>
      `cardlink/http the operations server refused a client: ${meaning} (${code}). Others like it are not told of`;
    await eventually(() => warnings.length >= 5);
    expect(await outcome(`${url}/hello`, shown('client'))).toBe(200);
    expect(warnings.toSorted()).toEqual(
      [
        told('it speaks plain HTTP and needs https', 'ERR_SSL_HTTP_REQUEST'),
        told('it shows no certificate', 'ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE'),
        told('its certificate is not of an authority of clients', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
        told('it does not trust our certificate', 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'),
        told('it speaks no TLS of 1.2 or newer', 'ERR_SSL_UNSUPPORTED_PROTOCOL'),
      ].toSorted(),
    );
    expect(errors).toEqual([]);
  });

  it('cannot fill the log, however many mistakes it makes', async () => {
    const { warnings } = recordDiagnostics();
    const { port } = await serve([hello], { tls: TLS });
    // Of RFC 8446, B.2, and of TLS before it.
    const alerts = [10, 20, 21, 30, 40, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51];
    for (const alert of alerts) await endByAlert(port, alert);
    expect(warnings).toHaveLength(10);
  });

  it('is not told of when it only came to see whether the port is open, or went away', async () => {
    const { warnings } = recordDiagnostics();
    const { url, port } = await serve([hello], { tls: TLS });
    for (const end of ['destroy', 'resetAndDestroy', 'end'] as const) {
      const probe = net.connect({ port, host: HOST });
      await once(probe, 'connect');
      probe.write('\x16\x03\x01\x02\x00');
      probe[end]();
      await closed(probe);
    }
    expect(await outcome(`${url}/hello`)).toBe(200);
    expect(warnings).toEqual([]);
  });

  it('may send anything', async () => {
    recordDiagnostics();
    const { url, port } = await serve([hello], { tls: TLS });
    const rubbish = [
      '',
      'x',
      '\0'.repeat(100_000),
      '\x16\x03\x01\xff\xff'.repeat(20_000),
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    ];
    for (const bytes of rubbish) {
      const socket = net.connect({ port, host: HOST }, () => socket.end(bytes, 'latin1'));
      await closed(socket);
    }
    expect(await outcome(`${url}/hello`)).toBe(200);
  });

  it('has its connection ended when the handshake does not end, however busy it is', async () => {
    const { port } = await serve([hello], { tls: { ...TLS, handshakeTimeoutMs: 200 } });
    const quiet = net.connect({ port, host: HOST });
    const dripping = net.connect({ port, host: HOST });
    await once(dripping, 'connect');
    // The header of a record with a ClientHello of 512 bytes, then one byte after the other.
    dripping.write('\x16\x03\x01\x02\x00', 'latin1');
    const drip = setInterval(() => dripping.write('\x01'), 20);
    await Promise.all([closed(quiet), closed(dripping)]);
    clearInterval(drip);
  });

  it('gets no answer in plain HTTP', async () => {
    recordDiagnostics();
    const { port } = await serve([hello], { tls: TLS });
    const answer = await exchange(port, 'GET /hello HTTP/1.1\r\nHost: a\r\n\r\n').catch(() => '');
    expect(answer).not.toContain('hello');
  });
});
