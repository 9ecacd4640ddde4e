/**
 * Observes an application without a change to its code:
 *
 *     node --require @cardlink/observability/register server.js
 *
 * Starts observability from the settings, with the HTTP and runtime instrumentations, and observes every PSK-TLS
 * server. Nothing here takes the application down: what is wrong is told on stderr once.
 */

import { onPskTlsServer } from './instrumentation';
import { startObservability } from './observability';
import { observePskTlsServer } from './observe-psk-tls-server';

function register(): void {
  const { HttpInstrumentation } =
    require('@opentelemetry/instrumentation-http') as typeof import('@opentelemetry/instrumentation-http');
  const { RuntimeNodeInstrumentation } =
    require('@opentelemetry/instrumentation-runtime-node') as typeof import('@opentelemetry/instrumentation-runtime-node');
  const obs = startObservability({
    instrumentations: [new HttpInstrumentation(), new RuntimeNodeInstrumentation()],
  });
  obs.onShutdown(onPskTlsServer((server) => void observePskTlsServer(server)));
}

try {
  register();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
}
