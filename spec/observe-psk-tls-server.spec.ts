import { metrics } from '@opentelemetry/api';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { observePskTlsServer } from '../lib';
import { findSample, PrometheusReader } from '../lib/prometheus';
import { eventually } from './support/eventually';
import { close, connect, listen, post, pskHttpsServer } from './support/psk-server';

describe('observePskTlsServer without a running instance', () => {
  afterEach(() => metrics.disable());

  it("records with the host's own SDK, also when that is registered after the server is observed", async () => {
    const server = pskHttpsServer();
    const undo = observePskTlsServer(server);
    const port = await listen(server);
    await post(connect(port));

    const reader = new PrometheusReader();
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
