import { once } from 'node:events';
import tls from 'node:tls';
import { context, diag, trace } from '@opentelemetry/api';
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
  });
});
