import type { AddressInfo, Server } from 'node:net';
import type { PSKCallbackNegotation } from 'node:tls';
import type { HealthCheck, HealthCheckRun, HealthFinding } from '../check';
import { PEER_TIMEOUT_MS, tcpPeer } from './tcp-peer';
import { numberOr } from './thresholds';

/** Which listener, and how closely it is looked at. */
export interface PskTlsListenerOptions {
  /** A server of this process: whether it listens, and where. */
  readonly server?: Pick<Server, 'listening' | 'address'> | undefined;
  /** Where it listens, for one of another process, or behind something. Default: where `server` listens. */
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  /** With an identity and its key a handshake is made, by which the whole of TLS is looked at. */
  readonly identity?: string | undefined;
  readonly key?: Buffer | undefined;
  /** OpenSSL's name. Default: `PSK-AES128-CBC-SHA256`. */
  readonly ciphers?: string | undefined;
  /** How long connecting or the handshake may take, in milliseconds. Default: 3,000. */
  readonly timeoutMs?: number | undefined;
}

const CIPHERS = 'PSK-AES128-CBC-SHA256';

/** Hosts that stand for every interface, and where they are reached from here. */
const REACHABLE: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/**
 * Whether a PSK-TLS listener takes cards. Of a server alone: whether it listens. With a host and a port: whether it takes
 * a connection, which the listener counts in `cardlink.tls.probes`. With an identity and a key: whether a handshake
 * succeeds, which it records like that of any card; give the check an identity of its own.
 */
export function pskTlsListener(options: PskTlsListenerOptions): HealthCheck {
  const check = async (run: HealthCheckRun): Promise<HealthFinding> => {
    const { server, identity, key } = options;
    if (server !== undefined && !server.listening) {
      return { status: 'unhealthy', message: 'the PSK-TLS server does not listen' };
    }
    const host = options.host ?? hostOf(server);
    const port = options.port ?? portOf(server);
    if (host === undefined || port === undefined) {
      return server === undefined
        ? { status: 'unhealthy', message: 'the check was given neither a server nor a port' }
        : { status: 'healthy', message: 'the PSK-TLS server listens' };
    }
    if (identity !== undefined && key !== undefined) {
      return shakeHands(host, port, { ...options, psk: { identity, psk: key } }, run.signal);
    }
    if (options.port === undefined) {
      return { status: 'healthy', message: `the PSK-TLS server listens on ${host}:${port}` };
    }
    return tcpPeer({ host, port, timeoutMs: options.timeoutMs })(run) as Promise<HealthFinding>;
  };
  return Object.assign(check, { standsFor: 'PSK-TLS listener' });
}

function hostOf(server: PskTlsListenerOptions['server']): string | undefined {
  const address = server?.address();
  if (server === undefined) return 'localhost';
  return isInternet(address) ? (REACHABLE[address.address] ?? address.address) : undefined;
}

function portOf(server: PskTlsListenerOptions['server']): number | undefined {
  const address = server?.address();
  return isInternet(address) ? address.port : undefined;
}

function isInternet(address: ReturnType<Server['address']> | undefined): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

interface Handshake {
  readonly psk: PSKCallbackNegotation;
  readonly ciphers?: string | undefined;
  readonly timeoutMs?: number | undefined;
}

function shakeHands(
  host: string,
  port: number,
  { psk, ciphers = CIPHERS, ...options }: Handshake,
  signal: AbortSignal,
): Promise<HealthFinding> {
  const { connect } = require('node:tls') as typeof import('node:tls');
  const timeoutMs = numberOr(options.timeoutMs, PEER_TIMEOUT_MS);
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port,
      ciphers,
      pskCallback: () => psk,
      maxVersion: 'TLSv1.2',
      // PSK proves who the server is; it has no certificate.
      checkServerIdentity: () => undefined,
    });
    const giveUp = (): void => void socket.destroy(new Error('the check was given up'));
    signal.addEventListener('abort', giveUp, { once: true });
    const timer = setTimeout(
      () => socket.destroy(new Error(`${host}:${port} made no handshake within ${timeoutMs} ms`)),
      timeoutMs,
    );
    timer.unref();
    socket.once('secureConnect', () => {
      resolve({
        status: 'healthy',
        message: `${host}:${port} made a handshake (${socket.getCipher().name})`,
      });
      socket.end();
    });
    socket.once('error', reject);
    socket.once('close', () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      reject(new Error(`${host}:${port} closed the connection before the handshake`));
    });
  });
}
