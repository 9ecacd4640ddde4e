/**
 * Observes an application without a change to its code:
 *
 *     node --require @cardlink/observability/register server.js
 *
 * Starts observability from the settings, with the HTTP and runtime instrumentations, and observes every PSK-TLS
 * server. Does nothing in worker threads, which inherit `--require`: the main thread has the endpoints and the exporters.
 * Nothing here takes the application down: what is wrong is told on stderr once.
 */

import type { Server } from 'node:tls';
import { isMainThread } from 'node:worker_threads';
import { diag } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { errorMessage } from './error-message';
import { onPskTlsServer } from './instrumentation';
import { startObservability } from './observability';
import { observeUnlessObserved } from './observe-psk-tls-server';

function register(): void {
  const obs = startObservability({ instrumentations });
  if (obs.settings.values.disabled) return;
  obs.onShutdown(onPskTlsServer(observe));
}

/** They change `http` as soon as they are made. */
function instrumentations(): readonly Instrumentation[] {
  const { HttpInstrumentation } =
    require('@opentelemetry/instrumentation-http') as typeof import('@opentelemetry/instrumentation-http');
  const { RuntimeNodeInstrumentation } =
    require('@opentelemetry/instrumentation-runtime-node') as typeof import('@opentelemetry/instrumentation-runtime-node');
  return [new HttpInstrumentation(), new RuntimeNodeInstrumentation()];
}

/** Runs within the application's own `listen()`, which must not fail for this. */
function observe(server: Server): void {
  try {
    observeUnlessObserved(server);
  } catch (error) {
    diag.error(`a PSK-TLS server is not observed: ${errorMessage(error)}`);
  }
}

try {
  if (isMainThread) register();
} catch (error) {
  process.stderr.write(`${errorMessage(error)}\n`);
}
