import type https from 'node:https';
import { diag, metrics } from '@opentelemetry/api';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { getObservability, observePskTlsServer, resetObservability } from '../lib';
import { observeUnlessObserved } from '../lib/observe-psk-tls-server';
import { findSample, PrometheusReader } from '../lib/prometheus';
import { eventually } from './support/eventually';
import { close, connect, listen, post, pskHttpsServer } from './support/psk-server';
import { reported, start } from './support/start';

describe('a server that is observed twice', () => {
  /** How often one session of one client was counted, after `observeAll` has observed the server. */
  async function countedSessions(observeAll: (server: https.Server) => void): Promise<number | undefined> {
    const obs = start();
    const server = pskHttpsServer();
    observeAll(server);
    const client = connect(await listen(server));
    await post(client);
    client.end();
    await eventually(async () => ((await obs.metric('cardlink_sessions_total')) ?? 0) > 0);
    await close(server);
    const sessions = await obs.metric('cardlink_sessions_total');
    await resetObservability();
    return sessions;
  }

  it.each<[string, (server: https.Server) => void]>([
    ['by the application', (server) => [1, 2].forEach(() => void observePskTlsServer(server))],
    [
      'by register, and then by the application',
      (server) => {
        observeUnlessObserved(server);
        observePskTlsServer(server);
      },
    ],
    [
      'by the application, and then by register',
      (server) => {
        observePskTlsServer(server);
        observeUnlessObserved(server);
      },
    ],
    [
      'with the running instance, named or not',
      (server) => {
        observePskTlsServer(server, { observability: getObservability() });
        observePskTlsServer(server);
      },
    ],
  ])('%s is counted once', async (_how, observeAll) => {
    expect(await countedSessions(observeAll)).toBe(1);
  });

  it('is warned of, unless register was the first', () => {
    const lines = reported();
    const server = pskHttpsServer();
    observeUnlessObserved(server);
    observePskTlsServer(server);
    expect(lines).toEqual([]);
    const undo = observePskTlsServer(server);
    expect(lines).toHaveLength(1);
    undo();
    diag.disable();
  });
});

describe('observePskTlsServer without a running instance', () => {
  afterEach(() => metrics.disable());

  it("records with the host's own SDK, also when that is registered after the server is observed", async () => {
    const server = pskHttpsServer();
    const undo = observePskTlsServer(server);
    const port = await listen(server);
    await post(connect(port));

    const reader = new PrometheusReader({ preventServerStart: true });
    metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
    const client = connect(port);
    await post(client);
    client.end();

    const completed = { session_status: 'completed' };
    await eventually(
      async () => findSample(await reader.families(), 'cardlink_sessions_total', completed) === 1,
    );
    undo();
    await close(server);
  });
});
