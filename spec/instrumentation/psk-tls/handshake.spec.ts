import { once } from 'node:events';
import type { TestObservability } from '../../../lib/testing';
import { eventually } from '../../support/eventually';
import { ObservedServers } from '../../support/observed-server';
import { type ClientOptions, connect, rawConnection } from '../../support/psk-server';

describe('a handshake on an observed PSK-TLS server', () => {
  let servers: ObservedServers;
  let obs: TestObservability;

  beforeEach(() => {
    servers = new ObservedServers();
    ({ obs } = servers);
  });
  afterEach(() => servers.end());

  it('that succeeds is counted with its cipher and timed', async () => {
    const port = await servers.listen();
    const client = connect(port);
    await once(client, 'secureConnect');

    const labels = { tls_handshake_result: 'success', tls_cipher: 'TLS_PSK_WITH_AES_128_CBC_SHA256' };
    await eventually(async () => (await obs.metric('cardlink_tls_handshakes_total', labels)) === 1);
    expect(
      await obs.metric('cardlink_tls_handshake_duration_seconds_count', {
        tls_handshake_result: 'success',
      }),
    ).toBe(1);
    client.destroy();
  });

  it('has a server span below its session, with the identity as a pseudonym', async () => {
    const port = await servers.listen();
    const client = connect(port);
    await once(client, 'secureConnect');
    client.end();

    const session = await eventually(() => obs.spans('ota.session')[0]);
    const [handshake] = obs.spans('tls.handshake');
    expect(handshake?.parentSpanContext?.spanId).toBe(session.spanContext().spanId);
    expect(handshake?.attributes).toMatchObject({
      'client.address': '127.0.0.1',
      'tls.cipher': 'TLS_PSK_WITH_AES_128_CBC_SHA256',
      'tls.protocol.version': '1.2',
      'tls.handshake.result': 'success',
    });
    expect(handshake?.attributes['tls.psk.identity']).toMatch(/^psk:[0-9a-f]+$/);
  });

  it.each<[string, ClientOptions]>([
    ['wrong_key', { key: Buffer.alloc(16, 7) }],
    ['unknown_identity', { identity: 'nobody' }],
    ['_OTHER', { identity: 'throws' }],
    ['no_shared_cipher', { ciphers: 'PSK-AES256-CBC-SHA384' }],
    [
      'unsupported_protocol',
      { ciphers: 'TLS_AES_128_GCM_SHA256', minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' },
    ],
  ])('that fails for %s is counted so, and is no session', async (errorType, options) => {
    const port = await servers.listen();
    connect(port, options);

    await eventually(async () => (await servers.failed(errorType)) === 1);
    expect(obs.spans('ota.session')).toEqual([]);
    expect(obs.spans('tls.handshake')[0]?.attributes['error.type']).toBe(errorType);
    expect(obs.logs('cardlink.tls.handshake.failed')).toHaveLength(1);
  });

  it.each([
    ['plain HTTP', 'not_tls', 'GET / HTTP/1.1\r\n\r\n'],
    ['noise', 'not_tls', Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)],
  ])('of %s is %s', async (_what, errorType, data) => {
    const port = await servers.listen();
    await rawConnection(port, data);

    await eventually(async () => (await servers.failed(errorType)) === 1);
  });

  it('that stays half-open is a handshake_timeout', async () => {
    const port = await servers.listen();
    await rawConnection(port, Uint8Array.of(0x16, 3, 1, 0, 200, 1));

    await eventually(async () => (await servers.failed('handshake_timeout')) === 1);
  });

  it('that breaks off after its first byte is a connection_reset', async () => {
    const port = await servers.listen();
    const socket = await rawConnection(port, Uint8Array.of(0x16, 3, 1, 0, 200, 1));
    socket.end();

    await eventually(async () => (await servers.failed('connection_reset')) === 1);
  });

  it.each(['end', 'resetAndDestroy'] as const)(
    'that ends before its first byte (%s) is a probe, neither handshake nor session',
    async (how) => {
      const port = await servers.listen();
      const socket = await rawConnection(port);
      socket[how]();

      await eventually(async () => (await obs.metric('cardlink_tls_probes_total')) === 1);
      expect(await servers.failed('connection_reset')).toBe(0);
      expect(obs.spans()).toEqual([]);
    },
  );
});
