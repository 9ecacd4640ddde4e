import { AsyncLocalStorage } from 'node:async_hooks';
import { startObservability } from '../../../lib';
import { observePskTlsServer } from '../../../lib/observe-psk-tls-server';
import { eventually } from '../../support/eventually';
import { close, connect, listen, post, pskHttpsServer } from '../../support/psk-server';

describe('a session on an observed PSK-TLS server where nothing is traced', () => {
  it('is counted without turning on async hooks, and what its client claims of a trace is overruled', async () => {
    const run = jest.spyOn(AsyncLocalStorage.prototype, 'run');
    const enterWith = jest.spyOn(AsyncLocalStorage.prototype, 'enterWith');
    const obs = startObservability({
      metrics: { port: 0 },
      health: { port: 0 },
      handleSignals: false,
      env: {},
    });
    await obs.ready;
    const seen: unknown[] = [];
    const server = pskHttpsServer(({ headers }, response) => {
      seen.push([headers.traceparent, headers.tracestate, Object.keys(headers)]);
      response.writeHead(204).end();
    });
    observePskTlsServer(server, { observability: obs });
    const client = connect(await listen(server));
    await post(client, [`traceparent: 00-${'f'.repeat(32)}-${'e'.repeat(16)}-01`, 'tracestate: card=1']);
    client.end();

    await eventually(
      async () => (await obs.metric('cardlink_sessions_total', { session_status: 'completed' })) === 1,
    );
    expect(seen).toEqual([['', '', ['host', 'content-length']]]);
    expect(run).not.toHaveBeenCalled();
    expect(enterWith).not.toHaveBeenCalled();
    await close(server);
    await obs.shutdown();
    jest.restoreAllMocks();
  });
});
