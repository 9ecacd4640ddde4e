import type { AddressInfo, Server } from 'node:net';
import type { PSKCallbackNegotation } from 'node:tls';
import { isLoopback } from '../../config';
import type { HealthCheck, HealthCheckRun, HealthFinding } from '../check';
import { PEER_TIMEOUT_MS, tcpPeer } from './tcp-peer';
import { optionsOf, timeoutOr } from './thresholds';

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

/** What OpenSSL 3 takes. */
const LONGEST_IDENTITY_BYTES = 256;
const LONGEST_KEY_BYTES = 512;

const CIPHERS = 'PSK-AES128-CBC-SHA256';

/** Hosts that stand for every interface, and where they are reached from here. */
const REACHABLE: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/**
 * Whether a PSK-TLS listener takes cards. Of a server alone: whether it listens. With a host and a port: whether it takes
 * a connection, which the listener counts in `cardlink.tls.probes`. With an identity and a key: whether a handshake
 * succeeds, which it records like that of any card; give the check an identity of its own.
 */
export function pskTlsListener(given: PskTlsListenerOptions): HealthCheck {
  const options: PskTlsListenerOptions = optionsOf(given);
  const check = async (run: HealthCheckRun): Promise<HealthFinding> => {
    const { server } = options;
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
    const psk = pskOf(options);
    if (psk !== undefined) return shakeHands(host, port, { ...options, psk }, run.signal);
    if (options.port === undefined) {
      return { status: 'healthy', message: `the PSK-TLS server listens on ${host}:${port}` };
    }
    return tcpPeer({ host, port, timeoutMs: options.timeoutMs })(run) as Promise<HealthFinding>;
  };
  return Object.assign(check, { standsFor: 'PSK-TLS listener', covers: coveredBy(options) });
}

/** Which of this process's servers the check looks at: the one that it was given, or that listens where it connects. */
function coveredBy({ server, host, port }: PskTlsListenerOptions): (thing: object) => boolean {
  const reached = new WeakSet<object>();
  return (thing) => {
    if (server !== undefined) return thing === server;
    const other = thing as Server;
    // One that has listened there is meant when it no longer does, too.
    if (port !== undefined && portOf(other) === port && isReachedBy(host, hostOf(other))) reached.add(thing);
    return reached.has(thing);
  };
}

function isReachedBy(host: string | undefined, listening: string | undefined): boolean {
  return host === undefined || host === listening || (isLoopback(host) && isLoopback(listening ?? ''));
}

/**
 * The identity and its key, where there are any.
 *
 * @throws TypeError when there cannot be a handshake with them. Node would say the same, and show the key.
 */
function pskOf({ identity, key }: PskTlsListenerOptions): PSKCallbackNegotation | undefined {
  if (identity === undefined && key === undefined) return undefined;
  const identityBytes = typeof identity === 'string' ? Buffer.byteLength(identity) : 0;
  if (identity === undefined || identityBytes < 1 || identityBytes > LONGEST_IDENTITY_BYTES) {
    throw new TypeError(`the check's identity must be a text of 1 to ${LONGEST_IDENTITY_BYTES} bytes`);
  }
  if (!ArrayBuffer.isView(key) || key.byteLength < 1 || key.byteLength > LONGEST_KEY_BYTES) {
    throw new TypeError(
      `the check's key must be a Buffer of 1 to ${LONGEST_KEY_BYTES} bytes, as Buffer.from(text, 'hex') makes it`,
    );
  }
  return { identity, psk: key };
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
  const timeoutMs = timeoutOr(options.timeoutMs, PEER_TIMEOUT_MS);
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
    socket.unref();
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
