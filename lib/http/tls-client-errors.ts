import type { Server } from 'node:https';
import type { TLSSocket } from 'node:tls';
import type { DiagLogger } from '@opentelemetry/api';

/** Clients that went away, or never came to the point, as a probe that only sees whether the port is open. */
const NO_FAILURES: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'ERR_TLS_HANDSHAKE_TIMEOUT']);

/** What an operator can make of the codes that OpenSSL has for mistakes in settings. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/^ERR_SSL_HTTP_REQUEST$/, 'it speaks plain HTTP and needs https'],
  [/^ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE$/, 'it shows no certificate'],
  [/_ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_\w+)$/, 'it does not trust our certificate'],
  [/^ERR_SSL_(UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW)$/, 'it speaks no TLS of 1.2 or newer'],
  [/^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_)/, 'its certificate is not of an authority of clients'],
];

/** Nobody on the network can fill the log: after so many causes nothing more is told until the next start. */
const MOST_CAUSES = 10;

/**
 * Tells of clients whose TLS handshake fails, one line a cause: what is wrong with a scraper shows nowhere else on this
 * side. Node ends their connections by itself.
 */
export function tellTlsClientErrors(server: Server, logger: DiagLogger): void {
  const told = new Set<string>();
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket: TLSSocket) => {
    const { authorizationError } = socket;
    const cause = String(authorizationError ?? error.code ?? 'unknown');
    if (NO_FAILURES.has(cause) || told.has(cause) || told.size >= MOST_CAUSES) return;
    told.add(cause);
    const known = MEANINGS.find(([pattern]) => pattern.test(cause))?.[1];
    const meaning =
      known ?? (authorizationError ? 'its certificate is not accepted' : 'its handshake failed');
    try {
      logger.warn(
        `the operations server refused a client: ${meaning} (${cause}). Others like it are not told of`,
      );
    } catch {
      // The host's own diag logger failed, in an event that nobody else could catch.
    }
  });
}
