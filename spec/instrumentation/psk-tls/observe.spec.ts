import { once } from 'node:events';
import type { Server } from 'node:https';
import tls from 'node:tls';
import { context, diag, trace } from '@opentelemetry/api';
import { observePskTlsServer, sessionOf } from '../../../lib';
import { type TestObservability, testObservability } from '../../../lib/testing';
import { eventually } from '../../support/eventually';
import {
  type ClientOptions,
  close,
  connect,
  connectOver,
  listen,
  PSK_SERVER_OPTIONS,
  post,
  pskHttpsServer,
  rawConnection,
} from '../../support/psk-server';

describe('observePskTlsServer', () => {
  let obs: TestObservability;
  const servers: tls.Server[] = [];

  beforeEach(() => {
    obs = testObservability();
  });
  afterEach(async () => {
    await Promise.all(servers.splice(0).map(close));
    await obs.shutdown();
  });

  async function observed(server: tls.Server = pskHttpsServer(), options = {}): Promise<number> {
    servers.push(server);
    observePskTlsServer(server, { observability: obs, ...options });
    return listen(server);
  }

  const failed = (errorType: string) =>
    obs.metric('cardlink_tls_handshakes_total', { tls_handshake_result: 'failed', error_type: errorType });
  const sessions = (status: string) => obs.metric('cardlink_sessions_total', { session_status: status });

  describe('a handshake', () => {
    it('that succeeds is counted with its cipher and timed', async () => {
      const port = await observed();
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
      const port = await observed();
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
      const port = await observed();
      connect(port, options);

      await eventually(async () => (await failed(errorType)) === 1);
      expect(obs.spans('ota.session')).toEqual([]);
      expect(obs.spans('tls.handshake')[0]?.attributes['error.type']).toBe(errorType);
      expect(obs.logs('cardlink.tls.handshake.failed')).toHaveLength(1);
    });

    it.each([
      ['plain HTTP', 'not_tls', 'GET / HTTP/1.1\r\n\r\n'],
      ['noise', 'not_tls', Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)],
    ])('of %s is %s', async (_what, errorType, data) => {
      const port = await observed();
      await rawConnection(port, data);

      await eventually(async () => (await failed(errorType)) === 1);
    });

    it('that stays half-open is a handshake_timeout', async () => {
      const port = await observed();
      await rawConnection(port, Uint8Array.of(0x16, 3, 1, 0, 200, 1));

      await eventually(async () => (await failed('handshake_timeout')) === 1);
    });

    it('that breaks off after its first byte is a connection_reset', async () => {
      const port = await observed();
      const socket = await rawConnection(port, Uint8Array.of(0x16, 3, 1, 0, 200, 1));
      socket.end();

      await eventually(async () => (await failed('connection_reset')) === 1);
    });

    it.each(['end', 'resetAndDestroy'] as const)(
      'that ends before its first byte (%s) is a probe, neither handshake nor session',
      async (how) => {
        const port = await observed();
        const socket = await rawConnection(port);
        socket[how]();

        await eventually(async () => (await obs.metric('cardlink_tls_probes_total')) === 1);
        expect(await failed('connection_reset')).toBe(0);
        expect(obs.spans()).toEqual([]);
      },
    );
  });

  describe('a session', () => {
    it('is completed when it ends after the 204 of the server', async () => {
      const port = await observed();
      const client = connect(port);
      await post(client);
      client.end();

      await eventually(async () => (await sessions('completed')) === 1);
    });

    it('is failed when the client goes before the 204', async () => {
      const port = await observed(pskHttpsServer((_request, response) => response.end('script')));
      const client = connect(port);
      await post(client);
      client.end();

      await eventually(async () => (await sessions('failed')) === 1);
      expect(await obs.metric('cardlink_session_errors_total', { error_type: 'client_disconnect' })).toBe(1);
    });

    it('is failed when the client resets the connection', async () => {
      const port = await observed(pskHttpsServer((_request, response) => response.end('script')));
      const { client, raw } = await connectOver(port);
      await post(client);
      raw.resetAndDestroy();

      await eventually(
        async () =>
          (await obs.metric('cardlink_session_errors_total', { error_type: 'client_disconnect' })) === 1,
      );
    });

    it('times out when the server gives up waiting', async () => {
      const server = pskHttpsServer((_request, response) => response.end('script'));
      server.keepAliveTimeout = 50;
      const port = await observed(server);
      const client = connect(port);
      await post(client);

      await eventually(async () => (await sessions('timeout')) === 1);
    });

    it('is failed as server_shutdown when the server closes under it', async () => {
      const server = pskHttpsServer((_request, response) => response.end('script'));
      const port = await observed(server);
      await post(connect(port));
      await close(server);

      await eventually(
        async () =>
          (await obs.metric('cardlink_session_errors_total', { error_type: 'server_shutdown' })) === 1,
      );
    });

    it('on a plain tls server is completed by an orderly end', async () => {
      const port = await observed(
        tls.createServer(PSK_SERVER_OPTIONS, (socket) => socket.resume().on('end', () => socket.end())),
      );
      const client = connect(port);
      await once(client, 'secureConnect');
      client.end();

      await eventually(async () => (await sessions('completed')) === 1);
    });

    it('is described by the application, and known to its request handlers by their socket', async () => {
      const described: (string | undefined)[] = [];
      const seen: unknown[] = [];
      const server = pskHttpsServer((request, response) => {
        seen.push(sessionOf(request.socket)?.deviceType);
        response.writeHead(204).end();
      });
      const port = await observed(server, {
        describeSession: (identity: string) => {
          described.push(identity);
          return { deviceType: 'modem', sessionType: 'triggered', deviceId: 'm-1' };
        },
      });
      const client = connect(port, { identity: 'card-2' });
      await post(client);
      client.end();

      const session = await eventually(() => obs.spans('ota.session')[0]);
      expect(described).toEqual(['card-2']);
      expect(seen).toEqual(['modem']);
      expect(session.attributes).toMatchObject({
        'session.type': 'triggered',
        'device.id': 'm-1',
        'client.address': '127.0.0.1',
        'tls.psk.identity': expect.stringMatching(/^psk:/),
      });
    });

    it('is recorded without a description when describing fails', async () => {
      const reported = jest.fn();
      diag.setLogger({ error: reported, warn: reported, info() {}, debug() {}, verbose() {} });
      const port = await observed(pskHttpsServer(), {
        describeSession: () => {
          throw new Error('no such device');
        },
      });
      for (const client of [connect(port), connect(port)]) {
        await post(client);
        client.end();
      }

      await eventually(
        async () =>
          (await obs.metric('cardlink_sessions_total', {
            device_type: 'unknown',
            session_status: 'completed',
          })) === 2,
      );
      diag.disable();
      expect(reported).toHaveBeenCalledTimes(1);
    });

    it('is triggered when its identity was triggered of late', async () => {
      const port = await observed();
      obs.trigger.sent('sms', { identity: 'card-1' });
      const client = connect(port);
      await post(client);
      client.end();

      await eventually(
        async () =>
          (await obs.metric('cardlink_sessions_total', {
            session_type: 'triggered',
            session_status: 'completed',
          })) === 1,
      );
    });

    it('is the active context of the request handler, so that what it starts is in its trace', async () => {
      const tracer = obs.tracerProvider.getTracer('application');
      const server = pskHttpsServer((_request, response) => {
        tracer.startSpan('handled', {}, context.active()).end();
        response.writeHead(204).end();
      });
      const port = await observed(server);
      const client = connect(port);
      await post(client);
      client.end();

      const session = await eventually(() => obs.spans('ota.session')[0]);
      expect(obs.spans('handled')[0]?.parentSpanContext?.spanId).toBe(session.spanContext().spanId);
    });
  });

  describe('connections', () => {
    it('are counted while they are up and timed when they close', async () => {
      const port = await observed();
      const client = connect(port);
      await post(client);
      expect(await obs.metric('cardlink_tls_connections_active')).toBe(1);
      client.end();

      await eventually(async () => (await obs.metric('cardlink_tls_connections_active')) === 0);
      expect(await obs.metric('cardlink_tls_connection_duration_seconds_count')).toBe(1);
    });
  });

  describe('the server', () => {
    it('has as many listeners as before, for every event', async () => {
      const server = pskHttpsServer();
      const counts = () =>
        Object.fromEntries(server.eventNames().map((name) => [name, server.listenerCount(name)]));
      const before = counts();

      observePskTlsServer(server, { observability: obs });

      expect(counts()).toEqual(before);
    });

    it('is as it was after undo, its open sockets too, and their sessions have ended', async () => {
      const server: Server = pskHttpsServer((_request, response) => response.end('script'));
      servers.push(server);
      const sockets: tls.TLSSocket[] = [];
      server.on('secureConnection', (socket) => sockets.push(socket));
      const port = await listen(server);
      const before = Reflect.ownKeys(server);
      const undo = observePskTlsServer(server, { observability: obs });
      await post(connect(port));
      const [socket] = sockets;
      undo();

      expect(Reflect.ownKeys(server)).toEqual(before);
      const unobserved = connect(port);
      await post(unobserved);
      const events = ['close', 'end', 'timeout'] as const;
      expect(events.map((event) => socket?.listenerCount(event))).toEqual(
        events.map((event) => sockets[1]?.listenerCount(event)),
      );
      expect(await obs.metric('cardlink_session_errors_total', { error_type: 'server_shutdown' })).toBe(1);
      expect(await obs.metric('cardlink_tls_connections_active')).toBe(0);
    });

    it('still throws what its own listeners throw', async () => {
      const server = tls.createServer(PSK_SERVER_OPTIONS);
      servers.push(server);
      observePskTlsServer(server, { observability: obs });
      server.on('custom', () => {
        throw new Error('from the application');
      });

      expect(() => server.emit('custom')).toThrow('from the application');
    });

    it('sees headers that its client sent and no others', async () => {
      const names: string[][] = [];
      const server = pskHttpsServer((request, response) => {
        names.push(Object.keys(request.headers));
        response.writeHead(204).end();
      });
      const port = await observed(server);
      await post(connect(port), ['X-Admin-From: card']);

      expect(names).toEqual([['host', 'content-length', 'x-admin-from']]);
    });

    it('is observed by two at once, and undone in any order', async () => {
      const server = pskHttpsServer();
      servers.push(server);
      const other = testObservability();
      const undoFirst = observePskTlsServer(server, { observability: obs });
      const undoSecond = observePskTlsServer(server, { observability: other });
      const port = await listen(server);
      const client = connect(port);
      await post(client);
      client.end();

      await eventually(
        async () => (await other.metric('cardlink_sessions_total', { session_status: 'completed' })) === 1,
      );
      await eventually(async () => (await sessions('completed')) === 1);
      undoFirst();
      undoSecond();
      const later = connect(port);
      await post(later);
      expect(await obs.metric('cardlink_tls_handshakes_total', { tls_handshake_result: 'success' })).toBe(1);
      await other.shutdown();
    });
  });

  it('starts a trace of its own for each session, whatever was active when the server began to listen', async () => {
    const server = pskHttpsServer();
    servers.push(server);
    observePskTlsServer(server, { observability: obs });
    const boot = obs.tracerProvider.getTracer('application').startSpan('boot');
    const port = await context.with(trace.setSpan(context.active(), boot), () => listen(server));
    for (const client of [connect(port), connect(port, { identity: 'card-2' })]) {
      await post(client);
      client.end();
    }

    await eventually(() => obs.spans('ota.session').length === 2);
    const traces = new Set(obs.spans('ota.session').map((span) => span.spanContext().traceId));
    expect(traces.size).toBe(2);
    expect(traces.has(boot.spanContext().traceId)).toBe(false);
  });
});
