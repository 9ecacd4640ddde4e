/** Where a server listens. */
export interface Address {
  /** The host as it was asked for. */
  readonly host: string;
  /** The port that it really listens on, also where 0 asked for any. */
  readonly port: number;
  /** For people and for clients on this machine: `http://localhost:9090`, `https://[::1]:9090`. */
  readonly url: string;
}

/** Hosts that stand for every interface; a client on this machine reaches them as localhost. */
const WILDCARDS: ReadonlySet<string> = new Set(['', '0.0.0.0', '::']);

/** The address of a server that listens at this host and port. */
export function addressOf(host: string, port: number, scheme: 'http' | 'https'): Address {
  const reachable = WILDCARDS.has(host) ? 'localhost' : host;
  return { host, port, url: `${scheme}://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}` };
}

/** What people call the reasons for which a server cannot listen, by Node's code. */
const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is taken',
  EACCES: 'the process may not use this port',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'the host is unknown',
};

/** A server could not listen. `code` is Node's, as `EADDRINUSE`. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  readonly code: string;
  readonly host: string;
  readonly port: number;

  constructor(host: string, port: number, cause: NodeJS.ErrnoException) {
    const code = cause.code ?? 'UNKNOWN';
    super(`cannot listen on ${host}:${port}: ${REASONS[code] ?? cause.message} (${code})`, { cause });
    this.code = code;
    this.host = host;
    this.port = port;
  }
}
