import type { Server } from 'node:https';
import tls from 'node:tls';
import { observePskTlsServer } from '../../../lib';
import type { TestObservability } from '../../../lib/testing';
import { testObservability } from '../../../lib/testing';
import { collectGarbage } from '../../support/collect-garbage';
import { eventually } from '../../support/eventually';
import { ObservedServers } from '../../support/observed-server';
import { connect, listen, PSK_SERVER_OPTIONS, post, pskHttpsServer } from '../../support/psk-server';

describe('observePskTlsServer', () => {
  let servers: ObservedServers;
  let obs: TestObservability;

  beforeEach(() => {
    servers = new ObservedServers();
    ({ obs } = servers);
  });
  afterEach(() => servers.end());

  describe('connections', () => {
    it('are counted while they are up and timed when they close', async () => {
      const port = await servers.listen();
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
      servers.closeAtEnd(server);
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
      servers.closeAtEnd(server);
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
      const port = await servers.listen(server);
      await post(connect(port), ['X-Admin-From: card']);

      expect(names).toEqual([['host', 'content-length', 'x-admin-from']]);
    });

    it('has sockets that hold on to no answers once they are closed', async () => {
      const answers: WeakRef<object>[] = [];
      const server: Server = pskHttpsServer((_request, response) => {
        answers.push(new WeakRef(response));
        response.writeHead(204).end();
      });
      servers.closeAtEnd(server);
      const kept: tls.TLSSocket[] = [];
      server.on('secureConnection', (socket) => kept.push(socket));
      observePskTlsServer(server, { observability: obs });
      const client = connect(await listen(server));
      await post(client);
      client.end();
      await eventually(async () => (await servers.sessions('completed')) === 1);

      await eventually(() => {
        collectGarbage();
        return answers.every((answer) => answer.deref() === undefined);
      });
      expect(answers).toHaveLength(1);
      expect(kept.map(({ destroyed }) => destroyed)).toEqual([true]);
    });

    it('is observed by two at once, and undone in any order', async () => {
      const server = pskHttpsServer();
      servers.closeAtEnd(server);
      const other = testObservability();
      const port = await listen(server);
      const before = Reflect.ownKeys(server);
      const undoFirst = observePskTlsServer(server, { observability: obs });
      const undoSecond = observePskTlsServer(server, { observability: other });
      const client = connect(port);
      await post(client);
      client.end();

      await eventually(
        async () => (await other.metric('cardlink_sessions_total', { session_status: 'completed' })) === 1,
      );
      await eventually(async () => (await servers.sessions('completed')) === 1);
      undoFirst();
      undoSecond();
      expect(Reflect.ownKeys(server)).toEqual(before);
      const later = connect(port);
      await post(later);
      expect(await obs.metric('cardlink_tls_handshakes_total', { tls_handshake_result: 'success' })).toBe(1);
      await other.shutdown();
    });
  });
});
