import { once } from 'node:events';
import tls from 'node:tls';
import { context, diag, propagation, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { observePskTlsServer, sessionOf } from '../../../lib';
import type { TestObservability } from '../../../lib/testing';
import { eventually } from '../../support/eventually';
import { ObservedServers } from '../../support/observed-server';
import {
  close,
  connect,
  connectOver,
  listen,
  PSK_SERVER_OPTIONS,
  post,
  pskHttpsServer,
} from '../../support/psk-server';

describe('a session on an observed PSK-TLS server', () => {
  let servers: ObservedServers;
  let obs: TestObservability;

  beforeEach(() => {
    servers = new ObservedServers();
    ({ obs } = servers);
  });
  afterEach(() => servers.end());

  it('is completed when it ends after the 204 of the server', async () => {
    const port = await servers.listen();
    const client = connect(port);
    await post(client);
    client.end();

    await eventually(async () => (await servers.sessions('completed')) === 1);
  });

  it('is failed when the client goes before the 204', async () => {
    const port = await servers.listen(pskHttpsServer((_request, response) => response.end('script')));
    const client = connect(port);
    await post(client);
    client.end();

    await eventually(async () => (await servers.sessions('failed')) === 1);
    expect(await obs.metric('cardlink_session_errors_total', { error_type: 'client_disconnect' })).toBe(1);
  });

  it('is failed when the client resets the connection', async () => {
    const port = await servers.listen(pskHttpsServer((_request, response) => response.end('script')));
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
    const port = await servers.listen(server);
    const client = connect(port);
    await post(client);

    await eventually(async () => (await servers.sessions('timeout')) === 1);
  });

  it('is failed as server_shutdown when the server closes under it', async () => {
    const server = pskHttpsServer((_request, response) => response.end('script'));
    const port = await servers.listen(server);
    await post(connect(port));
    await close(server);

    await eventually(
      async () =>
        (await obs.metric('cardlink_session_errors_total', { error_type: 'server_shutdown' })) === 1,
    );
  });

  it('on a plain tls server is completed by an orderly end', async () => {
    const port = await servers.listen(
      tls.createServer(PSK_SERVER_OPTIONS, (socket) => socket.resume().on('end', () => socket.end())),
    );
    const client = connect(port);
    await once(client, 'secureConnect');
    client.end();

    await eventually(async () => (await servers.sessions('completed')) === 1);
  });

  it('has the port of its client, the protocol, and what the handshake agreed on', async () => {
    const port = await servers.listen();
    const { client, raw } = await connectOver(port);
    const clientPort = raw.localPort;
    await post(client);
    client.end();

    const session = await eventually(() => obs.spans('ota.session')[0]);
    expect(session.attributes).toMatchObject({ 'client.port': clientPort, 'network.protocol.name': 'http' });
    expect(obs.spans('tls.handshake')[0]?.attributes).toMatchObject({ 'client.port': clientPort });
    expect(obs.logs('cardlink.session.started')[0]?.attributes).toMatchObject({
      'client.address': '127.0.0.1',
      'tls.cipher': 'TLS_PSK_WITH_AES_128_CBC_SHA256',
      'tls.protocol.version': '1.2',
      'tls.psk.identity': session.attributes['tls.psk.identity'],
    });
  });

  it.each([
    [undefined, 'tls'],
    ['scp81', 'scp81'],
  ])('on a plain tls server speaks %s by its description: recorded as %s', async (protocol, recorded) => {
    const server = tls.createServer(PSK_SERVER_OPTIONS, (socket) => socket.resume());
    const port = await servers.listen(server, {
      describeSession: () => (protocol === undefined ? undefined : { protocol }),
    });
    const client = connect(port);
    await once(client, 'secureConnect');
    client.end();

    const session = await eventually(() => obs.spans('ota.session')[0]);
    expect(session.attributes['network.protocol.name']).toBe(recorded);
  });

  it('is described by the application, and known to its request handlers by their socket', async () => {
    const described: (string | undefined)[] = [];
    const seen: unknown[] = [];
    const server = pskHttpsServer((request, response) => {
      seen.push(sessionOf(request.socket)?.deviceType);
      response.writeHead(204).end();
    });
    const port = await servers.listen(server, {
      describeSession: (identity) => {
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
    const port = await servers.listen(pskHttpsServer(), {
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

  it('knows its identity also when the card resumes an earlier one', async () => {
    const described: (string | undefined)[] = [];
    const port = await servers.listen(pskHttpsServer(), {
      describeSession: (identity) => {
        described.push(identity);
        return undefined;
      },
    });
    const first = connect(port);
    const [session] = (await once(first, 'session')) as [Buffer];
    await post(first);
    first.end();
    const second = connect(port, { session });
    await post(second);
    expect(second.isSessionReused()).toBe(true);
    second.end();

    await eventually(() => obs.spans('ota.session').length === 2);
    expect(described).toEqual(['card-1', 'card-1']);
  });

  it('is recorded without a description when that is only promised, and the promise may fail', async () => {
    const port = await servers.listen(pskHttpsServer(), {
      describeSession: (() => Promise.reject(new Error('too late'))) as never,
    });
    const client = connect(port);
    await post(client);
    client.end();

    await eventually(async () => (await servers.sessions('completed')) === 1);
  });

  it('begins with its connection, so that its span encloses the handshake', async () => {
    const port = await servers.listen(pskHttpsServer(), {
      describeSession: () => {
        obs.clock.advance(50);
        return undefined;
      },
    });
    const client = connect(port);
    await post(client);
    client.end();

    const session = await eventually(() => obs.spans('ota.session')[0]);
    expect(session.startTime).toEqual(obs.spans('tls.handshake')[0]?.startTime);
    expect(session.endTime[1] - session.startTime[1]).toBe(50_000_000);
  });

  it('is what an HTTP instrumentation finds in the headers, hidden from the application, whatever the client claims', async () => {
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    const seen: { traceparent: unknown; tracestate: unknown; baggage: unknown; names: string[] }[] = [];
    const port = await servers.listen(
      pskHttpsServer(({ headers }, response) => {
        seen.push({
          traceparent: headers.traceparent,
          tracestate: headers.tracestate,
          baggage: headers.baggage,
          names: Object.keys(headers),
        });
        response.writeHead(204).end();
      }),
    );
    const client = connect(port);
    await post(client, [
      `traceparent: 00-${'f'.repeat(32)}-${'e'.repeat(16)}-01`,
      'tracestate: card=1',
      'baggage: tenant=forged',
    ]);
    client.end();

    const session = await eventually(() => obs.spans('ota.session')[0]);
    propagation.disable();
    const { traceId, spanId } = session.spanContext();
    expect(seen).toEqual([
      {
        traceparent: `00-${traceId}-${spanId}-01`,
        tracestate: '',
        baggage: '',
        names: ['host', 'content-length'],
      },
    ]);
  });

  it('is triggered when its identity was triggered of late', async () => {
    const port = await servers.listen();
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
    const port = await servers.listen(server);
    const client = connect(port);
    await post(client);
    client.end();

    const session = await eventually(() => obs.spans('ota.session')[0]);
    expect(obs.spans('handled')[0]?.parentSpanContext?.spanId).toBe(session.spanContext().spanId);
  });

  it('starts a trace of its own for each session, whatever was active when the server began to listen', async () => {
    const server = pskHttpsServer();
    servers.closeAtEnd(server);
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
    expect(obs.spans('ota.session').flatMap(({ links }) => links)).toEqual([]);
  });
});
