import type { Server } from 'node:https';
import { diag } from '@opentelemetry/api';
import { resetObservability } from '../lib';
import { close, listen, pskHttpsServer } from './support/psk-server';
import { reported } from './support/start';

/** Loads the module afresh, with an observation that fails. */
function register(): void {
  jest.isolateModules(() => {
    jest.doMock('../lib/observe-psk-tls-server', () => ({
      observeUnlessObserved: () => {
        throw new Error('cannot observe');
      },
    }));
    require('../lib/register');
  });
}

describe('register', () => {
  const before = { ...process.env };
  let server: Server;

  beforeEach(() => {
    Object.assign(process.env, { GP_METRICS_PORT: '0', GP_HEALTH_PORT: '0' });
    server = pskHttpsServer();
  });
  afterEach(async () => {
    process.env = { ...before };
    await close(server);
    await resetObservability();
    diag.disable();
  });

  it('reports a server that it cannot observe, and lets it listen', async () => {
    const lines = reported();
    register();
    const port = await listen(server);

    expect(port).toBeGreaterThan(0);
    expect(lines).toEqual(['a PSK-TLS server is not observed: cannot observe']);
  });

  it('leaves servers alone under OTEL_SDK_DISABLED', async () => {
    process.env.OTEL_SDK_DISABLED = 'true';
    const lines = reported();
    register();
    await listen(server);

    expect(lines).toEqual([]);
  });
});
