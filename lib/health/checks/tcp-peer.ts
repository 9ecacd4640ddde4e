import { connect } from 'node:net';
import type { HealthCheck, HealthCheckRun, HealthFinding } from '../check';
import { optionsOf, timeoutOr } from './thresholds';

/** Who is called on. */
export interface TcpPeerOptions {
  readonly host: string;
  readonly port: number;
  /** How long connecting may take, in milliseconds. Default: 3,000. */
  readonly timeoutMs?: number | undefined;
}

/** How long a peer is waited for: less than the routes wait, so that its own failure is told. */
export const PEER_TIMEOUT_MS = 3_000;

/** Whether a peer takes TCP connections: connects, and closes at once without sending anything. */
export function tcpPeer(options: TcpPeerOptions): HealthCheck {
  const { host, port, timeoutMs } = optionsOf(options) as Partial<TcpPeerOptions>;
  return ({ signal }) => {
    if (host === undefined || port === undefined) throw new TypeError('the check was given no host and port');
    return connectOnce(host, port, timeoutOr(timeoutMs, PEER_TIMEOUT_MS), signal);
  };
}

function connectOnce(
  host: string,
  port: number,
  timeoutMs: number,
  signal: HealthCheckRun['signal'],
): Promise<HealthFinding> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, signal });
    const timer = setTimeout(
      () => socket.destroy(new Error(`${host}:${port} did not take a connection within ${timeoutMs} ms`)),
      timeoutMs,
    );
    timer.unref();
    socket.unref();
    socket.once('connect', () => {
      resolve({ status: 'healthy', message: `${host}:${port} takes connections` });
      socket.destroy();
    });
    socket.once('error', reject);
    socket.once('close', () => {
      clearTimeout(timer);
      reject(new Error(`${host}:${port} closed the connection before it was there`));
    });
  });
}
