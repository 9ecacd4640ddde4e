import { resolve } from 'node:path';

/**
 * TLS of an operations server, 1.2 or newer. The files are PEM, and are read anew when they are renewed, however that is
 * done: connections that stand go on, new ones get the new certificate. Files that TLS cannot use are an error at the
 * start; afterwards what was read last stays in use, and one diagnostic line says what is wrong.
 */
export interface TlsOptions {
  /** The certificate and, after it, its chain. */
  readonly certFile: string;
  /** Its key, without a passphrase; may be the same file. */
  readonly keyFile: string;
  /**
   * Authorities of clients (mutual TLS): who shows no certificate of one of them gets to no route. By default
   * certificates of clients are not asked for.
   */
  readonly clientCaFile?: string | undefined;
  /** How often the files are looked at. By default every 10,000 ms. */
  readonly renewalIntervalMs?: number | undefined;
  /** How long a client may take for its handshake. By default 5,000 ms. */
  readonly handshakeTimeoutMs?: number | undefined;
}

/** The same files wherever the process goes later: it may change its folder before a server starts, or starts again. */
export function withAbsolutePaths(options: TlsOptions): TlsOptions {
  const { certFile, keyFile, clientCaFile } = options;
  return {
    ...options,
    certFile: resolve(certFile),
    keyFile: resolve(keyFile),
    clientCaFile: clientCaFile && resolve(clientCaFile),
  };
}
