import type { TLSSocket } from 'node:tls';
import type { SessionInfo } from '../../signals';
import type { Connection } from './connection';
import type { Guard } from './guard';

/** What the application knows about the card behind a socket. */
export type SessionDescription = Omit<
  SessionInfo,
  'identity' | 'type' | 'startEpochMs' | 'clientAddress' | 'clientPort' | 'cipher' | 'protocolVersion'
> & {
  /** `triggered` or `polled`. Default: see `SessionInfo.type`. */
  readonly sessionType?: SessionInfo['type'];
};

/** How a server is observed. */
export interface ObserveOptions {
  /**
   * Says what is behind a socket, at once, called when its handshake is done. An error in it is reported once, and the
   * session is recorded without a description.
   */
  readonly describeSession?: (
    identity: string | undefined,
    socket: TLSSocket,
  ) => SessionDescription | undefined;
}

/** What the observer sees of a session by itself. */
export type SeenOfSession = Pick<SessionInfo, 'cipher' | 'protocolVersion' | 'protocol'>;

const PLACE = 'describeSession';

/** What a session's recorder is told: what the connection says, and what the application adds. */
export function sessionInfo(
  connection: Connection,
  socket: TLSSocket,
  seen: SeenOfSession,
  options: ObserveOptions,
  guard: Guard,
): SessionInfo {
  const { identity, clientAddress, clientPort } = connection;
  const { protocol, ...agreed } = seen;
  const described = guard.run(PLACE, () => atOnce(options.describeSession?.(identity, socket), guard));
  const { sessionType, ...info } = described ?? {};
  return {
    // Its socket sees to its end.
    timeoutMs: Number.POSITIVE_INFINITY,
    ...(protocol !== undefined && { protocol }),
    ...info,
    ...agreed,
    ...(sessionType !== undefined && { type: sessionType }),
    ...(identity !== undefined && { identity }),
    ...(clientAddress !== undefined && { clientAddress }),
    ...(clientPort !== undefined && { clientPort }),
    startEpochMs: connection.acceptedEpochMs,
  };
}

/** A description that is promised comes too late; that it may fail is still not to harm the host. */
function atOnce(description: SessionDescription | undefined, guard: Guard): SessionDescription | undefined {
  if (typeof (description as PromiseLike<unknown> | undefined)?.then !== 'function') return description;
  guard.report(PLACE, new Error('it returned a promise; a session is described at once or not at all'));
  Promise.resolve(description).catch(() => undefined);
  return undefined;
}
