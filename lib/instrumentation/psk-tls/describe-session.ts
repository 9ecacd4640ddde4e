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
  const { identity, clientAddress, clientPort, acceptedEpochMs: startEpochMs } = connection;
  const { describeSession } = options;
  const described =
    describeSession && guard.run(PLACE, () => atOnce(describeSession(identity, socket), guard));
  const { cipher, protocolVersion, protocol } = seen;
  // Its socket sees to its end.
  const timeoutMs = Number.POSITIVE_INFINITY;
  const known = { identity, clientAddress, clientPort, startEpochMs, cipher, protocolVersion };
  if (!described) return { ...known, timeoutMs, protocol };
  const { sessionType: type, ...info } = described;
  return { timeoutMs, protocol, ...info, type, ...known };
}

/** A description that is promised comes too late; that it may fail is still not to harm the host. */
function atOnce(description: SessionDescription | undefined, guard: Guard): SessionDescription | undefined {
  if (typeof (description as PromiseLike<unknown> | undefined)?.then !== 'function') return description;
  guard.report(PLACE, new Error('it returned a promise; a session is described at once or not at all'));
  Promise.resolve(description).catch(() => undefined);
  return undefined;
}
