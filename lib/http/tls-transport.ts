import { type DiagLogger, diag } from '@opentelemetry/api';
import { Connections } from './connections';
import { tellTlsClientErrors } from './tls-client-errors';
import { type LoadedTls, TlsFiles } from './tls-files';
import { Handshakes } from './tls-handshakes';
import type { TlsOptions } from './tls-options';
import { TlsRenewal } from './tls-renewal';
import { HTTP_LIMITS, limitConnections, type Transport, type TransportOptions } from './transport';
import { UntracedTlsServer } from './untraced-tls-server';

const DEFAULT_RENEWAL_INTERVAL_MS = 10_000;
const DEFAULT_HANDSHAKE_TIMEOUT_MS = 5_000;

/** A transport over TLS. @throws TlsFilesError (a rejection) when the files cannot be used. */
export async function createTlsTransport(tls: TlsOptions, { unref }: TransportOptions): Promise<Transport> {
  const files = new TlsFiles(tls);
  const loaded = await files.load();
  const logger: DiagLogger = diag.createComponentLogger({ namespace: 'cardlink/http' });
  const isMutual = tls.clientCaFile !== undefined;
  const server = new UntracedTlsServer({
    ...HTTP_LIMITS,
    ...contextOf(loaded.texts),
    requestCert: isMutual,
    rejectUnauthorized: isMutual,
    handshakeTimeout: tls.handshakeTimeoutMs ?? DEFAULT_HANDSHAKE_TIMEOUT_MS,
  });
  limitConnections(server);
  tellTlsClientErrors(server, logger);
  const connections = new Connections(server, { unref, sockets: 'secureConnection' });
  const handshakes = new Handshakes(server, { unref });
  const renewal = new TlsRenewal({
    files,
    loaded,
    intervalMs: tls.renewalIntervalMs ?? DEFAULT_RENEWAL_INTERVAL_MS,
    // Tickets of the context before are void with it, so that nobody resumes what an authority that is gone vouched for.
    use: (texts) => server.setSecureContext(contextOf(texts)),
    logger,
  });
  return {
    scheme: 'https',
    server,
    connections,
    certificate: () => renewal.certificate,
    listening: () => renewal.start(),
    close: () => {
      renewal.stop();
      handshakes.destroy();
      connections.close();
    },
  };
}

/** All that a secure context of ours is told, now and at each renewal: what is left out then goes back to Node's default. */
function contextOf({ cert, key, clientCa }: LoadedTls['texts']) {
  // Node's own default, which a flag of the process could lower.
  return { cert, key, ...(clientCa !== undefined && { ca: clientCa }), minVersion: 'TLSv1.2' } as const;
}
